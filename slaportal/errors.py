"""The error every refused change is a kind of."""


class Refused(Exception):
    """A change that was refused; ``str()`` of it is a sentence for the person who asked."""
