"""From typed rows to the problem that the model is built from."""
