"""Small changes of the model and the audit, and whether the tests notice."""
