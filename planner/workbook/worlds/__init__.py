"""Worlds: the courses that things may take, and the workbook along the path of each."""
