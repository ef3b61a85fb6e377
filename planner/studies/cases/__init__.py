"""A plan for every case of a workbook."""
