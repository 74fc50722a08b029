"""Today's board as its template fills it in: six tiles, the countdown, the curve of arrivals, lists by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.completeness import Counts
from domain.findings import Kind
from domain.obligation import Standing
from formats.desk.allowing import AllowanceLine
from formats.desk.words import LAST_SEEN, NEVER_SEEN, NOT_YET, STANDINGS
from formats.spoken import clock_text, day_text, kind_name, left_text, local_date, moment_text

#: A bar of the curve stands for so long.
BAR = timedelta(minutes=10)
BARS_AN_HOUR = 6
#: The picture of the curve, in its own units: a bar's width, and its height.
BAR_WIDTH = 10
HEIGHT = 100


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One of the six counts. ``of``: what tapping it lists, where it lists something; ``tone``: its colour."""

    name: str
    number: int
    of: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the area. ``share``: of the bar, of a hundred."""

    id: int
    code: str
    name: str
    actual: int
    expected: int
    missing: int

    @property
    def share(self) -> int:
        return round(100 * self.actual / self.expected) if self.expected else 0


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    """``liaisons``: id, name, masked telephone, and when they were last here where that is told.

    ``at``: when it reported; ``until``: its own deadline, where more time was given.
    """

    code: str
    name: str
    at: str
    until: str
    bad: int
    liaisons: tuple[tuple[int, str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """Units of one part. ``more``: how many of them are not shown."""

    id: int | None
    name: str
    number: int
    units: tuple[UnitLine, ...]

    @property
    def more(self) -> int:
        return self.number - len(self.units)


@dataclass(frozen=True, kw_only=True)
class NewLine:
    number: int
    kind: str
    code: str
    unit: str
    what: str
    at: str
    pictured: bool


@dataclass(frozen=True, kw_only=True)
class Curve:
    """First reports by ten minutes. ``bars``: x and height; ``before``: the day before as points of a line.

    ``due``: x of the deadline; ``hours``: the labels of its hours, which are equally wide.
    """

    width: int
    bars: tuple[tuple[int, int], ...]
    before: str
    due: int
    hours: tuple[str, ...]
    highest: int


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What is due next, before the week begins: ``tiles`` take the place of the day's."""

    name: str
    due: str
    left: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything that the page shows of one day, as things are ``at``."""

    campaign: str
    title: str
    day: date
    number: int
    before: date | None
    after: date | None
    over: bool
    due: str
    countdown: str
    tiles: tuple[Tile, ...]
    parts: tuple[Part, ...]
    listed: str
    list_name: str
    groups: tuple[Group, ...]
    branch: int | None
    newest: tuple[NewLine, ...]
    curve: Curve
    at: str
    #: Exceptions in force that day, and the deadline that the form proposes.
    allowances: tuple[AllowanceLine, ...]
    proposed: str
    #: Those listed can be chased.
    may_nudge: bool

    @property
    def day_name(self) -> str:
        return day_text(self.day)

    @property
    def empty(self) -> bool:
        """Nobody owes anything that day."""
        return self.tiles[0].number == 0 and self.tiles[5].number == 0


def tiles(counts: Counts, *, over: bool) -> tuple[Tile, ...]:
    """Before the deadline who is missing has only not reported yet."""
    missing = "bad" if over and counts.missing else ""
    waiting = (Tile(name="延时", number=counts.waiting, of=Standing.WAITING.value),) if counts.waiting else ()
    return (
        Tile(name="应报", number=counts.expected),
        Tile(name="已报", number=counts.actual),
        Tile(name="按时", number=counts.on_time, of=Standing.ON_TIME.value, tone="good"),
        Tile(name="迟报", number=counts.late, of=Standing.LATE.value, tone="warn" if counts.late else ""),
        Tile(name=standing_name(Standing.MISSING, over=over), number=counts.missing, of="missing", tone=missing),
        Tile(name="免报", number=counts.exempt, of=Standing.EXEMPT.value),
        *waiting,
    )


def ahead(name: str, counts: Counts, *, due_on: date, left: timedelta) -> Ahead:
    """Its counts lead to no list: that is in the week."""
    found = tuple(Tile(name=tile.name, number=tile.number, tone=tile.tone) for tile in tiles(counts, over=False))
    return Ahead(name=name, due=f"{day_text(due_on)} 截止", left=f"还有 {left_text(left)}", tiles=found)


def standing_name(standing: Standing, *, over: bool) -> str:
    return NOT_YET if standing is Standing.MISSING and not over else STANDINGS[standing][0]


def countdown(due_at: datetime, now: datetime, *, today: bool) -> str:
    """还有 28 分钟; nothing of other days."""
    if not today:
        return ""
    return f"还有 {left_text(due_at - now)}" if now <= due_at else f"已过截止时间 {clock_text(due_at)}"


def curve(arrived: Sequence[datetime], before: Sequence[datetime], *, due_at: datetime) -> Curve:
    """From two hours before the deadline, or the first report if that was earlier, but not from before midnight."""
    midnight = due_at.replace(hour=0, minute=0, second=0, microsecond=0)
    day_before = [moment + timedelta(days=1) for moment in before]
    first = min([due_at - timedelta(hours=2), *(m for m in (*arrived, *day_before) if m >= midnight)])
    start = first.replace(minute=0, second=0, microsecond=0)
    last = max([due_at + timedelta(hours=1), *(m for m in arrived if m < midnight + timedelta(days=1))])
    hours = int((last - start) / timedelta(hours=1)) + 1
    steps = hours * BARS_AN_HOUR
    now_, then = _heights(arrived, start, steps), _heights(day_before, start, steps)
    highest = max([*now_.values(), *then.values(), 1])
    points = " ".join(
        f"{step * BAR_WIDTH + BAR_WIDTH // 2},{HEIGHT - HEIGHT * then[step] // highest}" for step in range(steps)
    )
    return Curve(
        width=steps * BAR_WIDTH,
        bars=tuple((step * BAR_WIDTH, HEIGHT * now_[step] // highest) for step in range(steps) if now_[step]),
        before=points if before else "",
        due=round((due_at - start) / BAR * BAR_WIDTH),
        hours=tuple(f"{start + timedelta(hours=hour):%H:%M}" for hour in range(hours)),
        highest=highest,
    )


def _heights(moments: Sequence[datetime], start: datetime, steps: int) -> Counter[int]:
    """What came earlier than the picture begins stands in its first bar, what came later in its last."""
    return Counter(min(max(int((moment - start) / BAR), 0), steps - 1) for moment in moments)


def new_line(*, number: int, kind: Kind, code: str, unit: str, what: str, at: datetime, pictured: bool) -> NewLine:
    return NewLine(
        number=number, kind=kind_name(kind), code=code, unit=unit, what=what, at=clock_text(at), pictured=pictured
    )


def last_seen(active: Mapping[int, datetime] | None, person_id: int, now: datetime) -> str:
    """最近活动 09:12, or with its day; 还没有活动; nothing where that was not asked."""
    if active is None:
        return ""
    at = active.get(person_id)
    if at is None:
        return NEVER_SEEN
    return LAST_SEEN.format(at=clock_text(at) if local_date(at) == local_date(now) else moment_text(at))


def masked_phone(phone: str) -> str:
    """138****0000, each of several; of numbers too short for that nothing but that they are there."""
    return "、".join(f"{one[:3]}****{one[-4:]}" if len(one) >= 8 else "****" for one in phone.split("、") if one)
