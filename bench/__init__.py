"""Measures how fast the portal is, each figure beside a reference in the same process; ``python -m bench --help``."""
