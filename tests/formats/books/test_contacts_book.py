"""The contact book as Excel: what people typed stays text, whatever it looks like."""

from __future__ import annotations

from io import BytesIO

import openpyxl

from formats.books.contact_lines import ContactBook, ContactLine
from formats.books.contacts import contact_book


def test_cells_are_as_they_were_typed() -> None:
    typed = ["=1+1", "@x", "+86 13800000000", "123456789012345678", "007", "😀", "a\x0bb"]
    lines = tuple(
        ContactLine(
            part="", unit=one, kind="", name=one, phones=(one,), number=0, known=((one, one),), bound=False, doubts=(),
            text=one,
        )
        for one in typed
    )  # fmt: skip
    view = ContactBook(title="活动周", contacts=lines, sites=None, at="10:00")
    sheet = openpyxl.load_workbook(BytesIO(contact_book(view)))["联系册"]
    for row, one in zip(sheet.iter_rows(min_row=2), typed, strict=False):
        for place in (1, 3, 4, 6, 7, 10):
            assert (row[place].value, row[place].data_type) == (one.replace("\x0b", ""), "s")
