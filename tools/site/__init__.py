"""Makes the documentation site out of docs/, the pages that stand elsewhere, and the code: ``mkdocs build``."""
