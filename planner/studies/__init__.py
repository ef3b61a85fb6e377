"""Questions asked of a workbook or of a solved plan."""
