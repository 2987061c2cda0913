"""Authentication: strings, functions, credentials, claims challenges, clouds."""

from __future__ import annotations

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import httpx
import pytest
from client_calls import BEARER, NOWHERE, SYNC, AccessToken, AsyncCredential, Caller, Credential, Make, credential_for
from scripted_server import EXAMPLES, SPEC, Answer, scripted

from msgraph_vpptokens import AuthenticatedClient, errors
from msgraph_vpptokens._runtime.auth import claims_of
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts


def test_a_function_is_asked_on_every_call(caller: Caller, make: Make) -> None:
    tokens = iter(["first", "second"])
    with scripted(Answer(204), Answer(204)) as server:
        client = make(server, token=lambda: next(tokens))
        caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == ["Bearer first", "Bearer second"]


def test_a_coroutine_function_is_awaited_and_refused_where_nobody_can(make: Make) -> None:
    async def token() -> str:
        await asyncio.sleep(0)
        return "awaited"

    with scripted(Answer(204)) as server:
        client = make(server, token=token)
        Caller(is_async=True).counts(client)
        with pytest.raises(TypeError, match="asyncio"):
            Caller(is_async=False).counts(client)
    assert server.sent("authorization") == ["Bearer awaited"]


@pytest.mark.parametrize("answer", [None, 5, b"x"])
def test_a_function_that_returns_no_string_raises(caller: Caller, make: Make, answer: Any) -> None:
    with scripted() as server, pytest.raises(TypeError, match="bearer token must be a string"):
        caller.counts(make(server, token=lambda: answer))
    assert server.connections == 0


def test_an_error_of_the_credential_comes_through(caller: Caller, make: Make) -> None:
    def token() -> str:
        raise httpx.ConnectError("the identity provider is away")

    with scripted() as server, pytest.raises(httpx.ConnectError, match="identity provider"):
        caller.counts(make(server, token=token, max_retries=3))


def test_a_token_or_a_credential_is_needed() -> None:
    for given in ({}, {"token": "a", "credential": Credential()}, {"credential": object()}, {"token": 5}):
        with pytest.raises(TypeError):
            AuthenticatedClient(**given)


def test_a_credential_is_asked_for_the_scope_and_its_token_is_kept(caller: Caller, make: Make) -> None:
    credential = credential_for(caller)
    with scripted(*[Answer(204)] * 3) as server:
        client = make(server, credential=credential)
        for _ in range(2):
            caller.counts(client)
        caller.counts(client.with_options(timeout=5))
    assert server.sent("authorization") == ["Bearer token-1"] * 3
    assert credential.asked == [(("https://graph.microsoft.com/.default",), {"enable_cae": True})]


def test_a_token_is_renewed_shortly_before_it_ends(caller: Caller, make: Make) -> None:
    credential = credential_for(caller, lifetime=299)
    with scripted(*[Answer(204)] * 3) as server:
        client = make(server, credential=credential)
        caller.counts(client)
        credential.lifetime = 320
        caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]


def test_a_synchronous_credential_serves_both_ways_and_an_asynchronous_one_says_that_it_cannot(make: Make) -> None:
    with scripted(Answer(204), Answer(204)) as server:
        client = make(server, credential=Credential())
        Caller(is_async=True).counts(client)
        Caller(is_async=False).counts(client)
        with pytest.raises(TypeError, match="asyncio"):
            Caller(is_async=False).counts(make(server, credential=AsyncCredential()))


def test_a_credential_whose_plain_function_returns_a_coroutine_is_told_to_declare_it(caller: Caller, make: Make) -> None:
    credential = Credential()
    credential.get_token = lambda *scopes, **options: AsyncCredential().get_token(*scopes, **options)  # type: ignore[method-assign, assignment]
    with scripted() as server, pytest.raises(TypeError, match="declare its function with async def"):
        caller.counts(make(server, credential=credential))


