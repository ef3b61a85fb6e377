"""The supply diversification planner: an Excel workbook in, an Excel plan out."""
