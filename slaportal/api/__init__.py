"""What every call of the JSON API shares."""
