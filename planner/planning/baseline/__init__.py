"""What would be where nothing that is free to choose is built: the plan's measure of what it is worth."""
