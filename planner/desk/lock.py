"""One desk a folder: the second start finds the first, and what a killed one left is cleared."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from planner.desk.folder import Folder

NAME: Final = "desk.json"
PATIENCE: Final = 10.0  # seconds for which a desk that runs, or is just starting, may take to answer


@dataclass(frozen=True)
class Running:
    """A desk that runs: where it listens, and what its first address carries."""

    pid: int
    port: int
    secret: str

    @property
    def address(self) -> str:
        """The address to open first."""
        return f"http://127.0.0.1:{self.port}/enter?secret={self.secret}"


def found(folder: Folder) -> Running | None:
    """Return the desk that runs in a folder and answers; None where there is none."""
    with contextlib.suppress(OSError, ValueError, TypeError, LookupError):
        told = json.loads((folder.own / NAME).read_text(encoding="utf-8"))
        running = Running(int(told["pid"]), int(told["port"]), str(told["secret"]))
        if answers(running):
            return running
    return None


def answers(running: Running) -> bool:
    """Whether a desk of that secret answers at that port: another program may have it by now."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE)
    try:
        connection.request("GET", f"/enter?secret={running.secret}")
        answer = connection.getresponse()
        return answer.status == 200 and running.secret in str(answer.headers.get("set-cookie", ""))
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def hold(folder: Folder, running: Running) -> bool:
    """Note that a desk runs, for this user alone, in place of one that runs no more; return whether it is noted.

    Raises
    ------
    FileExistsError
        When another desk was noted at the same moment.
    """
    place = folder.own / NAME
    fresh = place.with_name(f"{NAME}.{running.pid}")
    try:
        folder.own.mkdir(exist_ok=True)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(running), file)
        if found(folder) is None:
            place.unlink(missing_ok=True)
        _take(fresh, place)
    except FileExistsError:
        raise
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
    return True


def _take(fresh: Path, place: Path) -> None:
    """Give a file its name unless it is taken, where the file system can."""
    try:
        os.link(fresh, place)
    except FileExistsError:
        raise
    except OSError:  # file systems without links
        fresh.replace(place)


def let_go(folder: Folder, running: Running) -> None:
    """Take back what was noted, if it is still ours."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        place = Path(folder.own / NAME)
        if json.loads(place.read_text(encoding="utf-8"))["pid"] == running.pid:
            place.unlink()
