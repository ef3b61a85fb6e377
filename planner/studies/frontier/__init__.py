"""What more of one measure costs in another: plans from the best of one to the best of the other."""
