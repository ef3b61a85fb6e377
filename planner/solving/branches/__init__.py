"""Disruptions: their subproblems, the cuts that they answer with, and what a plan comes to in them."""
