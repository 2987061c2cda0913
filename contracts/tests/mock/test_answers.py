"""The mock's checks and statuses, in the order of the table of rules in openapi/README.md."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
from collections.abc import Iterator

import httpx
import pytest
from mock_calls import COUNTS, SPEC, UNKNOWN_ID, calling, code, sync_path

from msgraph_vpptokens_contracts.mock.rules import PATH_AND_METHOD, SERVICE
from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.mock.tenant import Settings

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DOCUMENTED = SPEC.get(("components", "examples", "SyncLicensesDocumented", "value"))


@pytest.fixture
def client(vpptokens_mock: RunningMock) -> Iterator[httpx.Client]:
    with calling(vpptokens_mock) as client:
        yield client


@pytest.fixture
def sync(vpptokens_mock: RunningMock) -> str:
    return sync_path(vpptokens_mock.vpp_token_id)


def test_the_documented_token_is_there_and_is_answered_as_documented(client: httpx.Client, sync: str) -> None:
    response = client.post(sync)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == DOCUMENTED


def test_the_counts_answer_204_with_neither_body_nor_content_type(client: httpx.Client) -> None:
    response = client.post(COUNTS)
    assert response.status_code == 204
    assert not response.content
    assert "content-type" not in response.headers
    assert "content-length" not in response.headers


def test_the_bare_shape_is_the_token_itself_with_its_context() -> None:
    with RunningMock(Settings(shape="bare")) as mock, calling(mock, transport=mock.transport) as client:
        body = client.post(sync_path(mock.vpp_token_id)).json()
    assert body.pop("@odata.context").startswith("https://graph.microsoft.com/beta/$metadata#")
    assert body == DOCUMENTED["value"]


def test_the_bare_shape_keeps_the_context_that_a_token_has() -> None:
    with RunningMock(Settings(shape="bare")) as mock, calling(mock, transport=mock.transport) as client:
        vpp_token_id = mock.add_token(**{"@odata.context": "here"})
        text = client.post(sync_path(vpp_token_id)).text
    assert text.count("@odata.context") == 1
    assert json.loads(text)["@odata.context"] == "here"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/deviceAppManagement/vppTokens",
        f"{COUNTS}/",
        "/deviceAppManagement/vppTokens//syncLicenses",
        "/deviceAppManagement/vppTokens/a/b/syncLicenses",
        "/deviceAppManagement/vppTokens/a/microsoft.graph.syncLicenses",
        "/deviceappmanagement/vpptokens/syncLicenseCounts",
        "/deviceAppManagement/vppTokens/syncLicenseCounts%2F",
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_any_other_path_is_404_whatever_the_method(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path, headers={"Authorization": ""})
    assert (response.status_code, code(response)) == (404, "ResourceNotFound")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "LINK", "M-SEARCH"])
def test_another_method_is_405_before_anyone_is_asked_who_they_are(client: httpx.Client, sync: str, method: str) -> None:
    for path in (sync, COUNTS, sync_path("..%2f")):
        response = client.request(method, path, headers={"Authorization": ""})
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"
        if method == "HEAD":
            assert not response.content
        else:
            assert code(response) == "MethodNotAllowed"


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Basic bW9jay10b2tlbg==", "mock-token", "Bearer other", "Bearer mock-token x", "Bearer \x22m\x22"]
)
def test_who_does_not_prove_who_they_are_gets_401_and_a_challenge(client: httpx.Client, sync: str, authorization: str) -> None:
    for path in (sync, COUNTS, sync_path("..%2f")):
        response = client.post(path, headers={"Authorization": authorization, "Accept": "text/html"}, content=b"body")
        assert (response.status_code, code(response)) == (401, "InvalidAuthenticationToken")
        assert response.headers["www-authenticate"].startswith("Bearer ")


def test_no_authorization_at_all_is_401(vpptokens_mock: RunningMock, sync: str) -> None:
    with calling(vpptokens_mock, bearer="") as client:
        assert client.post(sync).status_code == 401


def test_two_authorizations_are_401_because_no_one_can_tell_which_counts(vpptokens_mock: RunningMock, sync: str) -> None:
    one = ("Authorization", f"Bearer {vpptokens_mock.token}")
    with calling(vpptokens_mock, bearer="") as client:
        assert client.post(sync, headers=[one]).status_code == 200
        assert client.post(sync, headers=[one, one]).status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_scheme_is_known_in_any_case(client: httpx.Client, scheme: str, vpptokens_mock: RunningMock) -> None:
    assert client.post(COUNTS, headers={"Authorization": f"{scheme} {vpptokens_mock.token}"}).status_code == 204


def test_each_named_bearer_is_accepted_and_the_default_one_then_is_not() -> None:
    settings = Settings(bearers={"one": None, "two": None})
    with RunningMock(settings) as mock, calling(mock, transport=mock.transport) as client:
        statuses = [client.post(COUNTS, headers={"Authorization": f"Bearer {name}"}).status_code for name in ("one", "two", "mock-token")]
    assert statuses == [204, 204, 401]


def test_a_bearer_without_the_permission_is_403_as_intune_words_it() -> None:
    settings = Settings(bearers={"may": None, "may-not": ()}, accept_any_bearer=True)
    with RunningMock(settings) as mock, calling(mock, transport=mock.transport, bearer="may-not") as client:
        response = client.post(sync_path("..%2f"), headers={"Accept": "text/html"}, content=b"body")
        assert (response.status_code, code(response)) == (403, "Forbidden")
        assert "innererror" in response.json()["error"]
        assert client.post(COUNTS, headers={"Authorization": "Bearer whatever.it-is=="}).status_code == 204
        assert client.post(COUNTS, headers={"Authorization": "Bearer not{well}formed"}).status_code == 401


def test_any_one_of_the_operation_s_permissions_is_enough() -> None:
    operations = {operation.name: operation for operation in SPEC.operations}
    names = {name for operation in operations.values() for alternative in operation.permissions for name in alternative}
    settings = Settings(bearers={name: {name} for name in names})
    with RunningMock(settings) as mock, calling(mock, transport=mock.transport) as client:
        for name in names:
            for operation, path, success in (("syncLicenses", sync_path(mock.vpp_token_id), 200), ("syncLicenseCounts", COUNTS, 204)):
                response = client.post(path, headers={"Authorization": f"Bearer {name}"})
                assert response.status_code == (success if {name} in operations[operation].permissions else 403)
    assert len(names) == 3


CALLS: dict[str, tuple[str, str, dict[str, str]]] = {
    "noSuchPath": ("POST", "/none", {}),
    "get": ("GET", COUNTS, {}),
    "missingToken": ("POST", COUNTS, {"Authorization": ""}),
    "unknownToken": ("POST", COUNTS, {"Authorization": "Bearer other"}),
    "intuneMessage": ("POST", COUNTS, {"Authorization": "Bearer forbidden"}),
    "xmlOnly": ("POST", COUNTS, {"Accept": "application/xml"}),
    "requestBody": ("POST", COUNTS, {"Content-Length": "5"}),
    "invalidId": ("POST", sync_path("a%20b"), {}),
    "noSuchToken": ("POST", sync_path(UNKNOWN_ID), {}),
}
"""A request for each row of the table, by the example that answers it; test_quota.py has the one of the quota."""


def test_each_row_of_the_table_is_tried() -> None:
    assert [rule.example for rule in (*PATH_AND_METHOD, *SERVICE) if rule.example != "quota"] == list(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_each_row_of_the_table_answers_with_its_example_of_the_contract(name: str) -> None:
    method, path, headers = CALLS[name]
    with RunningMock(Settings(bearers={"mock-token": None, "forbidden": ()})) as mock, calling(mock, transport=mock.transport) as client:
        response = client.request(method, path, headers=headers)
    documented = SPEC.response(SPEC.operations[0], response.status_code)
    assert documented is not None
    example = SPEC.examples(documented)[name][1]["error"]
    error = response.json()["error"]
    assert [error.get(member) for member in ("code", "message", "target")] == [
        example.get(member) for member in ("code", "message", "target")
    ]
    assert {header.lower() for header in SPEC.get(documented)["headers"]} <= set(response.headers)


def test_an_accept_that_rules_json_out_is_406(client: httpx.Client) -> None:
    for path in (COUNTS, sync_path("..%2f")):
        response = client.post(path, headers={"Accept": "text/html, */*;q=0"}, content=b"body")
        assert (response.status_code, code(response)) == (406, "NotAcceptable")


def test_several_accept_headers_count_as_one(vpptokens_mock: RunningMock) -> None:
    headers = [("Accept", "text/html"), ("Accept", "application/json")]
    with calling(vpptokens_mock) as client:
        assert client.post(COUNTS, headers=headers).status_code == 204


def test_a_request_body_is_400_with_or_without_its_length(client: httpx.Client, sync: str) -> None:
    for path in (sync, COUNTS):
        for content in (b"{}", iter([b"{}"])):
            response = client.post(path, content=content)
            assert (response.status_code, code(response)) == (400, "BadRequest")
            assert response.json()["error"]["target"] == "body"


def test_an_empty_body_is_none_with_or_without_its_length(client: httpx.Client, sync: str) -> None:
    for path, status in ((sync, 200), (COUNTS, 204)):
        for content in (b"", iter([b""])):
            assert client.post(path, content=content).status_code == status


def test_a_body_is_400_whatever_its_size(client: httpx.Client, sync: str) -> None:
    for size in (65_536, 1_000_000):
        assert client.post(sync, content=bytes(size)).status_code == 400


@pytest.mark.parametrize(
    "vpp_token_id", [".", "..", ".a", "%2e%2e", "a%2Fb", "a%00b", "%ff", "a%20b", "%C3%A4", "a:b", "a%25b", "a%", "a;b"]
)
def test_an_id_that_is_not_valid_is_400(vpptokens_mock: RunningMock, vpp_token_id: str) -> None:
    # The standard library's client sends a path as it is; httpx would fold the dots away.
    url = httpx.URL(vpptokens_mock.base_url)
    path = url.path + sync_path(vpp_token_id)
    connection = http.client.HTTPConnection(url.host, url.port or 80)
    with contextlib.closing(connection):
        connection.request("POST", path, headers={"Authorization": f"Bearer {vpptokens_mock.token}"})
        response = connection.getresponse()
        assert response.status == 400
        assert json.load(response)["error"]["target"] == "vppTokenId"
    assert vpptokens_mock.requests[-1].path == path


def test_an_id_is_compared_in_its_decoded_form(client: httpx.Client, vpptokens_mock: RunningMock) -> None:
    encoded = "".join(f"%{ord(letter):02X}" for letter in vpptokens_mock.vpp_token_id)
    assert client.post(sync_path(encoded)).json() == DOCUMENTED


@pytest.mark.parametrize("vpp_token_id", [UNKNOWN_ID, "a", "a..", "-_~", "syncLicenseCounts", "x" * 4000])
def test_a_token_that_is_not_there_is_404(client: httpx.Client, vpp_token_id: str) -> None:
    response = client.post(sync_path(vpp_token_id))
    assert (response.status_code, code(response)) == (404, "ResourceNotFound")
    assert response.json()["error"]["target"] == "vppTokenId"


def test_no_two_responses_have_the_same_request_id(client: httpx.Client, sync: str) -> None:
    responses = [client.post(path) for path in (sync, COUNTS, "/none", sync_path("a"))] + [client.get(COUNTS), client.post(sync)]
    ids = [response.headers["request-id"] for response in responses]
    assert all(GUID.fullmatch(request_id) for request_id in ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("given", ["5e0fcf08-2b1c-4b34-9f25-2f4c1a3f8a11", "not a GUID!", "x" * 200])
def test_the_client_request_id_comes_back(client: httpx.Client, given: str) -> None:
    for path in (COUNTS, "/none"):
        assert client.post(path, headers={"client-request-id": given}).headers["client-request-id"] == given


@pytest.mark.parametrize("given", [None, "", "x" * 201, "a\tb", "ä".encode()])
def test_a_client_request_id_that_cannot_be_echoed_is_replaced(client: httpx.Client, given: str | bytes | None) -> None:
    headers = {} if given is None else {"client-request-id": given}
    response = client.post(COUNTS, headers=headers)  # type: ignore[arg-type] # httpx takes bytes for one value too
    assert GUID.fullmatch(response.headers["client-request-id"])
    assert response.headers["client-request-id"] != response.headers["request-id"]
