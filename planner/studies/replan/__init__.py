"""A workbook planned anew from a former plan."""
