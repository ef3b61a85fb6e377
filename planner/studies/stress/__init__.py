"""What disruptions and courses of them do to a plan."""
