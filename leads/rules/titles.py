"""Which seniority a job title speaks of."""

from __future__ import annotations

import re

#: The first line that fits decides, so a vice president is found before a president. English, German, French, Spanish.
_RANKS = (
    (
        "vice_president",
        r"\b(?:[es]?vp|avp|(?:senior |executive )?vice[- ]president|vicepresidente|vice-président)\b",
    ),
    (
        "entry",
        r"\b(?:intern|trainee|apprentice|working student|werkstudent(?:in)?|praktikant(?:in)?|stagiaire)\b",
    ),
    ("specialist", r"\b(?:assistant|assistent(?:in)?|secretary) (?:to|of|der?|des)\b"),
    (
        "c_level",
        r"\b(?:c[a-z]?[eftimors]o|ciso|chief|owner|co-?founder|founder|president|managing (?:director|partner)|proprietor"
        r"|geschäftsführ\w*|inhaber(?:in)?|vorstand\w*|pdg|gérante?|presidente|director general)\b",
    ),
    ("director", r"\b(?:director|directeur|directrice|direktor(?:in)?|head of|head|bereichsleit\w*)\b"),
    (
        "manager",
        r"\b(?:manager(?:in)?|manageress|lead|leader|supervisor|foreman|superintendent|team ?leit\w*|\w*leiter(?:in)?"
        r"|responsable|gerente|jefe|jefa|chef de \w+)\b",
    ),
    ("entry", r"\b(?:junior|jr|graduate|assistant|azubi|auszubildende\w*)\b"),
    ("senior", r"\b(?:senior|sr|principal|staff|expert)\b"),
    (
        "specialist",
        r"\b(?:engineer|specialist|analyst|technician|buyer|consultant|developer|scientist|officer|coordinator|planner"
        r"|administrator|representative|accountant|designer|ingenieur(?:in)?|einkäufer(?:in)?)\b",
    ),
)
_PATTERNS = tuple((key, re.compile(pattern, re.IGNORECASE)) for key, pattern in _RANKS)


def seniority_of(title: str) -> str | None:
    """Return the key of the seniority scale a title speaks of, None when it says nothing we know."""
    return next((key for key, pattern in _PATTERNS if pattern.search(title)), None)
