"""Agreements, their versions and the rounds in which both sides sign them, with what is said and kept about them."""

from agreements.models.agreement import Agreement
from agreements.models.discussion import Comment, ReadMark, Thread
from agreements.models.misprint import Misprint
from agreements.models.review import Review, ReviewStatement
from agreements.models.seal import Artifact, Seal
from agreements.models.signature import Decline, Signature
from agreements.models.signing import SigningRound
from agreements.models.substitution import Substitution
from agreements.models.suggestion import Suggestion
from agreements.models.termination import Termination
from agreements.models.version import ReadReceipt, Version

__all__ = [
    "Agreement",
    "Artifact",
    "Comment",
    "Decline",
    "Misprint",
    "ReadMark",
    "ReadReceipt",
    "Review",
    "ReviewStatement",
    "Seal",
    "Signature",
    "SigningRound",
    "Substitution",
    "Suggestion",
    "Termination",
    "Thread",
    "Version",
]
