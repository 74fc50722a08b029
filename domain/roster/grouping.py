"""Which rows of a file are of one person: the same name with an account, a telephone or a unit in common. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from domain.roster.identity import name_key, numbers_of
from domain.roster.roster import RosterRow


def grouped(rows: Sequence[RosterRow]) -> list[list[RosterRow]]:
    """The rows of each person, in the order of the rows. Rows without a person are left out.

    Two rows of one unit whose telephones are both given and have none in common are two people of one name, as are
    two rows with a common account that disagree so: that is for the check to say.
    """
    by_name: dict[str, list[RosterRow]] = {}
    for row in rows:
        if row.person:
            by_name.setdefault(name_key(row.person), []).append(row)
    order = {id(row): place for place, row in enumerate(rows)}
    groups = [group for alike in by_name.values() for group in _people(alike)]
    return sorted(groups, key=lambda group: order[id(group[0])])


def _people(alike: Sequence[RosterRow]) -> Iterator[list[RosterRow]]:
    """Rows of one name, joined where they have something in common."""
    groups: dict[int, list[RosterRow]] = {}
    # Thousands may have one name where nobody is named yet: rows with nothing in common are not compared.
    by_key: dict[object, set[int]] = defaultdict(set)
    for number, row in enumerate(alike):
        keys = [row.code, *row.accounts, *numbers_of(row.phone)]
        near = sorted({group for key in keys for group in by_key.get(key, ())})
        same = [group for group in near if any(_one(row, other) for other in groups[group])]
        first, *others = same or [number]
        if others and not all(_agree(one, other) for one in groups[first] for at in others for other in groups[at]):
            others = []
        groups.setdefault(first, [])
        for at in others:
            groups[first] += groups.pop(at)
            for holding in by_key.values():
                if at in holding:
                    holding.remove(at)
                    holding.add(first)
        groups[first].append(row)
        for key in keys:
            by_key[key].add(first)
    yield from groups.values()


def _one(row: RosterRow, other: RosterRow) -> bool:
    if not _agree(row, other):
        return False
    common = set(row.accounts) & set(other.accounts) or set(numbers_of(row.phone)) & set(numbers_of(other.phone))
    return bool(common) or row.code == other.code


def _agree(row: RosterRow, other: RosterRow) -> bool:
    """Nothing says that they are two: a telephone is missing, or one is in common."""
    mine, theirs = set(numbers_of(row.phone)), set(numbers_of(other.phone))
    return not mine or not theirs or bool(mine & theirs)
