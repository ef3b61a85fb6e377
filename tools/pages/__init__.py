"""The pages of docs/ whose tables come from plans of shipped workbooks: ``python -m tools.pages --help``."""
