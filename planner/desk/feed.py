"""What open pages are told as it happens: server-sent events, one stream for each tab."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final

from starlette.responses import StreamingResponse

MOST_WAITING: Final = 200  # events that a tab has not taken; one that sleeps is told to look again instead
ALIVE: Final = 15.0  # seconds after which a silent stream says that it is there
LOOK: Final = {"what": "folder"}


class Feed:
    """Tells every tab that listens; only the thread of the server's loop may call it."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[dict[str, Any] | None]] = set()

    def tell(self, what: str, **facts: object) -> None:
        """Tell all tabs something: ``what`` is ``folder`` where files have changed, ``job`` where a job has."""
        for queue in self._queues:
            if queue.qsize() < MOST_WAITING:
                queue.put_nowait({"what": what, **facts})

    def end(self) -> None:
        """End all streams: the desk closes."""
        for queue in self._queues:
            queue.put_nowait(None)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[dict[str, Any] | None]]:
        """Yield the events of one tab."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def lines(self) -> AsyncIterator[str]:
        """Yield the lines of a stream."""
        with self.listening() as queue:
            yield "retry: 1000\n\n"
            yield event_line(LOOK)  # a tab that comes back may have missed something
            while True:
                try:
                    told = await asyncio.wait_for(queue.get(), ALIVE)
                except TimeoutError:
                    yield ": here\n\n"
                    continue
                if told is None:
                    yield event_line({"what": "closed"})
                    return
                yield event_line(told)

    def stream(self) -> StreamingResponse:
        """Return the answer to a tab that wants to listen."""
        return StreamingResponse(self.lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def event_line(told: dict[str, Any]) -> str:
    """Return an event as it is sent."""
    return f"event: {told['what']}\ndata: {json.dumps(told, allow_nan=False)}\n\n"
