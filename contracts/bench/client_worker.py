"""Call the service with one client, in an environment that has it: what client_figures.py runs, once for each contender.

    python client_worker.py CONTENDER BASE_URL import|call|serve

`import` loads what a call needs and `call` makes the first call. `serve` reads lines such as `sync 50`, makes so many calls, and prints
the CPU seconds of one.
"""

import importlib
import json
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

ID = "9ceb2f92-2f92-9ceb-922f-eb9c922feb9c"
TOKEN = "x" * 1500  # as long as a real one
Calls = dict[str, Callable[[], Any]]
"""What can be measured: `bytes` (to a token), `sync` and `async` (one call)."""


def generated(package: str, base_url: str, body: bytes) -> Calls:
    """Return the calls of a client that openapi-python-client made, with whichever templates."""
    client = importlib.import_module(package).AuthenticatedClient(base_url=base_url, token=TOKEN)
    operation = importlib.import_module(f"{package}.api.vpp_tokens.sync_licenses")
    model = importlib.import_module(f"{package}.models").VppToken
    return {
        "bytes": lambda: model.from_dict(json.loads(body)),
        "sync": partial(operation.sync, ID, client=client),
        "async": partial(operation.asyncio, ID, client=client),
    }


def raw_httpx(base_url: str, body: bytes) -> Calls:
    """Return the same by hand: a dict in place of a token, no retries, no errors."""
    httpx = importlib.import_module("httpx")
    url, headers = f"{base_url}/deviceAppManagement/vppTokens/{ID}/syncLicenses", {"Authorization": f"Bearer {TOKEN}"}
    client, asynchronous = httpx.Client(headers=headers), httpx.AsyncClient(headers=headers)

    async def call() -> object:
        return (await asynchronous.post(url)).json()

    return {"bytes": lambda: json.loads(body), "sync": lambda: client.post(url).json(), "async": call}


def openapi_generator(base_url: str, body: bytes) -> Calls:
    """Return the calls of openapi-generator's Python client, which is synchronous."""
    package = importlib.import_module("openapi_generator_client")
    api = package.VppTokensApi(package.ApiClient(package.Configuration(host=base_url, access_token=TOKEN)))
    return {"bytes": lambda: package.VppToken.from_dict(json.loads(body)), "sync": partial(api.sync_licenses, ID)}


def microsofts_sdk(base_url: str, body: bytes) -> Calls:
    """Return the calls of Microsoft's SDK, which is asynchronous."""
    sdk = importlib.import_module("msgraph_beta")
    parsing = importlib.import_module("kiota_serialization_json.json_parse_node_factory").JsonParseNodeFactory()
    model = importlib.import_module("msgraph_beta.generated.models.vpp_token").VppToken
    httpx = importlib.import_module("httpx")

    class Bearer:
        async def authenticate_request(self, request: Any, _: object = None) -> None:
            request.headers.try_add("Authorization", f"Bearer {TOKEN}")

    adapter = sdk.GraphRequestAdapter(Bearer(), client=httpx.AsyncClient())
    adapter.base_url = base_url
    builder = sdk.GraphServiceClient(request_adapter=adapter).device_app_management.vpp_tokens
    return {
        "bytes": lambda: parsing.get_root_parse_node("application/json", body).get_object_value(model),
        "async": builder.by_vpp_token_id(ID).sync_licenses.post,
    }


CONTENDERS: dict[str, tuple[str, Callable[[str, bytes], Calls]]] = {
    "this client": ("msgraph_vpptokens", partial(generated, "msgraph_vpptokens")),
    "stock output": ("stock_client", partial(generated, "stock_client")),
    "raw httpx": ("httpx", raw_httpx),
    "openapi-generator": ("openapi_generator_client", openapi_generator),
    "msgraph-beta-sdk": ("msgraph_beta", microsofts_sdk),
}
"""The package of each contender, and what it is asked to do."""


def main(name: str, base_url: str, mode: str) -> None:
    """Do what the command line says."""
    package, calls_of = CONTENDERS[name]
    if mode == "import":
        importlib.import_module(package)
        if calls_of is not raw_httpx and package.endswith(("vpptokens", "stock_client")):
            importlib.import_module(f"{package}.api.vpp_tokens.sync_licenses")
        return
    calls = calls_of(base_url, Path(sys.argv[4]).read_bytes())
    if mode == "call" and "sync" in calls:
        calls["sync"]()
        return
    import asyncio  # after the first synchronous call, which must not pay for it

    async def repeat(call: Callable[[], Awaitable[object]], number: int) -> None:
        for _ in range(number):
            await call()

    with asyncio.Runner() as runner:
        if mode == "call":
            runner.run(repeat(calls["async"], 1))
            return
        for line in sys.stdin:
            what, number = line.split()
            start = time.process_time()
            if what == "async":
                runner.run(repeat(calls["async"], int(number)))
            else:
                for _ in range(int(number)):
                    calls[what]()
            print((time.process_time() - start) / int(number), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
