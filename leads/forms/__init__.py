"""Input about leads, turned into clean values."""
