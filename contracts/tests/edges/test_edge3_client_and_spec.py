"""Edge 3: the committed client is what the generator makes of the spec today."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import generate_client
from msgraph_vpptokens import AuthenticatedClient, models
from msgraph_vpptokens.api.vpp_tokens import sync_license_counts, sync_licenses
from msgraph_vpptokens_contracts.mock.running import RunningMock
from msgraph_vpptokens_contracts.spec import Document


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of what generation reads and writes."""
    for name in ("openapi", "generated"):
        shutil.copytree(generate_client.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(generate_client.ROOT / "generator-config.yaml", tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def content(folder: Path) -> dict[Path, bytes]:
    return {file: (folder / file).read_bytes() for file in generate_client.files(folder)}


def test_the_committed_client_is_what_the_generator_makes_of_the_spec() -> None:
    found = generate_client.check()
    assert not found, "\n".join([*found, "run make generate"])


def test_an_edited_a_stray_and_a_missing_file_are_each_shown(root: Path) -> None:
    edit(root / "generated" / "pyproject.toml", 'name = "msgraph-vpptokens"', 'name = "other"')
    (root / "generated" / "stray.py").touch()
    (root / "generated" / "msgraph_vpptokens" / "py.typed").unlink()
    found = generate_client.check(root)
    assert '-name = "other"' in found
    assert '+name = "msgraph-vpptokens"' in found
    assert "not generated: generated/stray.py" in found
    assert "missing: generated/msgraph_vpptokens/py.typed" in found


def test_a_property_renamed_in_the_spec_is_shown(root: Path) -> None:
    edit(root / "openapi" / "openapi.yaml", "locationName", "siteName")
    edit(root / "openapi" / "openapi.yaml", "actionName", "nameOfAction")
    assert any(line.startswith("+") and "siteName" in line for line in generate_client.check(root))


def test_a_stale_file_does_not_survive_a_rewrite(root: Path) -> None:
    (root / "generated" / "stale.py").touch()
    generate_client.rewrite(root)
    assert content(root / "generated") == content(generate_client.GENERATED)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("          state: valid\n", "          state: fine\n", '"fine" is not one of'),
        ("/schemas/MainError'", "/schemas/Main'", "leads nowhere"),
    ],
    ids=["example", "reference"],
)
def test_a_wrong_spec_is_named_and_leaves_the_client_as_it_was(root: Path, old: str, new: str, reason: str) -> None:
    spec = root / "openapi" / "openapi.yaml"
    edit(spec, old, new)
    before = content(root / "generated")
    with pytest.raises(generate_client.GenerationError, match=rf"openapi\.yaml:\d+: .*{reason}"):
        generate_client.rewrite(root)
    assert content(root / "generated") == before
    assert sorted(path.name for path in root.iterdir()) == ["generated", "generator-config.yaml", "openapi"]


def test_what_the_generator_cannot_do_stops_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("check_spec.problems", lambda _: [])
    # Valid OpenAPI that the generator warns of and would leave out, exiting 0.
    edit(
        root / "openapi" / "openapi.yaml",
        "            application/json:\n              schema:\n",
        "            application/cbor:\n              schema:\n",
    )
    before = content(root / "generated")
    with pytest.raises(generate_client.GenerationError, match="application/cbor"):
        generate_client.rewrite(root)
    assert content(root / "generated") == before


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("openapi/templates/errors.py.jinja", "{% endfor %}", "{% endfr %}", "errors.py.jinja"),
        ("generator-config.yaml", "docstrings_on_attributes: true", "docstrings_on_attributes: perhaps", "generator-config.yaml: "),
        ("generator-config.yaml", "post_hooks: #", "post_hooks: [ #", "generator-config.yaml: "),
    ],
)
def test_a_broken_template_and_a_broken_setting_stop_it_in_words(root: Path, file: str, old: str, new: str, reason: str) -> None:
    edit(root / file, old, new)
    before = content(root / "generated")
    with pytest.raises(generate_client.GenerationError, match=reason):
        generate_client.rewrite(root)
    assert content(root / "generated") == before


