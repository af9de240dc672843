"""Columns get names of their own, and tell by all their values how dates and decimals are written."""

from __future__ import annotations

import pytest

from leads.rules.sheets import columns, dialect
from leads.rules.sheets.columns import Column, Survey
from leads.rules.sheets.dialect import Dialect, NotATable
from tests.factories import sheets


def survey(text: str) -> Survey:
    file = sheets.file(text)
    return columns.survey(file, dialect.sniff(file)[0])


def column(values: list[str], name: str = "value") -> Column:
    quoted = "".join(f'"{value}",x\n' for value in values)
    return survey(f"{name},other\n{quoted}").columns[0]


def test_a_column_says_its_samples_how_many_are_filled_and_all_its_answers() -> None:
    found = column(["yes", "", "no", "yes"])
    assert (found.key, found.filled, found.samples, found.answers) == (
        "value",
        3,
        ("yes", "no"),
        ("yes", "no"),
    )


def test_more_than_forty_different_values_are_no_answers() -> None:
    assert column([f"value {n}" for n in range(41)]).answers is None


def test_two_columns_of_one_name_are_told_apart_and_that_is_said() -> None:
    found = survey("mail,Mail,name\na@example.com,b@example.com,A\n")
    assert [each.key for each in found.columns] == ["mail", "Mail (2)", "name"]
    assert found.notes == ("Two columns are called “Mail”; column 2 is called “Mail (2)” here.",)


def test_a_column_without_a_name_gets_one_and_an_empty_column_is_left_out() -> None:
    found = survey("name,,\nMaya,Leeds,\n")
    assert [(each.key, each.place) for each in found.columns] == [("name", 0), ("Column 2", 1)]
    assert found.notes == ("Column 2 has values and no name; it is called “Column 2” here.",)


def test_a_row_that_is_too_long_makes_no_column_but_a_column_that_most_rows_fill_does() -> None:
    assert [each.key for each in survey("name,city\nA,B\nC,D,E\n").columns] == ["name", "city"]
    assert [each.key for each in survey("name,city\nA,B,1\nC,D,2\n").columns] == ["name", "city", "Column 3"]


@pytest.mark.parametrize(
    ("values", "dates"),
    [
        (["2017.10.20", "2018.01.02"], "year"),
        (["2024-12-31", "2024-12-31T10:00:00"], "year"),
        (["31/12/2024", "03/04/2024"], "dmy"),
        (["12/31/2024", "03/04/2024"], "mdy"),
        (["31.12.24", "01.02.24 10:30"], "dmy"),
        (["03/04/2024", "05/06/2024"], "unclear"),
        (["31/12/2024", "12/31/2024"], "both"),
        (["04/04/2024"], "year"),
        (["1.5", "2.5"], ""),
    ],
)
def test_the_order_of_dates_is_settled_by_all_values_of_a_column(values: list[str], dates: str) -> None:
    assert column(values).dates == dates


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["1,5", "2"], ","),
        (["1.5", "2"], "."),
        (["1.234", "0.5"], "."),
        (["1.234,50"], ","),
        (["1,234.50", "£2,000"], "."),
        (["1.234.567"], ","),
        (["1.234", "5.678"], "unclear"),
        (["1.5", "2,5"], "both"),
        (["1.2.3"], ""),
        (["12", "13"], ""),
    ],
)
def test_the_decimal_sign_is_settled_by_all_values_of_a_column(values: list[str], decimal: str) -> None:
    assert column(values).decimal == decimal


def test_a_late_value_settles_what_thousands_before_it_left_open() -> None:
    assert column(["03/04/2024"] * 5000 + ["31/12/2024"]).dates == "dmy"


def test_the_first_value_that_reads_in_two_ways_is_kept_as_an_example() -> None:
    found = column(["2024-01-01", "03/04/2024", "05/06/2024", "1.234", "5.678"])
    assert (found.date_example, found.number_example) == ("03/04/2024", "1.234")


def test_a_header_without_rows_and_too_many_rows_or_columns_are_refused() -> None:
    with pytest.raises(NotATable, match="no rows below"):
        survey("name,city\n")
    with pytest.raises(NotATable, match="more than 250,000 rows"):
        columns.survey(sheets.file("a\n" + "x\n" * 250_001), Dialect())
    with pytest.raises(NotATable, match="more than 300 columns"):
        columns.survey(sheets.file(",".join("x" * 301) + "\n" + ",".join("x" * 301)), Dialect())


def test_rows_are_counted_as_a_spreadsheet_numbers_them_blank_ones_too() -> None:
    file = sheets.file("name\nA\n\nB\n")
    assert list(columns.data_rows(file, Dialect())) == [(2, ["A"]), (3, []), (4, ["B"])]
    assert columns.survey(file, Dialect()).rows == 3


def test_a_text_that_seems_to_hold_rows_is_named() -> None:
    lost = "\n".join(f"Tom {number},x" for number in range(60))
    found = survey(f'Name,Need\nMaya,"{lost}"\nTom,short\n')
    assert found.notes == (
        "A text in “Need” runs over 60 lines. Perhaps a quotation mark is missing there, and rows of the file have gone into "
        "that text.",
    )


def test_a_column_is_kept_as_json() -> None:
    found = column(["31/12/2024"])
    assert Column.from_document(found.to_document()) == found
