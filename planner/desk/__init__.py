"""The desk: a page on one's own machine in which workbooks are checked, planned and compared."""
