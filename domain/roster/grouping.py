"""Which rows of a file are of one person: the same name with an account, a telephone or a unit in common. Pure."""

from __future__ import annotations

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
    if len(alike) == 1:
        yield list(alike)
        return
    groups: list[list[RosterRow]] = []
    for row in alike:
        same = [group for group in groups if any(_one(row, other) for other in group)]
        joined = [other for group in same for other in group]
        if len(same) > 1 and not all(_agree(row, other) for row in same[0] for group in same[1:] for other in group):
            same, joined = same[:1], list(same[0])
        groups = [group for group in groups if group not in same]
        groups.append([*joined, row])
    yield from groups


def _one(row: RosterRow, other: RosterRow) -> bool:
    if not _agree(row, other):
        return False
    common = set(row.accounts) & set(other.accounts) or set(numbers_of(row.phone)) & set(numbers_of(other.phone))
    return bool(common) or row.code == other.code


def _agree(row: RosterRow, other: RosterRow) -> bool:
    """Nothing says that they are two: a telephone is missing, or one is in common."""
    mine, theirs = set(numbers_of(row.phone)), set(numbers_of(other.phone))
    return not mine or not theirs or bool(mine & theirs)
