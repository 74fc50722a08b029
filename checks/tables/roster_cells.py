"""What people really type into a roster's cells, as values: codes that are numbers, full-width digits, any date."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from checks.tables.cell import FORMULA_WITHOUT_VALUE, Code
from domain.roster.identity import written

#: Beyond this Excel keeps no more digits: a long code typed as a number has lost its end.
_EXACT = 10**15
#: Excel counts days from here (1900 date system).
_EPOCH = date(1899, 12, 30)
#: A bare number in a date cell between these is Excel's day number: 2000 … 2099.
_DAY_NUMBERS = range(36_526, 73_051)
_LONGEST_RANGE = 31

_BETWEEN = re.compile(r"[、,，;；/|\n\r\t]+")
_DATES_BETWEEN = re.compile(r"[、,，;；|\n\r\t]+")
_RANGE = re.compile(r"至|到|~|—+|–")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
#: Control characters, and the zero-width ones that come with text copied from web pages.
_INVISIBLE = ("Cc", "Cf")
_WHOLE = re.compile(r"(\d+)\.0+")
#: For what stands above; only whoever typed it knows how much of that.
_DITTO = re.compile("同上|同前|〃|″|\"|''|”")
#: For an empty cell, and for nobody where a name should stand.
_NOTHING = re.compile(r"无|没有|暂无|[/\\\-—–]+|N/?A", re.IGNORECASE)
_NOBODY = re.compile(r"无|没有|暂无|暂缺|空缺|待定|未定|待补|不详|[/\\\-—–_.?×]+|N/?A|none", re.IGNORECASE)
#: Between two names; a blank may stand within one.
_NAMES_BETWEEN = re.compile(r"[、,，;；/|\n\r]")
#: Between roles, none of which has one of these in its name.
_ROLES_BETWEEN = re.compile(r"[\s兼和及与+＋&]+")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


class BadCell(Exception):
    """A cell that means nothing here: a code for ``formats``, and what was found."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(code)
        self.code = code
        self.found = found


def words(value: object) -> str:
    """A name as typed, without outer and doubled spaces. Raises ``BadCell``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        raise BadCell("cell_flag", str(value).upper())
    if isinstance(value, datetime | date):
        raise BadCell("became_date", value.strftime("%Y-%m-%d"))
    if isinstance(value, Code):
        return value.shown
    if isinstance(value, int | float):
        return _number(value)
    visible = (c for c in str(value) if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    text = " ".join("".join(visible).split())
    if _ERROR.fullmatch(text) or text == FORMULA_WITHOUT_VALUE:
        raise BadCell("cell_error", text)
    if _DITTO.fullmatch(text):
        raise BadCell("ditto", text)
    return text


def stands_for_nothing(value: object) -> bool:
    return isinstance(value, str) and _NOTHING.fullmatch(unicodedata.normalize("NFKC", value).strip()) is not None


def name_of_one(value: object) -> str:
    """One person's name. Raises ``BadCell`` for several, and for a sign that stands for nobody."""
    name = words(value)
    if _NOBODY.fullmatch(unicodedata.normalize("NFKC", name)):
        raise BadCell("nobody", name)
    if isinstance(value, str) and len([part for part in _NAMES_BETWEEN.split(value) if part.strip()]) > 1:
        raise BadCell("several_people", name)
    return name


def roles(value: object) -> tuple[str, ...]:
    """Roles, however people join them. Raises ``BadCell``."""
    return tuple(dict.fromkeys(role for part in several(value) for role in _ROLES_BETWEEN.split(part) if role))


def plain(value: object) -> str:
    """A code, a kind, a role: full-width forms count as the usual ones, spaces not at all. Raises ``BadCell``."""
    text = "".join(unicodedata.normalize("NFKC", words(value)).split())
    # What other programs keep of a number: 360101.0 as a text.
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def phone(value: object) -> str:
    """Telephones as numbers, whatever people put between and before their digits. Raises ``BadCell``."""
    said = words(value)
    # A line end between two numbers is more than a blank.
    return written(value if isinstance(value, str) else said)


def several(value: object, *, normalise: bool = False) -> tuple[str, ...]:
    """Items with 、 or the like between them. Raises ``BadCell``."""
    if not isinstance(value, str):
        single = words(value)
        return (single,) if single else ()
    text = unicodedata.normalize("NFKC", value) if normalise else value
    parts = (words(part) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def dates(value: object) -> tuple[date, ...]:
    """Days, in order: date cells, ``2020-11-09``, ``2020年11月9日``, ``2020-11-09至2020-11-11``. Raises ``BadCell``."""
    if value is None:
        return ()
    if isinstance(value, datetime):
        return (value.date(),)
    if isinstance(value, date):
        return (value,)
    if isinstance(value, int | float) and not isinstance(value, bool) and value in _DAY_NUMBERS:
        return (_EPOCH + timedelta(days=int(value)),)
    text = unicodedata.normalize("NFKC", str(value) if not isinstance(value, float) else _number(value))
    found: set[date] = set()
    for piece in _DATES_BETWEEN.split(text):
        found.update(_days(piece.strip()))
    return tuple(sorted(found))


def _days(piece: str) -> list[date]:
    ends = [_day(part) for part in _RANGE.split(piece)] if piece else []
    if len(ends) != 2:
        if len(ends) > 2:
            raise BadCell("bad_date", piece)
        return ends
    count = (ends[1] - ends[0]).days
    if not 0 <= count < _LONGEST_RANGE:
        raise BadCell("bad_range", piece)
    return [ends[0] + timedelta(days=n) for n in range(count + 1)]


def _day(text: str) -> date:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise BadCell("bad_date", text)
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadCell("bad_date", text) from error


def _number(value: int | float) -> str:
    if isinstance(value, float) and not value.is_integer():
        return str(value)
    if abs(value) >= _EXACT:
        raise BadCell("imprecise", str(int(value)))
    return str(int(value))
