"""Fetches the solver of pages that plan again, by the name of its npm package: ``python -m tools.fetch_highs``."""

from __future__ import annotations

import gzip
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

PACKAGE: Final = "highs@1.15.3"
DATA: Final = Path(__file__).parents[1] / "planner" / "reports" / "html" / "data"
FILES: Final = {"package/build/highs.js": "highs.js.gz", "package/build/highs.wasm": "highs.wasm.gz"}
LICENCE: Final = "package/LICENSE"


def fetch(data: Path) -> None:
    """Write the solver's files, compressed, and its licence into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", PACKAGE, "--pack-destination", folder], check=True, capture_output=True)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            for source, target in FILES.items():
                (data / target).write_bytes(gzip.compress(_read(archive, source), 9, mtime=0))
            (data / "highs-LICENSE").write_bytes(_read(archive, LICENCE))


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    held = archive.extractfile(name)
    if held is None:
        raise LookupError(name)
    return held.read()


if __name__ == "__main__":
    fetch(DATA)
