"""What every plan builds that costs little more than the best."""
