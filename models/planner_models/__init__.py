"""The mathematics of the planner: problems, index sets and Pyomo models."""

from planner_models.pyomo_start import load_no_statistics

load_no_statistics()
