"""Small files of the kinds people upload, as bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

#: The shape of a bank's phone campaign: semicolons, quoted text, numbers without quotes, no id, no date, no name.
BANK = """\
"age";"job";"marital";"education";"default";"contact";"month";"duration";"campaign";"euribor3m";"y"
30;"blue-collar";"married";"basic.9y";"no";"cellular";"may";487;2;1.313;"no"
39;"services";"single";"high.school";"no";"telephone";"may";346;4;4.855;"no"
25;"management";"married";"university.degree";"no";"telephone";"jun";227;1;4.962;"yes"
47;"admin.";"divorced";"unknown";"unknown";"cellular";"nov";58;1;4.191;"no"
"""


def file(text: str | bytes, encoding: str = "utf-8") -> io.BytesIO:
    """Return a file that holds a text."""
    return io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding))


def people(count: int, *, delimiter: str = ",") -> io.BytesIO:
    """Return a file of so many people, each with a name, an e-mail and a company of their own."""
    lines = [delimiter.join(("Name", "E-mail", "Company"))]
    lines += (
        delimiter.join((f"Person {number}", f"person{number}@works{number}.example.com", f"Works {number}"))
        for number in range(1, count + 1)
    )
    return file("\n".join(lines) + "\n")


def workbook(
    rows: Iterable[Sequence[object]], *, name: str = "Leads", more: Sequence[str] = ()
) -> io.BytesIO:
    """Return an .xlsx workbook with one sheet of texts and numbers; ``more`` names further sheets with one cell each."""
    sheets = [(name, [list(row) for row in rows]), *((other, [["x"]]) for other in more)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in _parts([name for name, _rows in sheets]).items():
            archive.writestr(path, text)
        for number, (_name, cells) in enumerate(sheets, start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(cells))
    file.seek(0)
    return file


_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_OPEN = "http://schemas.openxmlformats.org"


def _parts(names: Sequence[str]) -> dict[str, str]:
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OPEN}/officeDocument/2006/relationships/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_OPEN}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_OPEN}/spreadsheetml/2006/main" '
        f'xmlns:r="{_OPEN}/officeDocument/2006/relationships"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">'
        f"{related}</Relationships>",
    }


def _sheet(rows: Sequence[Sequence[object]]) -> str:
    body = "".join(
        f'<row r="{number}">{"".join(_cell(cell, place, number) for place, cell in enumerate(row) if cell is not None)}</row>'
        for number, row in enumerate(rows, start=1)
        if row
    )
    return (
        f'{_XML}<worksheet xmlns="{_OPEN}/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'
    )


def _cell(cell: object, place: int, number: int) -> str:
    at = f"{chr(65 + place)}{number}"
    if isinstance(cell, bool):
        return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{at}"><v>{cell!r}</v></c>'
    if str(cell).startswith("="):
        return f'<c r="{at}" t="str"><f>{escape(str(cell)[1:])}</f><v>result</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
