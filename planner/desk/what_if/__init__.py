"""What if a number were another: found by its name, planned as a case that stands nowhere yet."""
