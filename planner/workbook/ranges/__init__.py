"""Numbers that are not sure: what the sheet Ranges says of them, and what one would propose."""
