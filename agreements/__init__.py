"""What the two sides promised each other."""
