"""The roster as a file states it: rows, what is wrong with them, and the organisations and people they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.organisation import Account, Role

#: What each field of a row is called in the file (docs/contract.md, Roster file).
CODE = "单位编码"
NAME = "单位名称"
ALIASES = "简称"
KIND = "单位类型"
LINE = "报送线"
PARENT = "上级单位编码"
PERSON = "姓名"
ROLE = "角色"
PHONE = "手机"
EXEMPT = "免报日期"
#: A file without one of these columns is no roster.
NEEDED_COLUMNS = (CODE, NAME, KIND)

#: 报送线; an empty one is all lines.
LINES = ("教育", "人社")


@dataclass(frozen=True, kw_only=True)
class AccountColumn:
    """A column of accounts: its header and their channel. ``ignores_case``: kept in small letters."""

    header: str
    channel: str
    ignores_case: bool = False


@dataclass(frozen=True)
class Columns:
    """What a roster's columns are called; which accounts it has is for the channels to say."""

    accounts: tuple[AccountColumn, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """All columns in the order in which they are written."""
        accounts = (column.header for column in self.accounts)
        return (CODE, NAME, ALIASES, KIND, LINE, PARENT, PERSON, ROLE, PHONE, *accounts, EXEMPT)

    def of_channel(self, channel: str) -> str:
        """The header of the accounts on this channel; empty when a roster has none."""
        return next((column.header for column in self.accounts if column.channel == channel), "")


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One row as read: text without outer space, empty when the cell is. ``number`` is the row in the sheet.

    ``sheet``: the sheet's name where rows of several sheets stand together. ``absent``: columns its sheet does not
    have; what they would say stays as it is.
    """

    number: int
    sheet: str = ""
    code: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    line: str = ""
    parent_code: str = ""
    person: str = ""
    roles: tuple[str, ...] = ()
    phone: str = ""
    accounts: tuple[Account, ...] = ()
    exempt_days: tuple[date, ...] = ()
    absent: frozenset[str] = field(default=frozenset(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RosterProblem:
    """One thing to mend: ``row`` of the sheet (0: the file as a whole), ``column`` by its header, and a code.

    ``other_row`` is the row it does not go together with; ``found`` of an unsafe file is a ``Found``. ``sheet`` and
    ``other_sheet``: of these rows, where rows of several sheets stand together.
    ``formats.words.operator`` words the codes.
    """

    row: int
    column: str
    code: str
    found: str = ""
    required: str = ""
    other_row: int = 0
    sheet: str = ""
    other_sheet: str = ""


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry:
    """An organisation as the whole file describes it."""

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    line: str = ""
    parent_code: str = ""
    exempt_days: tuple[date, ...] = ()
    row: int = 0
    sheet: str = ""
    absent: frozenset[str] = field(default=frozenset(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """A person as the whole file describes them; ``duties`` are (organisation code, role)."""

    name: str
    phone: str = ""
    duties: tuple[tuple[str, Role], ...] = ()
    accounts: tuple[Account, ...] = ()
    row: int = 0
    sheet: str = ""
    absent: frozenset[str] = field(default=frozenset(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Roster:
    """``serving``: the file names people; without that column nobody leaves.

    ``unread``: sheets that were not read; ``unseen``: hidden rows that were, as sheet and number.
    """

    columns: Columns
    organisations: tuple[OrganisationEntry, ...]
    people: tuple[PersonEntry, ...]
    serving: bool = True
    unread: tuple[str, ...] = ()
    unseen: tuple[tuple[str, int], ...] = ()
