"""Who should pay: what coalitions of partners cost, and how what they save together is shared."""
