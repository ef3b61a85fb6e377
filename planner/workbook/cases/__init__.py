"""What-if cases, and other values typed into cells."""
