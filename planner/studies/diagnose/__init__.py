"""Why a workbook has no plan, as a study."""
