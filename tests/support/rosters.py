"""Rosters for tests: rows that know whose they are, changed as people change them, and kept without a database."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from domain.organisation import Account, Duty, Organisation, Person
from domain.roster.check import compile_roster
from domain.roster.planned import Known, Plan
from domain.roster.roster import (
    ALIASES,
    LINE,
    PARENT,
    PHONE,
    AccountColumn,
    Columns,
    Roster,
    RosterRow,
)

COLUMNS = Columns((AccountColumn(header="企业微信账号", channel="wecom"),))
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row, and of which unit and person of the first roster it is (their codes and numbers then)."""

    row: RosterRow
    unit: str
    person: str = ""


def office(code: str = "B0") -> RosterRow:
    return RosterRow(number=2, code=code, name="云麓市教育局职成处", kind="受理单位", line="教育")


def first_roster(units: int, seed: int) -> list[Line]:
    """An office with a supervisor and so many schools of one or two liaisons, most of them bound."""
    rng = random.Random(seed)
    boss = replace(
        office(),
        person="周主任",
        roles=("管理员",),
        phone="13700000000",
        accounts=(Account(channel="wecom", account="boss"),),
    )
    lines = [Line(row=boss, unit="B0", person="boss")]
    for n in range(units):
        for nth in range(rng.choice((1, 1, 2))):
            who = f"p{n}{nth}"
            row = RosterRow(
                number=len(lines) + 2,
                code=f"S{n:03}",
                name=f"云麓市第{n}职业学校",
                kind="中等职业学校",
                line="教育",
                parent_code="B0",
                person=f"{_FAMILY[n % len(_FAMILY)]}{'甲乙丙丁'[n % 4]}{'一二'[nth]}",
                roles=("联络员",),
                phone=f"138{n:04}{nth:04}" if rng.random() < 0.7 else "",
                accounts=(Account(channel="wecom", account=who),) if rng.random() < 0.6 else (),
            )
            lines.append(Line(row=row, unit=row.code, person=who))
    return lines


def compiled(lines: Sequence[Line]) -> Roster | None:
    """None when the file would be refused."""
    rows = [replace(line.row, number=number) for number, line in enumerate(lines, start=2)]
    roster, problems = compile_roster(rows, COLUMNS)
    return None if problems else roster


# --- What people do to a roster ---

Mutation = Callable[[list[Line], random.Random], list[Line]]


def _some(lines: Sequence[Line], rng: random.Random) -> int:
    return rng.randrange(len(lines))


def _change(lines: list[Line], place: int, **fields: object) -> list[Line]:
    changed = replace(lines[place], row=replace(lines[place].row, **fields))  # type: ignore[arg-type]
    return [*lines[:place], changed, *lines[place + 1 :]]


def retype_a_name(lines: list[Line], rng: random.Random) -> list[Line]:
    place = _some(lines, rng)
    name = lines[place].row.person
    if len(name) < 2:
        return lines
    blank = rng.choice((" ", "\u3000", "\u200b", "  "))
    return _change(lines, place, person=name[:1] + blank + name[1:])


