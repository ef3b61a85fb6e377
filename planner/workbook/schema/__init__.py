"""What sheets and columns there are, and how they are described."""
