"""The figures of the case as of January 2023, one module for each group of sheets."""
