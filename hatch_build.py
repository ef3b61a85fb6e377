"""Says in the built package where it is kept: the repository whose workflow builds it, if one does."""

from __future__ import annotations

import os
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RepositoryUrls(MetadataHookInterface):
    """Fills in the project's addresses from what the workflow's environment says; a build elsewhere has none."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the addresses to the project's metadata."""
        server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        home = f"{server}/{repository}" if server and repository else ""
        pages = {
            "Source": "",
            "Issues": "/issues",
            "Changes": "/blob/main/CHANGELOG.md",
            "Documentation": "/tree/main/docs",
        }
        metadata["urls"] = {name: f"{home}{page}" for name, page in pages.items()} if home else {}
