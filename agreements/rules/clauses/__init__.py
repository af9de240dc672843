"""The agreement in words: each clause as a sentence, the whole as numbered sections, and what keeps it from being signed."""

from agreements.rules.clauses.checking import OPTIONAL, check
from agreements.rules.clauses.document import (
    Paragraph,
    Section,
    annexes,
    beginning,
    between,
    day_in_words,
    opening,
    sections,
)
from agreements.rules.clauses.sentences import counted, in_words, percent, promise, said, sentence

__all__ = [
    "OPTIONAL",
    "Paragraph",
    "Section",
    "annexes",
    "beginning",
    "between",
    "check",
    "counted",
    "day_in_words",
    "in_words",
    "opening",
    "percent",
    "promise",
    "said",
    "sections",
    "sentence",
]
