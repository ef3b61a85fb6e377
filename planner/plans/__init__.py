"""The tables of a plan, how they are made from an answer, and how they are audited."""
