"""Short ways to make what the tests need, always through operations."""
