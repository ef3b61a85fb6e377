"""Helper processes: they read workbooks and make pages, so that nothing that happens there stops the desk."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
from typing import TYPE_CHECKING, Any, Final

from planner.desk.helper_process import LENGTH, message
from planner.desk.program import python
from planner.desk.refusals import Refusal

if TYPE_CHECKING:
    from asyncio.subprocess import Process

PATIENCE: Final = 120.0  # seconds for one thing
CODE: Final = "from planner.desk.helper_process import main; main()"
log = logging.getLogger(__name__)


class Helper:
    """One helper process, started when it is first needed and again after it was lost; it does one thing at a time.

    Parameters
    ----------
    patience
        Seconds after which what it does is given up and it is started again.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, function: str, *arguments: object) -> Any:
        """Return what ``module:function`` gives for the arguments.

        Raises
        ------
        PlannerError
            As the function raises it; a `Refusal` where the process ended, or took too long.
        """
        async with self._turn:
            try:
                kind, found = await asyncio.wait_for(self._asked(function, arguments), self.patience)
            except TimeoutError:
                await self.end()
                words = f"It was given up after {self.patience:.0f} seconds."
                raise Refusal(503, words, "Is the file much larger than usual? Try once more.") from None
            except (OSError, EOFError):
                await self.end()
                words = "The process that worked on it ended unexpectedly, perhaps for want of memory."
                raise Refusal(503, words, "Try once more.") from None
            except asyncio.CancelledError:
                await self.end()  # its answer would be taken for that of the next question
                raise
        if kind == "refused":
            raise found
        if kind == "failed":
            log.error("%s failed:\n%s", function, found)
            raise Refusal(500, "The desk made a mistake here.", "What happened stands in the desk's window; report it.")
        return found

    async def _asked(self, function: str, arguments: tuple[object, ...]) -> tuple[str, Any]:
        process = await self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(message((function, arguments)))
        await process.stdin.drain()
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        found: tuple[str, Any] = pickle.loads(await process.stdout.readexactly(length))
        return found

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._process = await asyncio.create_subprocess_exec(*python(CODE), stdin=pipe, stdout=pipe)
        return self._process

    async def end(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await asyncio.shield(process.communicate())
