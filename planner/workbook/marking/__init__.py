"""A copy of a workbook with its faults marked; all else stays byte for byte."""
