"""The network as it was read from a workbook, as a picture."""