def test_threads_wait_for_one_fetch(make: Make) -> None:
    credential = Credential()
    credential.go.clear()
    with scripted(*[Answer(204)] * 8) as server:
        client = make(server, credential=credential)
        with ThreadPoolExecutor(8) as pool:
            calls = [pool.submit(sync_license_counts.sync, client=client) for _ in range(8)]
            assert credential.begun.wait(10)
            credential.go.set()
            for call in calls:
                call.result(10)
    assert len(credential.asked) == 1
    assert server.sent("authorization") == ["Bearer token-1"] * 8


@pytest.mark.parametrize("kind", [Credential, AsyncCredential])
def test_tasks_wait_for_one_fetch_in_one_event_loop_after_another(make: Make, kind: type[Credential]) -> None:
    credential = kind(lifetime=299)

    async def calls(client: AuthenticatedClient) -> None:
        await sync_license_counts.asyncio(client=client)
        credential.lifetime = 3600
        await asyncio.gather(*(sync_license_counts.asyncio(client=client) for _ in range(4)))
        credential.lifetime = 299

    with scripted(*[Answer(204)] * 10) as server:
        for client in (make(server, credential=credential), make(server, credential=credential)):
            asyncio.run(calls(client))
    assert credential.most_running == 1
    assert [int((sent or "").rpartition("-")[2]) for sent in server.sent("authorization")] == [1, 2, 2, 2, 2, 3, 4, 4, 4, 4]


def test_a_fetch_that_fails_fails_those_that_wait_and_the_next_call_tries_again(caller: Caller, make: Make) -> None:
    credential = credential_for(caller)
    credential.get_token, real = None, credential.get_token  # type: ignore[assignment, method-assign]
    failures = [RuntimeError("no token today")]

    def get_token(*scopes: str, **options: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*scopes, **options)

    async def aget_token(*scopes: str, **options: Any) -> Any:
        return await get_token(*scopes, **options)

    credential.get_token = aget_token if caller.is_async else get_token  # type: ignore[method-assign, assignment]
    with scripted(Answer(204)) as server:
        client = make(server, credential=credential)
        with pytest.raises(RuntimeError, match="no token today"):
            caller.counts(client)
        caller.counts(client)


def test_a_cancelled_fetch_leaves_the_others_to_fetch_for_themselves(make: Make) -> None:
    class Slow(Credential):
        async def get_token(self, *scopes: str, **options: Any) -> AccessToken:  # type: ignore[override]
            if not self.asked:
                self.asked.append((scopes, options))
                await asyncio.Event().wait()
            return super().get_token(*scopes, **options)

    credential = Slow()

    async def calls(client: AuthenticatedClient) -> None:
        first = asyncio.ensure_future(sync_license_counts.asyncio(client=client))
        while not credential.asked:  # noqa: ASYNC110 - one more turn of the loop is all it takes
            await asyncio.sleep(0)
        second = asyncio.ensure_future(sync_license_counts.asyncio(client=client))
        await asyncio.sleep(0)
        first.cancel()
        await second
        with pytest.raises(asyncio.CancelledError):
            await first

    with scripted(Answer(204)) as server:
        asyncio.run(calls(make(server, credential=credential)))
    assert server.sent("authorization") == ["Bearer token-2"]


CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"???~~~"}}}'
ENCODED = base64.b64encode(CLAIMS.encode()).decode()


def challenge(claims: str = ENCODED) -> Answer:
    header = f'Bearer realm="", authorization_uri="https://x/authorize", error="insufficient_claims", claims="{claims}"'
    return Answer(401, EXAMPLES["Unauthorized"], {"WWW-Authenticate": header})


def test_claims_are_decoded_from_either_alphabet_with_and_without_padding() -> None:
    texts = ["?", "??", "???", "~~~>>>???"]
    standard = [base64.b64encode(text.encode()).decode() for text in texts]
    assert set("+/=") <= set("".join(standard))
    safe = [base64.urlsafe_b64encode(text.encode()).decode() for text in texts]
    for encoded, text in zip([*standard, *safe], texts * 2, strict=True):
        for form in (encoded, encoded.rstrip("=")):
            response = httpx.Response(401, headers={"WWW-Authenticate": f'Bearer claims="{form}"'})
            assert claims_of(response) == text


