"""What the command line prints of a roster: what is wrong with it, what it would change, what it asks first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.findings.found import Found
from domain.organisation import Account, Person
from domain.roster.duties import NamedDuty
from domain.roster.pairs import OpenPair
from domain.roster.planned import Action, Change, Handover, Plan, Subject
from domain.roster.roster import Roster, RosterProblem
from formats.spoken import moment_text
from formats.words import roster as words
from formats.words.found import FOUND

#: What people call a channel.
Label = Callable[[str], str]
#: Of rows with the same fault, so many are named.
_ROWS_NAMED = 5


def roster_problem_text(problem: RosterProblem) -> str:
    """``第 3 行 单位类型：不能是“小学”…`` — one line; with the sheet where several are read."""
    return _problem_text(problem, _place(problem.sheet, problem.row))


def _problem_text(problem: RosterProblem, place: str) -> str:
    sentence = words.ROSTER_PROBLEMS.get(problem.code, words.UNKNOWN_PROBLEM)
    said = sentence.format(
        code=problem.code,
        column=problem.column,
        found=FOUND[Found(problem.found)] if problem.code == "unsafe" else problem.found,
        required=problem.required,
        other=_place(problem.other_sheet if problem.other_sheet != problem.sheet else "", problem.other_row),
    )
    column = f" {problem.column}" if problem.column else ""
    if problem.row:
        return f"{place}{column}：{said}"
    return f"{problem.sheet}：{said}" if problem.sheet else said


def _rows(sheet: str, numbers: Sequence[int]) -> str:
    """``西片 第 3、4 行``; of many the first, and how many there are."""
    if len(numbers) == 1:
        return _place(sheet, numbers[0])
    shown = "、".join(map(str, numbers[:_ROWS_NAMED]))
    said = (words.ROWS if len(numbers) > _ROWS_NAMED else words.ROW).format(row=shown, count=len(numbers))
    return f"{sheet} {said}" if sheet else said


def _place(sheet: str, row: int) -> str:
    where = words.ROW.format(row=row)
    return f"{sheet} {where}" if sheet else where


def roster_problems_text(file: str, problems: Sequence[RosterProblem]) -> str:
    """All that is wrong with a roster, under what it means; what is wrong in many rows in one line."""
    head = words.PROBLEMS_HEAD.format(file=file, count=len(problems))
    alike: dict[RosterProblem, list[int]] = {}
    for problem in problems:
        alike.setdefault(replace(problem, row=min(problem.row, 1)), []).append(problem.row)
    return "\n".join([head, *(_problem_text(one, _rows(one.sheet, numbers)) for one, numbers in alike.items())])


def came_text(name: str, channel: str, account: str, at: datetime) -> str:
    """Whose code it was, and which account came with it when."""
    return words.CAME.format(name=name, channel=channel, account=account, at=moment_text(at))


def plan_text(plan: Plan, roster: Roster, label: Label, *, dry_run: bool) -> str:
    """The whole import: a line for whatever differs, what it comes to, what was not read, what is to be answered."""
    lines = [*_changes(plan, label), *_beside(plan, roster)]
    lines.append(import_summary(plan.changes, dry_run=dry_run))
    return "\n".join([*lines, *(asked(plan) if dry_run else ())])


def held_text(plan: Plan, roster: Roster, label: Label) -> str:
    """The same of an import that was not done."""
    return "\n".join([*_changes(plan, label), *_beside(plan, roster), words.HELD, *asked(plan)])


def _changes(plan: Plan, label: Label) -> Iterator[str]:
    yield from (change_text(change, label) for change in plan.changes if change.action is not Action.UNCHANGED)


def _beside(plan: Plan, roster: Roster) -> Iterator[str]:
    """Which units nobody serves then; what nobody sees and was read, and what was not."""
    if plan.alone:
        yield words.LEFT_ALONE.format(units="、".join(plan.alone))
    if roster.unseen:
        sheets = dict.fromkeys(sheet for sheet, _ in roster.unseen)
        rows = (_rows(name, [number for sheet, number in roster.unseen if sheet == name]) for name in sheets)
        yield words.UNSEEN_ROWS.format(rows="；".join(rows))
    if roster.unread:
        yield words.UNREAD_SHEETS.format(sheets="、".join(roster.unread))


def change_text(change: Change, label: Label) -> str:
    """``第 3 行 新增单位 …``; what is taken from whom in brackets."""
    row = _place(change.sheet, change.row) if change.row else words.NOT_IN_FILE
    said = f"{row} {words.ACTIONS[change.action]}{words.SUBJECTS[change.subject]} {change.name}"
    details = list(_details(change, label))
    return f"{said}（{'；'.join(details)}）" if details else said


def _details(change: Change, label: Label) -> Iterator[str]:
    if change.action is Action.REMOVED:
        yield words.UNIT_LEAVES if change.subject is Subject.ORGANISATION else words.PERSON_LEAVES
    elif change.columns and change.action is Action.CHANGED:
        yield "、".join(change.columns)
    if change.was:
        yield words.WAS.format(was=change.was)
    if change.units and change.action is not Action.REMOVED:
        yield words.UNITS_ENDED.format(units="、".join(change.units))
    if change.ended:
        yield words.DUTIES_ENDED.format(duties=_duties(change.ended))
    if change.begun:
        yield words.DUTIES_BEGUN.format(duties=_duties(change.begun))
    if change.loses:
        yield words.LOSES.format(accounts=accounts_text(change.loses, label))
    if change.material:
        yield words.MATERIAL.format(count=change.material)
    if change.overwrites is not None:
        yield _overwrites(change.overwrites)


def _duties(duties: Iterable[NamedDuty]) -> str:
    return "、".join(words.DUTY.format(unit=unit, role=role.value) for unit, role in duties)


def _overwrites(handover: Handover) -> str:
    return words.OVERWRITES.format(
        at=moment_text(handover.at),
        by=handover.by,
        unit=handover.unit,
        old=handover.old or words.NOBODY,
        new=handover.new,
    )


def accounts_text(accounts: Iterable[Account], label: Label) -> str:
    return "、".join(words.ACCOUNT.format(channel=label(a.channel), account=a.account) for a in accounts)


def import_summary(changes: Sequence[Change], *, dry_run: bool) -> str:
    """``已导入。单位：新增 3 …；人员：…；失去绑定 1 人``."""
    counts = Counter((change.subject, change.action) for change in changes)
    parts = []
    for subject, name in words.SUBJECTS.items():
        numbers = [f"{words.ACTIONS[action]} {counts[subject, action]}" for action in Action if counts[subject, action]]
        parts.append(f"{name}：{'，'.join(numbers) or words.NONE}")
    losing, concerned = sum(bool(c.loses) for c in changes), sum(bool(c.material) for c in changes)
    parts += [words.LOSING.format(count=losing)] if losing else []
    parts += [words.CONCERNED.format(count=concerned)] if concerned else []
    return (words.DRY_RUN_HEAD if dry_run else words.DONE_HEAD) + "；".join(parts) + "。"


def asked(plan: Plan) -> Iterator[str]:
    """What must be answered before it can be brought in; nothing when it can."""
    for old, new in plan.unknown:
        yield words.UNKNOWN_ANSWER.format(old=old, new=new)
    if plan.open:
        yield words.OPEN_HEAD.format(count=len(plan.open))
        yield from map(_pair, plan.open)
    if plan.left.many:
        left = plan.left
        yield words.MANY_LEAVE.format(
            units=left.units, of_units=left.of_units, bound=left.bound, of_bound=left.of_bound
        )


def _pair(pair: OpenPair) -> str:
    place = f"{_place(pair.sheet, pair.row)} "
    if pair.old_id is None:
        return words.OPEN_NAMESAKES.format(
            place=place,
            old_place=_place(pair.old_sheet, pair.old_row),
            new_name=pair.new_name,
            old_name=pair.old_name,
            old=pair.old,
            new=pair.new,
        )
    return words.OPEN_PAIR.format(
        place=place,
        new_name=pair.new_name,
        old_name=pair.old_name,
        grounds="、".join(words.GROUNDS[ground] for ground in pair.grounds),
        what=words.OPEN_WHAT[pair.unit],
        old=pair.old,
        new=pair.new,
    )


def corrected_text(sentence: str, person: Person, accounts: Iterable[Account], code: str, label: Label) -> str:
    """What was put right of one person. ``sentence``: of ``formats.words.roster``."""
    units = dict.fromkeys(duty.organisation.name for duty in person.duties)
    return sentence.format(
        person=person.name,
        units="、".join(units) or words.NO_UNITS,
        accounts=accounts_text(accounts, label),
        code=code,
    )


def several_text(name: str, labels: Sequence[str]) -> str:
    return words.SEVERAL_PEOPLE.format(name=name, count=len(labels), choices="、".join(labels))
