"""Compiles the model, hands it to the solver and brings the answer back."""

from pyomo.common.dependencies import DeferredImportCallbackFinder

# Pyomo loads all of scipy.stats as soon as anyone imports SciPy: half of the time that a start takes, for nothing
# that is used here. Where Pyomo itself asks for SciPy it still gets it.
DeferredImportCallbackFinder._callbacks.pop("scipy", None)
