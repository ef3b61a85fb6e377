"""Which number must be right: what each that is not sure moves, and where the decision would be another."""
