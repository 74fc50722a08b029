"""The papers of a bundle: which file is whose, who has sent none, which parts of a summary are seen.

Loads openpyxl: import it where papers are made.
"""

from __future__ import annotations

from formats.books.sheets import Said, Sheet, book_of
from formats.exports.bundled import Bundle, BundledFile
from formats.words import bundle as words


def papers(bundle: Bundle) -> dict[str, bytes]:
    units = {one.unit for _, one in bundle.files}
    about = words.ABOUT.format(
        title=bundle.title,
        name=bundle.name,
        office=bundle.office,
        at=f"{bundle.at:%Y-%m-%d %H:%M}",
        units=len(units),
        files=len(bundle.files),
        absent=len(bundle.absent),
    )
    about += f"\n{words.ADVICE}\n" if bundle.parts else ""
    return {words.READ_ME: about.encode("utf-8-sig"), words.BOOK: _book(bundle)}


def _book(bundle: Bundle) -> bytes:
    head = [*words.CAME_COLUMNS, *((part.value, 10) for part in bundle.parts)]
    rows = [_came(bundle, name, one) for name, one in bundle.files]
    sheets = [Sheet(name=words.CAME, head=head, rows=rows)]
    if bundle.absent:
        absent = [[Said(unit), Said(words.ABSENT, "bad")] for unit in bundle.absent]
        sheets.append(Sheet(name=words.ABSENT, head=words.ABSENT_COLUMNS, rows=absent))
    if bundle.lost:
        lost = [[Said(one.unit), Said(one.number)] for one in bundle.lost]
        sheets.append(Sheet(name=words.LOST_SHEET, head=words.LOST_COLUMNS, rows=lost))
    title = f"{bundle.title} {bundle.name}" + (f"。{words.ADVICE}" if bundle.parts else "")
    return book_of(sheets, title, f"{bundle.at:%Y-%m-%d %H:%M}")


def _came(bundle: Bundle, name: str, one: BundledFile) -> list[Said]:
    row = [
        *(Said(name), Said(one.unit), Said(one.number)),
        *(Said(one.file_name), Said(one.at.replace(tzinfo=None))),
        Said(words.LATE if one.late else words.IN_TIME, "warn" if one.late else ""),
        *(Said("" if number is None else number) for number in (one.characters, one.images)),
    ]
    for part in bundle.parts:
        if part in one.parts:
            seen = one.parts[part]
            said = words.NOT_READ if seen is None else words.SEEN if seen else words.NOT_SEEN
            row.append(Said(said, "" if seen else "warn"))
        else:
            row.append(Said())
    return row
