"""Commands that run the whole portal."""
