"""Who reports and who watches: organisations, people, their accounts and duties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.messages import Unreachable

#: The kinds of organisation that the roster knows (docs/contract.md, Roster file).
KINDS = (
    "省级教育行政部门",
    "市教育局",
    "市人社局",
    "高职院校",
    "省属技工院校",
    "区县教体局",
    "中等职业学校",
    "技工院校",
    "受理单位",
)

#: 受理单位 receive and never report.
RECEIVING_KIND = "受理单位"


class Role(StrEnum):
    LIAISON = "联络员"
    SUPERVISOR = "管理员"
    #: Looks and downloads; marks, changes and telephones nothing.
    READER = "阅览员"


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A reporting unit, or an office that receives. ``line`` is 教育, 人社 or empty (all lines)."""

    id: int
    code: str
    name: str
    kind: str
    line: str = ""
    parent_id: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person's address on one channel. ``unreachable``: why nothing sent there has arrived lately.

    ``heard_at``: since when (real time) the person, who has several, speaks from this one; None: never noted.
    """

    channel: str
    account: str
    unreachable: Unreachable | None = field(default=None, compare=False)
    heard_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One person serves one organisation in one role."""

    organisation: Organisation
    role: Role


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the roster with all duties and accounts."""

    id: int
    name: str
    phone: str = ""
    duties: tuple[Duty, ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def reports_for(self) -> tuple[Organisation, ...]:
        return tuple(d.organisation for d in self.duties if d.role is Role.LIAISON)

    @property
    def supervises(self) -> tuple[Organisation, ...]:
        return tuple(d.organisation for d in self.duties if d.role is Role.SUPERVISOR)

    @property
    def reads_for(self) -> tuple[Organisation, ...]:
        """The offices whose area they look at without being a supervisor there."""
        supervised = {office.id for office in self.supervises}
        return tuple(
            d.organisation for d in self.duties if d.role is Role.READER and d.organisation.id not in supervised
        )

    @property
    def watches(self) -> tuple[Organisation, ...]:
        """The offices whose area they see, as a supervisor or as a reader."""
        return (*self.supervises, *self.reads_for)


def area(offices: Iterable[Organisation], organisations: Iterable[Organisation]) -> frozenset[int]:
    """The ids of all organisations that these offices see (docs/contract.md, Roster file).

    The area under each office, itself included. An office without a parent sees its whole line, or all lines when it
    has none.
    """
    everyone = tuple(organisations)
    children = _children(everyone)
    seen: set[int] = set()
    for top in offices:
        if top.parent_id is None:
            seen.update(o.id for o in everyone if not top.line or o.line == top.line)
        seen.update(_below(top.id, children))
    return frozenset(seen)


def below(tops: Iterable[int], organisations: Iterable[Organisation]) -> frozenset[int]:
    """The ids of ``tops`` and of everything under them."""
    children = _children(organisations)
    return frozenset(found for top in tops for found in _below(top, children))


def _children(organisations: Iterable[Organisation]) -> Mapping[int, list[int]]:
    children: dict[int, list[int]] = {}
    for organisation in organisations:
        if organisation.parent_id is not None:
            children.setdefault(organisation.parent_id, []).append(organisation.id)
    return children


def _below(top: int, children: Mapping[int, list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [top]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(children.get(current, ()))
    return found