def test_a_claims_challenge_is_answered_once(caller: Caller, make: Make) -> None:
    credential = credential_for(caller)
    with scripted(challenge(), Answer(204), challenge(), challenge(), Answer(204)) as server:
        client = make(server, credential=credential)
        caller.counts(client)
        with pytest.raises(errors.Unauthorized):
            caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == [f"Bearer token-{number}" for number in (1, 2, 2, 3, 3)]
    assert [options.get("claims") for _, options in credential.asked] == [None, CLAIMS, CLAIMS]
    ids = server.sent("client-request-id")
    assert (ids[0] == ids[1], ids[2] == ids[3], len(set(ids))) == (True, True, 3)


@pytest.mark.parametrize(
    "answer", [Answer(401, b""), challenge("***"), challenge("/w=="), Answer(401, headers={"WWW-Authenticate": "Bearer"})]
)
def test_a_401_without_claims_is_an_error_and_the_next_call_gets_a_new_token(caller: Caller, make: Make, answer: Answer) -> None:
    credential = credential_for(caller)
    with scripted(answer, Answer(204)) as server:
        client = make(server, credential=credential)
        with pytest.raises(errors.Unauthorized):
            caller.counts(client)
        caller.counts(client)
    assert server.sent("authorization") == ["Bearer token-1", "Bearer token-2"]


def test_a_claims_challenge_to_a_string_is_an_error(caller: Caller, make: Make) -> None:
    with scripted(challenge()) as server, pytest.raises(errors.Unauthorized):
        caller.counts(make(server))


@pytest.mark.parametrize("server", SPEC["servers"], ids=lambda server: server["url"])
@pytest.mark.parametrize("path", ["/beta", "/v1.0"])
def test_the_base_url_of_a_cloud_picks_its_scope(server: dict[str, str], path: str) -> None:
    credential = Credential()
    origin = server["url"].removesuffix("/beta")
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(204)

    options = {"transport": httpx.MockTransport(handle)}
    SYNC.counts(AuthenticatedClient(credential=credential, base_url=origin + path, httpx_args=options))
    assert [scopes for scopes, _ in credential.asked] == [(f"{origin}/.default",)]
    assert seen == [f"{origin}{path}/deviceAppManagement/vppTokens/syncLicenseCounts"]


def test_a_scope_may_be_given_for_any_host(make: Make) -> None:
    credential = Credential()
    with scripted(Answer(204)) as server:
        SYNC.counts(make(server, credential=credential, scope="api://gateway/.default"))
    assert [scopes for scopes, _ in credential.asked] == [("api://gateway/.default",)]


def test_a_credential_for_an_unknown_host_without_a_scope_is_refused_before_anything_is_sent() -> None:
    credential = Credential()
    with pytest.raises(ValueError, match=r"scope.*gateway\.example.*graph\.microsoft\.us"):
        AuthenticatedClient(credential=credential, base_url="https://gateway.example/beta")
    assert credential.asked == []
    AuthenticatedClient(token=BEARER, base_url="https://gateway.example/beta")  # a token has its audience already


def test_another_cloud_or_credential_gets_a_token_of_its_own() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(204))
    first, second = Credential(), Credential()
    client = AuthenticatedClient(credential=first, httpx_args={"transport": transport})
    for one in (client, client, attrs.evolve(client, base_url="https://graph.microsoft.us/beta"), attrs.evolve(client, credential=second)):
        SYNC.counts(one)
    assert [scopes for scopes, _ in first.asked] == [("https://graph.microsoft.com/.default",), ("https://graph.microsoft.us/.default",)]
    assert len(second.asked) == 1


@pytest.mark.parametrize(
    ("token", "remedy"),
    [
        ("Bearer abc", 'begin with "Bearer "'),
        ("bearer abc", 'begin with "Bearer "'),
        ("abc\n", r"token\.strip\(\)"),
        (" abc", r"token\.strip\(\)"),
        ("a\nb", "without blanks"),
    ],
)
def test_a_token_that_cannot_be_sent_is_refused_with_the_remedy(caller: Caller, make: Make, token: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        make(NOWHERE, token=token)
    with pytest.raises(ValueError, match=remedy):
        caller.counts(make(NOWHERE, token=lambda: token))
