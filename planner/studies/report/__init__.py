"""A report of plans and studies, put together."""
