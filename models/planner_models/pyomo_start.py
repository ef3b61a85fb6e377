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
    """Finds the one module of Pyomo that does so, once."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != WHERE:
            return None
        sys.meta_path.remove(cls)
        found = PathFinder.find_spec(name, path, target)
        if found is not None and found.loader is not None:
            execute = found.loader.exec_module

            def unseeing(module: Any) -> None:
                scipy = sys.modules.pop("scipy", None)  # what it sees it loads at once, with all that belongs to it
                try:
                    execute(module)
                finally:
                    sys.modules.update({} if scipy is None else {"scipy": scipy})
                _forget(module)

            found.loader.exec_module = unseeing  # type: ignore[method-assign]
        return found


def _forget(module: Any) -> None:
    module.DeferredImportCallbackFinder._callbacks.pop("scipy", None)
