"""The sections of a report: one module each, all listed in ``planner.reports.html.registry``."""
