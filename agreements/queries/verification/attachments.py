"""What is attached to a PDF that somebody brings, read in a process of its own that may die of it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence

from django.utils.translation import gettext as _

from agreements.rules import attached
from slaportal.errors import Refused

#: Longer than the process may count by itself, in case it waits instead of working.
PATIENCE = attached.SECONDS + 5


class CannotBeRead(Refused):
    """A PDF that gives nothing away; the text says why, in a sentence."""


def attachments_of(pdf: bytes) -> Sequence[bytes]:
    """Return what is attached to a PDF; raises CannotBeRead."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", attached.__file__],
            input=pdf,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        said = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as fault:
        raise CannotBeRead(
            _("This PDF takes too long or too much to read, so nothing can be said about what is in it.")
        ) from fault
    if said.get("fault") == "encrypted":
        raise CannotBeRead(
            _("This PDF is encrypted. Signed agreements are not: bring the file as the portal gave it out.")
        )
    if "attached" not in said:
        raise CannotBeRead(_("This PDF is damaged or unusual, and what is attached to it cannot be read."))
    return [base64.b64decode(content) for content in said["attached"]]
