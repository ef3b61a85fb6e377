"""What all studies share: the question, the compiled case, tasks and what is kept of them."""
