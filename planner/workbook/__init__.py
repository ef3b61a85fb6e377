"""Reads, checks and makes the workbooks that planners edit."""
