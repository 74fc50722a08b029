"""The merged list of activities as Excel, what has to be looked at marked.

Loads openpyxl: import it where a book is made.
"""

from __future__ import annotations

from domain.activities import Activity
from domain.personal import without_personal_numbers
from formats.books.merged_activities import MergedActivities
from formats.books.sheets import Said, Sheet, book_of
from formats.words import activities as words

_WIDTHS = {"unit": 24, "name": 36, "date": 16, "time": 14, "place": 24, "form": 14, "people": 10, "highlight": 40}
_WIDTH = 18


def activities_book(merged: MergedActivities) -> bytes:
    head = [(words.SENDER, 28), *((name, _WIDTHS.get(kind, _WIDTH)) for name, kind in merged.columns.items())]
    head += [(words.OTHERS, 30), (words.NUMBER, 8), (words.DOUBTS, 30)]
    rows = (_row(merged, one) for one in merged.activities)
    doubtful = sum(bool(one.doubts) for one in merged.activities)
    units = len({one.sender for one in merged.activities})
    said = words.SUM.format(units=units, activities=len(merged.activities), doubtful=doubtful)
    sheets = [Sheet(name=words.SHEET, head=head, rows=rows, sums=[[Said(said)]], fixed=1)]
    absent = [[Said(unit), Said(words.UNREAD.format(number=number))] for unit, number in merged.unread]
    absent += [[Said(unit), Said(words.LACKING, "bad")] for unit in merged.lacking]
    if absent:
        sheets.append(Sheet(name=words.ABSENT, head=words.ABSENT_COLUMNS, rows=absent))
    return book_of(sheets, merged.title, merged.at)


def _row(merged: MergedActivities, one: Activity) -> list[Said]:
    def cell(text: str, tone: str = "") -> Said:
        return Said(without_personal_numbers(text) if merged.masked else text, tone)

    values = [cell(one.values[name], "warn" if name in one.doubts else "") for name in merged.columns]
    others = "；".join(f"{head}：{text}" for head, text in one.others)
    doubts = "；".join(f"{name}：{words.DOUBT[doubt]}" for name, doubt in one.doubts.items())
    return [Said(one.sender), *values, cell(others), Said(one.number), Said(doubts, "warn" if doubts else "")]
