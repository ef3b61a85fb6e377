"""Processes that solve side by side, on this machine or on others."""
