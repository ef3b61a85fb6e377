"""Whether the command that is running says only what went wrong."""

from __future__ import annotations

from contextvars import ContextVar

is_quiet: ContextVar[bool] = ContextVar("is_quiet", default=False)
