"""The library: cases of workbooks, what came of them, and studies, for programs and notebooks (docs/library.md)."""
