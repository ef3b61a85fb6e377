"""Why a workbook has no plan: the cells that conflict, and the least that would have to give way."""
