"""The workbook of a study."""
