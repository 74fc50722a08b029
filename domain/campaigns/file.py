"""From a campaign's TOML to a ``Campaign``, or to every reason why not.

``docs/campaigns.md`` explains the keys; ``campaigns/*.toml`` are the five notices.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.campaigns import rules_file
from domain.campaigns.campaign import DAILY, Campaign, Daily, Label, Line, Milestone
from domain.campaigns.evidence import Evidence
from domain.campaigns.toml_table import (
    CampaignProblem,
    Table,
    Unusable,
    day,
    moment,
    one_of,
    quiet_moment,
    shown,
    since_midnight,
    text,
    whole,
)
from domain.findings import Kind
from domain.organisation import KINDS, RECEIVING_KIND
from domain.selection import Level

#: What can be owed every day. A case sent as a Word file counts as text (``domain.obligation.satisfies``).
DAILY_KINDS = tuple(kind.value for kind in (Kind.TEXT, Kind.PHOTO, Kind.VIDEO, Kind.PRESS))

#: How a campaign file writes the levels.
LEVELS = {"县": Level.COUNTY, "市": Level.CITY, "省": Level.PROVINCE, "国家": Level.NATION}
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
#: A week that lasts longer, or a milestone further away than this, is a slip of the pen.
_LONGEST = timedelta(days=31)
_FURTHEST = timedelta(days=180)
#: A key of the keyboard each: letters, and digits.
MOST_LABELS = 26
MOST_REASONS = 9
LONGEST_REASON = 60

__all__ = ["CampaignFileError", "CampaignProblem", "parse"]


class CampaignFileError(Exception):
    """The file describes no campaign; ``problems`` says everything that is wrong, in the order of the keys."""

    def __init__(self, problems: list[CampaignProblem]) -> None:
        super().__init__("; ".join(f"{p.source}: {p.key}: {p.code}" for p in problems))
        self.problems = problems


def parse(text: str, source: str) -> Campaign:
    """The campaign that the TOML ``text`` describes; ``source`` names the file in problems.

    Raises ``CampaignFileError`` with all problems at once.
    """
    problems: list[CampaignProblem] = []
    root = Table(_toml(text, source), source=source, path="", problems=problems)
    campaign = _campaign(root)
    if problems:
        raise CampaignFileError(problems)
    return campaign()


def _toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        found = line[1] if line else str(text.count("\n") + 1)
        problem = CampaignProblem(source=source, key="", code="syntax", found=found)
        raise CampaignFileError([problem]) from error


def _campaign(root: Table) -> Callable[[], Campaign]:
    """Read everything; what comes back builds the campaign and must not be called when there are problems."""
    fields: dict[str, Any] = {
        "code": root.one("code", _code),
        "title": root.one("title", text),
        "issued_by": root.one("issued_by", text),
        "reference": root.one("reference", text, ""),
        "theme": root.one("theme", text),
        "motto": root.one("motto", text, ""),
        "timezone": root.one("timezone", _zone, Campaign.timezone),
    }
    first, last = root.one("first_day", day), root.one("last_day", day)
    if root.sound("first_day", "last_day"):
        if last < first:
            root.note("last_day", "before_first_day", shown(last), shown(first))
        elif last - first > _LONGEST:
            root.note("last_day", "too_long", shown(last), str(_LONGEST.days))
    fields["lines"] = _lines(root)
    fields["daily"] = _daily(root.table("daily"))
    fields["milestones"] = _milestones(root, first if root.sound("first_day") else None, fields["lines"])
    fields["rules"] = rules_file.read(root.table("rules"))
    fields["media"] = _media(root.table("media"))
    fields["recommend_goal"] = root.one("recommend_goal", whole(1, 100_000)) if "recommend_goal" in root else None
    fields["categories"] = _labels(root, "categories")
    fields["themes"] = _labels(root, "themes")
    fields["return_reasons"] = root.many("return_reasons", _reason, ())
    if len(fields["return_reasons"]) > MOST_REASONS:
        root.note("return_reasons", "too_many", str(len(fields["return_reasons"])), str(MOST_REASONS))
    root.close()
    return lambda: Campaign(first_day=first, last_day=last, **fields)


def _lines(root: Table) -> tuple[Line, ...]:
    lines: list[Line] = []
    taken: dict[str, str] = {}
    codes: set[str] = set()
    for table in root.tables("lines"):
        line = Line(
            code=table.one("code", _code),
            name=table.one("name", text),
            kinds=table.many("kinds", one_of([kind for kind in KINDS if kind != RECEIVING_KIND])),
            receiver=table.one("receiver", text),
            via=table.one("via", text, ""),
            passes_to=table.many("passes_to", text, ()),
            passes_to_office=table.one("passes_to_office", text, ""),
            units=table.one("units", whole(1, 100_000)) if "units" in table else None,
        )
        _unique(table, "code", line.code, codes)
        for kind in line.kinds:
            if taken.setdefault(kind, line.code) != line.code:
                table.note("kinds", "duplicate", kind)
        table.close()
        lines.append(line)
    if not lines and root.sound("lines"):
        root.note("lines", "empty")
    return tuple(lines)


def _daily(table: Table) -> Daily:
    usual = Daily()
    deadline = table.one("deadline", moment, usual.deadline)
    kinds = table.many("kinds", one_of(DAILY_KINDS), tuple(kind.value for kind in usual.kinds))
    daily = Daily(
        deadline=deadline,
        late_for=table.one("late_until", since_midnight, usual.late_for),
        reminders=table.many("reminders", _reminder_before(deadline), usual.reminders),
        digest_after=timedelta(minutes=table.one("digest_after_minutes", whole(0, 600), _minutes(usual.digest_after))),
        kinds=tuple(Kind(kind) for kind in kinds),
        required=tuple(Kind(kind) for kind in table.many("required", one_of(kinds), ())),
        asks=table.many("asks", text, ()),
    )
    if table.sound("deadline", "late_until") and daily.late_for < _span(daily.deadline):
        table.note("late_until", "before_deadline", _hours(daily.late_for), shown(daily.deadline))
    table.close()
    return daily


def _milestones(root: Table, first_day: date | None, reporting: Sequence[Line]) -> tuple[Milestone, ...]:
    milestones: list[Milestone] = []
    codes: set[str] = set()
    words: set[str] = set()
    for table in root.tables("milestones"):
        lines = table.many("lines", one_of([line.code for line in reporting]), ())
        of_lines = [kind for line in reporting if not lines or line.code in lines for kind in line.kinds]
        milestone = Milestone(
            code=table.one("code", _code),
            name=table.one("name", text),
            due_on=table.one("due_on", day),
            due_by=table.one("due_by", since_midnight, Milestone.due_by),
            accepts=tuple(map(Evidence, table.many("accepts", one_of(tuple(Evidence))))),
            words=table.many("words", text, ()),
            contents=table.many("contents", text, ()),
            remind=table.many("remind", whole(0, 60), Milestone.remind),
            remind_at=table.one("remind_at", quiet_moment, Milestone.remind_at),
            lines=lines,
            kinds=table.many("kinds", one_of(of_lines), ()),
        )
        for key in ("lines", "kinds"):
            if key in table and table.sound(key) and not getattr(milestone, key):
                # Nobody at all would owe it: that is no milestone.
                table.note(key, "empty")
        _unique(table, "code", milestone.code, codes)
        for place, word in enumerate(milestone.words if table.sound("words") else ()):
            _unique(table, f"words[{place}]", word, words)
        if first_day and table.sound("due_on") and abs(milestone.due_on - first_day) > _FURTHEST:
            table.note("due_on", "far_away", shown(milestone.due_on), str(_FURTHEST.days))
        if (
            table.sound("due_by", "remind_at")
            and 0 in milestone.remind
            and _span(milestone.remind_at) >= milestone.due_by
        ):
            table.note("remind_at", "after_deadline", shown(milestone.remind_at), _hours(milestone.due_by))
        table.close()
        milestones.append(milestone)
    return tuple(milestones)


def _labels(root: Table, key: str) -> tuple[Label, ...]:
    found: list[Label] = []
    codes: set[str] = set()
    for table in root.tables(key):
        one = Label(code=table.one("code", _code), name=table.one("name", text))
        _unique(table, "code", one.code, codes)
        table.close()
        found.append(one)
    if len(found) > MOST_LABELS:
        root.note(key, "too_many", str(len(found)), str(MOST_LABELS))
    return tuple(found)


def _reason(value: object) -> str:
    said = text(value)
    if len(said) > LONGEST_REASON:
        raise Unusable("too_wordy", str(LONGEST_REASON))
    return said


def _media(table: Table) -> dict[str, Level]:
    """Every key is a medium's name."""
    return {" ".join(name.split()): LEVELS.get(table.one(name, one_of(LEVELS)), Level.COUNTY) for name in table.names()}


def _reminder_before(deadline: time) -> Callable[[object], time]:
    def convert(value: object) -> time:
        at = quiet_moment(value)
        if at >= deadline:
            raise Unusable("after_deadline", shown(deadline))
        return at

    return convert


def _unique(table: Table, key: str, value: str, taken: set[str]) -> None:
    if table.sound(key) and value in taken:
        table.note(key, "duplicate", value)
    taken.add(value)


def _code(value: object) -> str:
    code = text(value)
    if not _CODE.fullmatch(code):
        raise Unusable("bad_code")
    if code == DAILY:
        raise Unusable("reserved")
    return code


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(text(value))
    except (KeyError, ValueError, OSError) as error:
        raise Unusable("unknown_zone") from error


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _span(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _hours(span: timedelta) -> str:
    return f"{_minutes(span) // 60:02}:{_minutes(span) % 60:02}"
