"""The pages of the desk: each module declares its own, and one that is added is found by itself."""
