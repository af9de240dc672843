"""A document is set the same every time, and no character of any script keeps it from being set."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from slaportal import typesetting
from slaportal.typesetting import Attached, CannotBeSet, typeset

AT = datetime(2026, 6, 24, 13, 8, tzinfo=UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.at("data")))
#set document(title: "A page")
#set text(font: data.fonts)
#for file in data.attached {
  pdf.attach(
    file.name, bytes(file.content), relationship: file.relationship, mime-type: "application/json",
    description: file.description,
  )
}
#data.text #emph(data.text) #strong(data.text)
#if data.transcribed [#parbreak() Transcribed.]
"""


@pytest.fixture(autouse=True)
def page(tmp_path: Path, settings: Settings) -> Path:
    """A small template, alone in its folder."""
    template = tmp_path / "templates" / "pdf" / "page.typ"
    template.parent.mkdir(parents=True)
    template.write_text(TEMPLATE)
    settings.BASE_DIR = tmp_path
    return template


def read(content: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def test_the_same_data_give_the_same_bytes_and_another_moment_gives_others() -> None:
    first = typeset("page.typ", {"text": "Kept and signed"}, at=AT)
    assert typeset("page.typ", {"text": "Kept and signed"}, at=AT) == first
    assert typeset("page.typ", {"text": "Kept and signed"}, at=AT.replace(hour=14)) != first
    assert PdfReader(io.BytesIO(first)).metadata.creation_date == AT  # type: ignore[union-attr]


def test_data_are_text_and_never_code() -> None:
    assert "#panic() $x$ *no* [a]" in read(typeset("page.typ", {"text": "#panic() $x$ *no* [a]"}, at=AT))


@pytest.mark.parametrize("text", ["Ángel Ørsted", "Ελένη", "Владимир", "Nguyễn Thị Ánh", "שלום", "عمر"])
def test_scripts_with_a_font_are_set_as_they_are(text: str) -> None:
    assert "Transcribed." not in read(typeset("page.typ", {"text": text}, at=AT))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王小明", "[U+738B U+5C0F U+660E]"),
        ("Wang 小明 (王)", "Wang [U+5C0F U+660E] ([U+738B])"),
        ("Ana 😀", "Ana [U+1F600]"),
        ("Ελένη 王", "Ελένη [U+738B]"),
        ("عمر 王", "[U+0639 U+0645 U+0631] [U+738B]"),
        ("safe\u202eexe", "safe[U+202E]exe"),
        ("bell\u0007", "bell[U+0007]"),
        ("nothing\ufffe", "nothing[U+FFFE]"),
    ],
)
def test_what_has_no_font_or_is_not_seen_is_written_by_number_and_said(text: str, shown: str) -> None:
    said = read(typeset("page.typ", {"text": text}, at=AT))
    assert shown in said
    assert "Transcribed." in said


def test_the_letters_taken_as_sure_are_there_in_every_style() -> None:
    sure = [chr(code) for code in range(0x20, 0x2300) if typesetting._SURE.match(chr(code))]
    text = " ".join(each for each in sure if not typesetting._is_unseen(each))
    assert len(sure) > 1500
    assert "Transcribed." not in read(typeset("page.typ", {"text": text}, at=AT))


def test_attached_files_keep_every_character() -> None:
    content = '{"name":"王\u202e"}'
    made = typeset("page.typ", {"text": "王"}, attached=[Attached("a.json", content, "all of it")], at=AT)
    assert PdfReader(io.BytesIO(made)).attachments["a.json"] == [content.encode()]


def test_a_panic_of_the_typesetter_is_a_failure_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """What typst's binding raises when the program inside breaks."""

    def panic(*args: Any, **options: Any) -> bytes:
        raise PanicException("end byte index 4 is out of bounds")

    monkeypatch.setattr(typst, "compile", panic)
    with pytest.raises(CannotBeSet, match="out of bounds"):
        typeset("page.typ", {"text": "x"}, at=AT)


def test_a_template_that_cannot_be_set_says_why(page: Path) -> None:
    page.write_text("#nonsense")
    with pytest.raises(CannotBeSet, match="unknown variable: nonsense"):
        typeset("page.typ", {}, at=AT)


def test_a_mark_changes_with_the_template(page: Path) -> None:
    before = typesetting.mark_of("page.typ")
    page.write_text(f"{TEMPLATE}\n")
    assert typesetting.mark_of("page.typ") != before
