"""Documents that a ministry edits: a plan in Word and as slides, with native tables and charts."""
