"""Bounds of a tree path by path: what paths share has a price for each, and the prices cancel out (Lagrangean)."""
