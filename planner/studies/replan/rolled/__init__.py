"""A workbook a while later: what has happened since stands in its cells, and it is a plan again."""
