"""A report that plans again: what can be moved on the page, and the model that the page solves."""
