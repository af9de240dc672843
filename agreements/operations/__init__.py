"""What people do with agreements; nothing else changes their state."""
