"""Make generated/ from openapi.yaml, or with --check say whether it is what would be made now.

openapi-python-client is driven as a library: its command line exits 0 on some errors, and gives templates no view of the whole spec.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import io
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from ruamel.yaml.error import YAMLError

import check_spec
from facts import Facts, prepared
from msgraph_vpptokens_contracts.spec import Document

ROOT = Path(__file__).parent.parent
GENERATED = ROOT / "generated"
HEADER = "generated from openapi/openapi.yaml, do not edit; run make generate"
WITHOUT_HEADER = {Path("LICENSE"), Path("msgraph_vpptokens", "py.typed")}
"""The generated files whose text is fixed elsewhere: by the licence, and by PEP 561."""


class GenerationError(Exception):
    """The client could not be generated; the message says why, a line for each reason."""


def generate(output: Path, root: Path = ROOT) -> None:
    """Write the client of the spec below `root` to the new folder `output`; raises GenerationError and leaves nothing if it can't."""
    spec = root / "openapi" / "openapi.yaml"
    if found := check_spec.problems(spec):
        raise GenerationError("\n".join(map(str, found)))
    # The generator runs ruff from PATH, and leaves its output unformatted where it finds none.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        settings = ConfigFile.load_from_path(root / "generator-config.yaml")
    except (ValueError, YAMLError) as error:
        raise GenerationError(f"generator-config.yaml: {error}") from error
    config = Config.from_sources(
        settings,
        MetaType.UV,
        document_source=spec,
        file_encoding="utf-8",
        overwrite=False,
        output_path=output,
    )
    document = Document.load(spec)
    data = prepared(document)
    openapi = GeneratorData.from_dict(data, config=config)
    if isinstance(openapi, GeneratorError):
        raise GenerationError(_text(openapi))
    # It would leave out what it says here, and exit 0.
    if ignored := [*openapi.errors, *(error for tag in openapi.endpoint_collections_by_tag.values() for error in tag.parse_errors)]:
        raise GenerationError("\n".join(map(_text, ignored)))
    project = Project(openapi=openapi, config=config, custom_template_path=root / "openapi" / "templates")
    facts = Facts(document, openapi)
    if unfit := [check_spec.Problem(spec, document.line(pointer), text) for pointer, text in facts.complete()]:
        raise GenerationError("\n".join(map(str, unfit)))
    project.env.globals |= {name: getattr(facts, name) for name in ("properties", "operations", "errors", "clouds")}
    project.env.globals["info"] = data["info"]
    project.env.globals["urls"] = tomllib.loads((ROOT / "contracts" / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints the folder's name
            errors = [_text(error) for error in project.build()]
    except TemplateError as error:
        line = f"{error.name}:{error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
        errors = [f"openapi/templates/{line}{error.message}"]
    if errors:
        shutil.rmtree(output, ignore_errors=True)
        raise GenerationError("\n".join(errors))
    shutil.copy(ROOT / "LICENSE", output)
    for file in files(output) - WITHOUT_HEADER:
        _mark(output / file, HEADER)
    for source in sorted((root / "openapi" / "runtime").glob("*.py")):
        copy = project.package_dir / "_runtime" / source.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(source, copy)
        _mark(copy, f"copied from openapi/runtime/{source.name}, do not edit; change it there and run make generate")


def _mark(file: Path, comment: str) -> None:
    line = f"<!-- {comment} -->\n\n" if file.suffix == ".md" else f"# {comment}\n"
    file.write_text(line + file.read_text(encoding="utf-8"), encoding="utf-8")


def _text(error: GeneratorError) -> str:
    return f"the generator says: {error.header}: {error.detail}"


def files(folder: Path) -> set[Path]:
    """Return the files of a folder, relative to it, without Python's own caches."""
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def differences(committed: Path, fresh: Path) -> Iterator[str]:
    """Yield the lines of a unified diff that turns the folder `committed` into the folder `fresh`."""
    for file in sorted(files(committed) | files(fresh)):
        old, new = (_lines(folder / file) for folder in (committed, fresh))
        if old is None:
            yield f"missing: {committed.name}/{file}"
        elif new is None:
            yield f"not generated: {committed.name}/{file}"
        else:
            yield from difflib.unified_diff(
                old, new, f"{committed.name}/{file} (here)", f"{committed.name}/{file} (generated)", lineterm=""
            )


def _lines(path: Path) -> list[str] | None:
    # Bytes that are no text differ from anything generated, and shall be shown, not crash.
    return path.read_text(encoding="utf-8", errors="backslashreplace").splitlines() if path.is_file() else None


def check(root: Path = ROOT) -> list[str]:
    """Return how `generated/` below `root` differs from a fresh generation; nothing if it does not."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "generated"
        generate(fresh, root)
        return list(differences(root / "generated", fresh))


def rewrite(root: Path = ROOT) -> None:
    """Replace `generated/` below `root` as a whole, and only once its successor is complete."""
    with tempfile.TemporaryDirectory(dir=root, prefix=".generated-") as folder:
        fresh = Path(folder) / "fresh"
        generate(fresh, root)
        target = root / "generated"
        if target.exists():
            target.rename(Path(folder) / "stale")
        fresh.rename(target)


def main() -> int:
    """Run the command line; return 0, or 1 with the reason on stderr."""
    parser = argparse.ArgumentParser(description="Generate the client, or check that it is up to date.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show the difference if generated/ is not up to date"
    )
    arguments = parser.parse_args()
    found: list[str] = []
    try:
        if arguments.check:
            found = check()
        else:
            rewrite()
    except GenerationError as error:
        print(f"{error}\ngenerated/ is as it was.", file=sys.stderr)
        return 1
    if found:
        print(
            "\n".join(found), "\ngenerated/ is not what the generator makes of openapi/ today: run make generate", sep="\n", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
