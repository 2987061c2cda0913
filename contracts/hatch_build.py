"""Put the contract into the wheel and the sdist; it stands beside this project in the repository, and inside it in an sdist."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Contract(BuildHookInterface[Any]):
    """Adds openapi.yaml; an editable install reads the repository's own file instead of a copy that grows old."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the contract to the files of a build that is about to begin."""
        packaged = Path("msgraph_vpptokens_contracts", "openapi.yaml")
        if version != "editable" and not Path(self.root, packaged).exists():
            build_data["force_include"][str(Path(self.root).parent / "openapi" / "openapi.yaml")] = str(packaged)
