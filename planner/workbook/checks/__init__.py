"""What a workbook means: faults that show only where several rows are read together."""
