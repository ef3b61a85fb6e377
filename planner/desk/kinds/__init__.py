"""What jobs do: each module has a function ``run``, which works in a process of its own."""
