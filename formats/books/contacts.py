"""The contact book and the list of websites as Excel: what units handed in beside what the roster knows.

Loads openpyxl: import it where a book is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.given_contacts import ContactDoubt, SiteDoubt
from formats.books.contact_lines import ContactBook, ContactLine, SiteLine
from formats.books.sheets import Said, Sheet, book_of
from formats.words import contacts as words


def contact_book(view: ContactBook) -> bytes:
    sheets = [_sheet(words.CONTACTS, words.CONTACT_COLUMNS, view.contacts, [_contact(one) for one in view.contacts])]
    if view.sites is not None:
        sheets.append(_sheet(words.SITES, words.SITE_COLUMNS, view.sites, [_site(one) for one in view.sites]))
    called = view.sites is None or any(one.answered for one in view.sites)
    title = view.title if called else f"{view.title}。{words.NOT_OPENED}"
    return book_of(sheets, title, view.at)


def _sheet(
    name: str,
    head: Sequence[tuple[str, int]],
    lines: Sequence[ContactLine] | Sequence[SiteLine],
    rows: Sequence[Sequence[Said]],
) -> Sheet:
    doubtful = sum(bool(line.doubts) for line in lines)
    sums = [[Said(words.SUM.format(units=len(lines), doubtful=doubtful))]]
    return Sheet(name=name, head=head, rows=rows, sums=sums, fixed=2)


def _contact(one: ContactLine) -> list[Said]:
    tone = _tone(one.doubts)
    look = "；".join(words.CONTACT_DOUBTS[doubt] for doubt in one.doubts)
    given = {ContactDoubt.NOBODY_KNOWN, ContactDoubt.UNBOUND}
    of_given = _tone([doubt for doubt in one.doubts if doubt not in given])
    of_known = _tone([doubt for doubt in one.doubts if doubt in given])
    return [
        *(Said(one.part), Said(one.unit), Said(one.kind)),
        *(Said(one.name, of_given), Said("、".join(one.phones), of_given), Said(one.number or "")),
        Said("、".join(name for name, _ in one.known), of_known),
        Said("、".join(phone for _, phone in one.known if phone)),
        *(Said((words.BOUND if one.bound else words.UNBOUND) if one.known else "", of_known), Said(look, tone)),
        Said(one.text),
    ]


def _site(one: SiteLine) -> list[Said]:
    tone = _tone(one.doubts)
    look = "；".join(words.SITE_DOUBTS[doubt] for doubt in one.doubts)
    return [
        *(Said(one.part), Said(one.unit), Said(one.address, tone, one.address), Said(one.number or "")),
        *(Said(look, tone), Said(one.answered), Said(one.text)),
    ]


def _tone(doubts: Sequence[ContactDoubt] | Sequence[SiteDoubt]) -> str:
    return "warn" if doubts else ""
