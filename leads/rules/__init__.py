"""What is true of leads, rotations and clocks, in plain Python."""
