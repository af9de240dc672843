"""Typesetting: a template of ``templates/pdf`` and its data become a PDF, the same bytes every time.

Data reach the template as JSON (``json(bytes(sys.inputs.data))``) and are never written into its source. The fonts are those that
typst brings along, so every machine sets alike, and no clock is read: the document carries the moment it is given.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

#: The form of PDF that archives keep: everything inside, tagged, and open to attachments.
STANDARD: Literal["a-3a"] = "a-3a"
#: In this order a character looks for a font.
FONTS = ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern")

#: Latin, Greek and Cyrillic letters with signs and punctuation: there in every style of the fonts.
_SURE = re.compile(
    r"[\n\u0020-\u024f\u0300-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2000-\u2040\u20a0-\u20bf\u2190-\u22ff]"
)
#: Not seen, or turning around what is seen: control, format, unassigned and private characters, marks of lines.
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}"


class CannotBeSet(Exception):
    """The template and its data make no document; the message is typst's own."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the document; ``relationship`` is "source", "data", "supplement" or "alternative"."""

    name: str
    content: str
    description: str
    relationship: str = "source"


def typeset(
    template: str, data: Mapping[str, Any], *, attached: Sequence[Attached] = (), at: datetime
) -> bytes:
    """Set a document as an archival PDF; raises CannotBeSet.

    A character that is not to be seen is written by its number, "[U+202E]". So is, where some character has no font and typst
    refuses, every one beyond the letters that surely have one; attachments keep all as they are. The template finds under
    ``transcribed`` whether this happened, to say so.
    """
    files = [asdict(each) for each in attached]
    try:
        return _compile(template, _given(data, files, _is_unseen), at)
    except CannotBeSet:
        return _compile(template, _given(data, files, _may_lack_a_font), at)


def mark_of(template: str) -> str:
    """Name what sets a document: typst by its version, the template by its content's hash."""
    return f"typst {metadata.version('typst')}, {template} {hashlib.sha256(_path(template).read_bytes()).hexdigest()[:8]}"


def _path(template: str) -> Path:
    return Path(settings.BASE_DIR, "templates", "pdf", template)


def _compile(template: str, given: Mapping[str, Any], at: datetime) -> bytes:
    path = _path(template)
    try:
        return typst.compile(
            path,
            root=path.parent,
            sys_inputs={"data": json.dumps(given, ensure_ascii=False)},
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise CannotBeSet(str(error)) from error
    except BaseException as error:
        # A panic inside typst, met with some rare characters, is not even an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise CannotBeSet(str(error)) from error


def _given(
    data: Mapping[str, Any], attached: list[dict[str, str]], transcribe: Callable[[str], bool]
) -> dict[str, Any]:
    changed: list[str] = []

    def shown(text: str) -> str:
        spaced = text.replace("\t", " ")
        written = _transcribed(spaced, transcribe)
        if written != spaced:
            changed.append(text)
        return written

    walked = _walk(data, shown)
    return {**walked, "fonts": FONTS, "attached": attached, "transcribed": bool(changed)}


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _walk(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(part, change) for part in value]
    return value


def _transcribed(text: str, transcribe: Callable[[str], bool]) -> str:
    """Write some characters by their numbers, neighbours in one pair of brackets."""
    parts: list[str] = []
    run: list[str] = []
    for character in text:
        if transcribe(character):
            run.append(f"U+{ord(character):04X}")
            continue
        parts += [_bracketed(run), character]
        run = []
    return "".join([*parts, _bracketed(run)])


def _bracketed(run: list[str]) -> str:
    return f"[{' '.join(run)}]" if run else ""


def _is_unseen(character: str) -> bool:
    return character != "\n" and character not in _JOINERS and unicodedata.category(character) in _UNSEEN


def _may_lack_a_font(character: str) -> bool:
    return _is_unseen(character) or not _SURE.match(character)
