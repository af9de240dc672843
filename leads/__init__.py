"""What happens to real leads under a promise, and whether it was kept."""
