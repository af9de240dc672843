"""Agreements, their versions and the rounds in which both sides sign them."""

from agreements.models.agreement import Agreement
from agreements.models.review import Review
from agreements.models.signature import Decline, Signature
from agreements.models.signing import SigningRound
from agreements.models.version import ReadReceipt, Version

__all__ = ["Agreement", "Decline", "ReadReceipt", "Review", "Signature", "SigningRound", "Version"]
