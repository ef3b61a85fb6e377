"""The figures of the AI accelerator case, one module for each group of sheets."""
