"""Workbooks for people to edit: the template, the example, the Guide sheet."""
