"""The mathematics of the planner: problems, index sets and Pyomo models."""