def format_a_phone(lines: list[Line], rng: random.Random) -> list[Line]:
    from domain.roster.identity import written

    place = _some(lines, rng)
    phone = lines[place].row.phone
    if not phone:
        return lines
    typed = rng.choice(
        (f"+86 {phone}", f"0086{phone}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"（{phone[:3]}）{phone[3:]}")
    )
    return _change(lines, place, phone=written(typed))


def correct_a_code(lines: list[Line], rng: random.Random) -> list[Line]:
    old = lines[_some(lines, rng)].row.code
    new = f"X{old}"
    return [
        replace(
            line,
            row=replace(
                line.row,
                code=new if line.row.code == old else line.row.code,
                parent_code=new if line.row.parent_code == old else line.row.parent_code,
            ),
        )
        for line in lines
    ]


def rename_a_unit(lines: list[Line], rng: random.Random) -> list[Line]:
    code = lines[_some(lines, rng)].row.code
    return [_of_unit(line, code, name=f"{line.row.name}（新校区）") for line in lines]


def _of_unit(line: Line, unit: str, **fields: object) -> Line:
    return replace(line, row=replace(line.row, **fields)) if line.row.code == unit else line  # type: ignore[arg-type]


def swap_two_codes(lines: list[Line], rng: random.Random) -> list[Line]:
    one, other = lines[_some(lines, rng)].row.code, lines[_some(lines, rng)].row.code
    swap = {one: other, other: one}
    return [
        replace(
            line,
            row=replace(
                line.row,
                code=swap.get(line.row.code, line.row.code),
                parent_code=swap.get(line.row.parent_code, line.row.parent_code),
            ),
        )
        for line in lines
    ]


def move_a_row(lines: list[Line], rng: random.Random) -> list[Line]:
    place, to = _some(lines, rng), lines[_some(lines, rng)]
    moved = replace(
        lines[place],
        unit=to.unit,
        row=replace(
            lines[place].row, code=to.row.code, name=to.row.name, kind=to.row.kind, parent_code=to.row.parent_code
        ),
    )
    return [*lines[:place], moved, *lines[place + 1 :]]


def merge_two_units(lines: list[Line], rng: random.Random) -> list[Line]:
    gone, to = lines[_some(lines, rng)], lines[_some(lines, rng)]
    if "B0" in (gone.unit, to.unit):
        return lines
    fields = {"code": to.row.code, "name": to.row.name}
    moved = [_of_unit(line, gone.row.code, **fields) for line in lines]
    return [replace(line, unit=to.unit) if line.unit == gone.unit else line for line in moved]


def drop_a_column(lines: list[Line], rng: random.Random) -> list[Line]:
    column, fields = rng.choice(
        (
            (PHONE, {"phone": ""}),
            ("企业微信账号", {"accounts": ()}),
            (ALIASES, {"aliases": ()}),
            (LINE, {"line": ""}),
            (PARENT, {"parent_code": ""}),
        )
    )
    return [replace(line, row=replace(line.row, absent=line.row.absent | {column}, **fields)) for line in lines]


def empty_an_account(lines: list[Line], rng: random.Random) -> list[Line]:
    return _change(lines, _some(lines, rng), accounts=())


def shift_accounts(lines: list[Line], rng: random.Random) -> list[Line]:
    """A column that was sorted by itself."""
    accounts = [line.row.accounts for line in lines]
    return [
        replace(line, row=replace(line.row, accounts=moved))
        for line, moved in zip(lines, accounts[1:] + accounts[:1], strict=True)
    ]


def drop_a_row(lines: list[Line], rng: random.Random) -> list[Line]:
    place = _some(lines, rng)
    left = [*lines[:place], *lines[place + 1 :]]
    return left if any(line.row.code == "B0" or not line.row.parent_code for line in left) else lines


def add_somebody(lines: list[Line], rng: random.Random) -> list[Line]:
    to = lines[_some(lines, rng)]
    fresh = f"new{len(lines)}"
    row = replace(
        to.row,
        person=f"新来{'甲乙丙丁戊己庚辛'[len(lines) % 8]}",
        roles=("联络员",),
        phone=f"139{len(lines):08}",
        accounts=(Account(channel="wecom", account=fresh),) if rng.random() < 0.5 else (),
    )
    return [*lines, replace(to, row=row, person=fresh)]


def split_into_sheets(lines: list[Line], rng: random.Random) -> list[Line]:
    half = len(lines) // 2
    return [
        replace(line, row=replace(line.row, sheet="东片" if place < half else "西片"))
        for place, line in enumerate(lines)
    ]


def serve_another_unit(lines: list[Line], rng: random.Random) -> list[Line]:
    """Somebody serves a second unit; their telephone and account are typed in one row alone, or in both."""
    who, to = lines[_some(lines, rng)], lines[_some(lines, rng)]
    told = rng.random() < 0.3
    row = replace(
        to.row,
        person=who.row.person,
        roles=who.row.roles,
        phone=who.row.phone if told else "",
        accounts=who.row.accounts if told else (),
    )
    return [*lines, Line(row=row, unit=to.unit, person=who.person)]


def add_a_namesake(lines: list[Line], rng: random.Random) -> list[Line]:
    """Somebody else of the same name comes to another unit."""
    who, to = lines[_some(lines, rng)], lines[_some(lines, rng)]
    if to.row.code == who.row.code:
        return lines
    phone = f"137{len(lines):08}" if rng.random() < 0.5 else ""
    row = replace(to.row, person=who.row.person, roles=("联络员",), phone=phone, accounts=())
    return [*lines, Line(row=row, unit=to.unit, person=f"namesake{len(lines)}")]


def blank_in_a_unit_name(lines: list[Line], rng: random.Random) -> list[Line]:
    """In one row of it alone; digits full-width."""
    place = _some(lines, rng)
    name = lines[place].row.name
    wide = name.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return _change(lines, place, name=wide[:3] + rng.choice((" ", "\u3000", "\u200b")) + wide[3:])


def swap_two_names(lines: list[Line], rng: random.Random) -> list[Line]:
    """The names of two units in each other's rows; their people stay beside their codes."""
    one, other = lines[_some(lines, rng)].row, lines[_some(lines, rng)].row
    swap = {one.code: other.name, other.code: one.name}
    return [replace(line, row=replace(line.row, name=swap.get(line.row.code, line.row.name))) for line in lines]


def repeat_a_row(lines: list[Line], rng: random.Random) -> list[Line]:
    return [*lines, lines[_some(lines, rng)]]


MUTATIONS: tuple[Mutation, ...] = (
    retype_a_name,
    format_a_phone,
    correct_a_code,
    rename_a_unit,
    swap_two_codes,
    move_a_row,
    merge_two_units,
    drop_a_column,
    empty_an_account,
    shift_accounts,
    drop_a_row,
    add_somebody,
    split_into_sheets,
    serve_another_unit,
    add_a_namesake,
    blank_in_a_unit_name,
    swap_two_names,
    repeat_a_row,
)


def mutated(lines: list[Line], chosen: Sequence[int], seed: int) -> list[Line]:
    """Names and codes that both change places look like people who do: of the two only what is chosen first."""
    rng = random.Random(seed)
    swapped: Mutation | None = None
    for number in chosen:
        mutation = MUTATIONS[number % len(MUTATIONS)]
        if mutation in (swap_two_codes, swap_two_names):
            swapped = swapped or mutation
            if mutation is not swapped:
                continue
        lines = mutation(lines, rng)
    return lines


# --- A roster in force, without a database ---


@dataclass
class Book:
    """What a database would hold. ``apply`` does what a plan says."""

    units: dict[int, Organisation] = field(default_factory=dict)
    gone: dict[int, Organisation] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    def known(self) -> Known:
        material = dict.fromkeys(self.units, 1)
        return Known(
            organisations=list(self.units.values()),
            unlisted=list(self.gone.values()),
            people=list(self.people.values()),
            exempt_days={},
            unit_material=material,
        )

    def apply(self, plan: Plan) -> None:
        for unit_id in plan.leaving:
            self.gone[unit_id] = self.units.pop(unit_id)
        ids: dict[str, int] = {}
        for planned in plan.units:
            entry = planned.entry
            ids[entry.code] = planned.id or max([0, *self.units, *self.gone, *ids.values()]) + 1
        for planned in plan.units:
            entry, unit_id = planned.entry, ids[planned.entry.code]
            self.gone.pop(unit_id, None)
            self.units[unit_id] = Organisation(
                id=unit_id,
                code=entry.code,
                name=entry.name,
                kind=entry.kind,
                line=entry.line,
                aliases=entry.aliases,
                parent_id=ids[entry.parent_code] if entry.parent_code else None,
            )
        if plan.serving:
            self._people(plan, ids)

    def _people(self, plan: Plan, ids: dict[str, int]) -> None:
        for person_id in plan.leaving_people:
            self.people[person_id] = replace(self.people[person_id], duties=(), accounts=())
        gained = {account for planned in plan.people for account in planned.gains}
        for planned in plan.people:
            entry = planned.entry
            person_id = planned.id or max([0, *self.people]) + 1
            before = self.people.get(person_id)
            kept = [a for a in before.accounts if a not in planned.loses] if before else []
            self.people[person_id] = Person(
                id=person_id,
                name=entry.name,
                phone=entry.phone,
                duties=tuple(Duty(organisation=self.units[ids[code]], role=role) for code, role in entry.duties),
                accounts=(*kept, *planned.gains),
            )
        assert all(sum(a in p.accounts for p in self.people.values()) == 1 for a in gained)
