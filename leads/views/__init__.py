"""The doors of leads for browsers."""
