"""From a workbook to its plan: the pipeline that commands and studies call."""
