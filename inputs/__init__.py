"""The shipped cases and the scripts that write them."""
