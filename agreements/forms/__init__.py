"""What people enter about agreements, turned into clean values."""
