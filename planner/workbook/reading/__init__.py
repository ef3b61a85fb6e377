"""From the bytes of a workbook to typed rows, with every fault at its cell."""
