"""How numbers, names and findings are put into words: what studies and reports share, below both."""
