"""Opens a file in the program that this machine opens such files with: workbooks are edited there, not here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from planner.desk.refusals import Refusal


def open_in_program(path: Path) -> None:
    """Open a file, without waiting for it.

    Raises
    ------
    Refusal
        When there is no program that opens it.
    """
    by_hand = f"Open it yourself: it is {path}."
    try:
        if sys.platform == "win32":
            os.startfile(path)
            return
        program = "open" if sys.platform == "darwin" else "xdg-open"
        if shutil.which(program) is None:
            raise Refusal(501, "This machine does not say what opens workbooks.", by_hand)
        nowhere = subprocess.DEVNULL
        subprocess.Popen([program, str(path)], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    except OSError as error:
        raise Refusal(501, f"It could not be opened ({error.strerror or error}).", by_hand) from error
