"""Records of what happened as Excel. Loads openpyxl: import it where a book is made."""

from __future__ import annotations

from collections.abc import Iterable

from formats.books.sheets import Said, Sheet, book_of
from formats.desk.audit import AuditLine
from formats.words import audit as words


def audit_book(lines: Iterable[AuditLine], title: str, at: str) -> bytes:
    head = [("时间", 20), ("做了什么", 18), ("谁", 14), ("单位", 30), ("编号", 8), ("详情", 60)]
    rows = (
        [
            *(Said(one.at), Said(one.what), Said(one.who), Said(one.unit)),
            *(Said(one.number or ""), Said(one.details)),
        ]
        for one in lines
    )
    return book_of([Sheet(name=words.SHEET, head=head, rows=rows)], title, at)
