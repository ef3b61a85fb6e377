"""The independent verification of a plan, from the workbook and the tables of the plan alone."""
