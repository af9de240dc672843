"""Reads what is attached to a PDF, as a program of its own: a file from a stranger may be made to never end or to burst.

It takes the file on standard input and writes JSON: ``{"attached": [base64, …]}``, or ``{"fault": "encrypted" | "unreadable"}``.
Time and memory are bounded by the system, so whoever starts it has only to expect that it dies.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import logging
import resource
import sys

import pypdf
from pypdf.errors import PyPdfError

SECONDS, MEMORY = 5, 768 * 1024 * 1024
#: A text of an agreement has some ten thousand characters; a bundle with a long ledger a few million.
MAX_ATTACHMENTS, MAX_BYTES = 10, 8 * 1024 * 1024


def attached(pdf: bytes) -> dict[str, list[str] | str]:
    """Return the attachments of a PDF, or why there are none to be had."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            return {"fault": "encrypted"}
        found: list[str] = []
        for place, attachment in enumerate(reader.attachment_list):
            if place >= MAX_ATTACHMENTS:
                break
            content = attachment.content
            if content is not None and len(content) <= MAX_BYTES:
                found.append(base64.b64encode(content).decode())
        return {"attached": found}
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError):
        return {"fault": "unreadable"}


def main() -> None:
    """Bound this process, then read and answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(
        ValueError, OSError
    ):  # not every system bounds memory; the clock stands on all of them
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable(logging.CRITICAL)
    try:
        said = attached(sys.stdin.buffer.read())
    except MemoryError:
        said = {"fault": "unreadable"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
