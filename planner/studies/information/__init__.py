"""What it would be worth to know which disruption strikes."""
