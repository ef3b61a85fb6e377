"""How Pyomo is loaded: without what it would load beside itself, for half of the time that a start takes."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, Final

WHERE: Final = "pyomo.common.dependencies"


def load_no_statistics() -> None:
    """Keep Pyomo from loading all of scipy.stats as soon as anyone imports SciPy, or has: nothing here uses it.

    Where Pyomo itself asks for SciPy it still gets it.
    """
    if WHERE in sys.modules:
        _forget(sys.modules[WHERE])
    else:
        sys.meta_path.insert(0, _Finder)


class _Finder:
    @classmethod
    def find_spec(cls, name: str, *where: Any) -> ModuleSpec | None:
        """Find the one module that does so, once, and have it run as if there were no SciPy."""
        if name != WHERE:
            return None
        sys.meta_path.remove(cls)
        found = PathFinder.find_spec(name, *where)
        if found is not None and found.loader is not None:
            run = found.loader.exec_module
            found.loader.exec_module = lambda module: _unseeing(run, module)  # type: ignore[method-assign]
        return found


def _unseeing(run: Any, module: Any) -> None:
    scipy = sys.modules.pop("scipy", None)
    try:
        run(module)
    finally:
        if scipy is not None:
            sys.modules["scipy"] = scipy
    _forget(module)


def _forget(module: Any) -> None:
    module.DeferredImportCallbackFinder._callbacks.pop("scipy", None)
