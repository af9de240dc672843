"""Files for spreadsheets run no formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from slaportal.ui import csvfile


def test_a_text_that_would_be_run_gets_an_apostrophe_and_a_number_does_not() -> None:
    rows = [("=1+1", "+44 20", "-3", "@here", "\tx", -3, 4.5, "ok", "", None)]
    text = "".join(csvfile.lines(["a"], rows))
    assert text == "\ufeffa\r\n'=1+1,'+44 20,'-3,'@here,'\tx,-3,4.5,ok,,\r\n"


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_what_is_written_is_read_back(cells: list[str]) -> None:
    text = "".join(csvfile.lines(["head"], [cells])).removeprefix("\ufeff")
    _head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert rows == [[str(csvfile.harmless(cell)) for cell in cells]] or cells == [""]


def test_a_file_is_named_and_written_while_it_is_sent() -> None:
    answer = csvfile.download("figures.csv", ["a"], iter([("b",)]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="figures.csv"'
    assert b"".join(answer.streaming_content) == b"\xef\xbb\xbfa\r\nb\r\n"  # type: ignore[arg-type]


def test_a_file_is_written_in_the_time_zone_of_the_request_though_it_is_sent_after_it() -> None:
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    rows = ((f"{timezone.localtime(noon):%H:%M}",) for _row in range(2))
    with timezone.override(ZoneInfo("Europe/Berlin")):
        answer = csvfile.download("times.csv", ("at",), rows)
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert sent.split() == ["at", "14:00", "14:00"]
    assert timezone.get_current_timezone_name() == "UTC"