RESULT = "              - $ref: '#/components/schemas/VppTokenActionResult'\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "        organizationName:\n          type: [string, 'null']\n",
            "        organizationName:\n          type: [number, 'null']\n",
            "it is float",
        ),
        ("        automaticallyUpdateApps:\n", "        toDict:\n", "to_dict is taken in the client"),
        (RESULT, f"{RESULT}              - type: string\n", "each must be an object with an @odata.type"),
        ("          $ref: '#/components/schemas/MainError'\n", "          $ref: '#/components/schemas/ODataError'\n", "in a circle"),
        ("        '204':\n", "        '202': { $ref: '#/components/responses/Forbidden' }\n        '204':\n", "needs one success"),
        ("        '204':\n", "        2XX:\n", "needs one success, with a status of its own"),
        ("      in: header\n", "      in: query\n", "only strings in path and headers"),
        (
            "        4XX: {",
            "        '500': { $ref: '#/components/responses/Forbidden' }\n        4XX: {",
            "500 needs a response component of its own",
        ),
    ],
    ids=["type", "name", "union", "circle", "successes", "range", "parameter", "error"],
)
def test_what_the_templates_cannot_render_is_named_with_its_line(
    root: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, reason: str
) -> None:
    # A contract that no rule of the house objects to: these are the limits of the client.
    monkeypatch.setattr("check_spec.problems", lambda _: [])
    edit(root / "openapi" / "openapi.yaml", old, new)
    before = content(root / "generated")
    with pytest.raises(generate_client.GenerationError, match=rf"openapi\.yaml:\d+: .*{reason}"):
        generate_client.rewrite(root)
    assert content(root / "generated") == before


def test_every_generated_file_says_that_it_is_and_names_its_source(root: Path) -> None:
    for file in generate_client.files(root / "generated") - generate_client.WITHOUT_HEADER:
        first, *lines = (root / "generated" / file).read_text(encoding="utf-8").splitlines(keepends=True)
        if "_runtime" not in file.parts:
            assert generate_client.HEADER in first, file
        else:
            source = root / "openapi" / "runtime" / file.name
            assert f"copied from openapi/runtime/{source.name}, do not edit" in first
            assert "".join(lines) == source.read_text(encoding="utf-8")


def test_the_version_is_the_one_of_the_spec(root: Path) -> None:
    edit(root / "openapi" / "openapi.yaml", f"  version: {SPEC.data['info']['version']}\n", "  version: 9.8.7\n")
    assert '+version = "9.8.7"' in generate_client.check(root)


SPEC = Document.load(generate_client.ROOT / "openapi" / "openapi.yaml")
LICENSES = SPEC.get(("paths", "/deviceAppManagement/vppTokens/{vppTokenId}/syncLicenses", "post"))
ENUMERATIONS = [name for name, schema in SPEC.get(("components", "schemas")).items() if "enum" in schema]


def test_every_request_that_the_client_can_make_fits_the_spec(vpptokens_mock: RunningMock) -> None:
    @settings(deadline=None, database=None, derandomize=True, max_examples=100)
    @given(st.from_regex(LICENSES["parameters"][0]["schema"]["pattern"], fullmatch=True))
    def fits(vpp_token_id: str) -> None:
        vpptokens_mock.reset()
        sync_licenses.sync_detailed(vpp_token_id, client=client)
        sync_license_counts.sync_detailed(client=client)
        paths = [f"/beta{path.format(vppTokenId=vpp_token_id)}" for path in SPEC.get(("paths",))]
        # The mock refuses a body before it looks for the token, so that 404 says that there was none.
        expected = [("POST", paths[0], 404), ("POST", paths[1], 204)]
        assert [(request.method, request.path, request.status) for request in vpptokens_mock.requests] == expected
        for request in vpptokens_mock.requests:
            assert request.headers["accept"] == "application/json"
            assert request.headers["authorization"].startswith("Bearer ")
            assert UUID(request.headers["client-request-id"])
            assert "content-type" not in request.headers

    with AuthenticatedClient(base_url=vpptokens_mock.base_url, token=vpptokens_mock.token) as client:
        fits()


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_every_enumeration_has_the_members_of_the_spec(name: str) -> None:
    assert [member.value for member in getattr(models, name)] == SPEC.get(("components", "schemas", name, "enum"))
