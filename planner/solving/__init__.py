"""Compiles the model, hands it to the solver and brings the answer back."""
