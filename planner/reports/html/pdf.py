"""Prints a page to PDF: by a browser of the Chromium family, else by WeasyPrint."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from planner.errors import FileError
from planner.litter import temporary_folder
from planner.outputs import SIGN_PDF

BROWSERS: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge", "brave-browser",
)  # fmt: skip
PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS: Final = (
    "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe", "Chromium/Application/chrome.exe",
)  # fmt: skip
LONGEST: Final = 120  # seconds
HALO_WRITTEN: Final = re.compile(r' paint-order="stroke" stroke="#FFFFFF" stroke-width="3" stroke-linejoin="round"')
ADVICE: Final = (
    "nothing here makes a PDF. Install Chromium, Chrome or Edge, or run: "
    "pip install weasyprint. Or write the report as .html and print it from a browser."
)


def write_pdf(page: str, target: Path) -> None:
    """Print a page to a PDF file.

    Raises
    ------
    FileError
        When there is neither a browser nor WeasyPrint, or the browser fails.
    """
    browser = find_browser()
    if browser is not None:
        _print(browser, page, target)
    elif importlib.util.find_spec("weasyprint"):
        _typeset(page, target)
    else:
        message = f"{target}: {ADVICE}"
        raise FileError(message)
    with target.open("ab") as file:
        file.write(SIGN_PDF)  # a comment behind the last object: how a later run knows that it is ours


def find_browser() -> str | None:
    """Return the path of a browser that prints without a window; None where there is none."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    roots = [
        Path(os.environ[name]) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if name in os.environ
    ]
    usual = [*map(Path, PLACES), *(root / place for root in roots for place in WINDOWS)]
    return next((str(path) for path in usual if path.is_file()), None)


def _print(browser: str, page: str, target: Path) -> None:
    """Let the browser print the page, with a profile of its own so that an open window does not matter."""
    with temporary_folder() as folder:
        source, made = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        options = [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--no-pdf-header-footer", "--generate-pdf-document-outline", f"--user-data-dir={Path(folder, 'profile')}",
            f"--print-to-pdf={made}",
        ]  # fmt: skip
        if sys.platform == "linux" and os.geteuid() == 0:
            options.append("--no-sandbox")  # the sandbox cannot be set up by root, as in a container
        try:
            ended = subprocess.run(
                [browser, *options, source.as_uri()], capture_output=True, timeout=LONGEST, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            message = f"{target}: {browser} did not print it ({error}). {ADVICE}"
            raise FileError(message) from error
        if not made.is_file():
            told = ended.stderr.decode("utf-8", "replace").strip().splitlines()
            message = f"{target}: {browser} did not print it ({told[-1] if told else f'exit code {ended.returncode}'})"
            raise FileError(message)
        target.write_bytes(made.read_bytes())


def _typeset(page: str, target: Path) -> None:
    import weasyprint

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # styles for screens are none of its business
    weasyprint.HTML(string=HALO_WRITTEN.sub("", page)).write_pdf(target)
