"""Writes plans for people: the plan workbook and its charts."""
