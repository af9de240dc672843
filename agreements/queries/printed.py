"""A sealed version as a PDF: the same bytes whenever the same maker sets it from the same rows."""

from __future__ import annotations

from agreements.models import Seal, Version
from agreements.queries.paper import attached_to, paper_of
from slaportal import VERSION, typesetting

TEMPLATE = "agreement.typ"


def maker() -> str:
    """Name what makes a document: the portal, the typesetter and the template, each by its version."""
    return f"SLA Portal {VERSION}, {typesetting.mark_of(TEMPLATE)}"


def pdf_of(version: Version) -> bytes:
    """Set a sealed version; raises typesetting.CannotBeSet, and Seal.DoesNotExist for one that is not sealed."""
    return typesetting.typeset(
        TEMPLATE,
        paper_of(version, maker=maker()),
        attached=attached_to(version),
        at=Seal.objects.get(version=version).sealed_at,
    )
