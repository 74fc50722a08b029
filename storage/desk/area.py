"""A reach as conditions that a query joins on: the one place where the desk's area becomes SQL."""

from __future__ import annotations

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Select, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Organisation
from domain.reach import Reach
from domain.selection import Mark
from storage.organisations import from_row
from storage.tables import marks, organisations, submissions


def units(reach: Reach, organisation_id: ColumnElement[int] | ColumnElement[int | None]) -> ColumnElement[bool]:
    """``organisation_id`` is one of the area: under the office, or of its whole line, or anything at all."""
    if reach.everything:
        return true()
    below = select(_below(reach.office.id).c.id)
    if reach.line:
        line = select(organisations.c.id).where(organisations.c.line == reach.line)
        return or_(organisation_id.in_(below), organisation_id.in_(line))
    return organisation_id.in_(below)


def units_of_few(reach: Reach, organisation_id: ColumnElement[int] | ColumnElement[int | None]) -> ColumnElement[bool]:
    """``units`` for a query that names the few rows it wants: it goes up from each, and never reads the whole area."""
    if reach.everything:
        return true()
    own, above = organisations.alias(), organisations.alias()
    start = select(own.c.id, own.c.parent_id).where(own.c.id == organisation_id)
    # It stands within the subquery, where the outer row is known.
    found = start.correlate_except(own).cte(recursive=True, nesting=True)
    found = found.union(select(above.c.id, above.c.parent_id).join(found, above.c.id == found.c.parent_id))
    below = select(literal(1)).where(found.c.id == reach.office.id).correlate_except(found).exists()
    if not reach.line:
        return below
    line = select(literal(1)).where(own.c.id == organisation_id, own.c.line == reach.line)
    return or_(below, line.correlate_except(own).exists())


def with_below(organisation_id: int | ScalarSelect[int]) -> Select[int]:
    """The ids of an organisation and of all under it; to be used beside a reach, never in its place."""
    return select(_below(organisation_id).c.id)


def items(reach: Reach, *, few: bool = False) -> ColumnElement[bool]:
    """A row of ``submissions`` is of the area, or was passed on to the office from another line.

    ``few``: the query names the rows it wants (``units_of_few``).
    """
    seen = units_of_few if few else units
    of_area = submissions.c.organisation_id.is_not(None) & seen(reach, submissions.c.organisation_id)
    if not reach.passed_by:
        return of_area
    passed = select(marks.c.submission_id).where(marks.c.office_id.in_(reach.passed_by), marks.c.mark == Mark.PASSED)
    return or_(of_area, submissions.c.id.in_(passed))


def branches(reach: Reach) -> CTE:
    """``id`` and ``branch`` of every organisation of the area: the part of it that it stands in.

    A part is what is directly under the office, with all below it, when there is something below it. What is not
    under the office, because it belongs to its line alone, is grouped by the topmost organisation above it. The office
    itself, and what stands directly under it alone, is in no part.
    """
    top = organisations.alias()
    first = top.c.parent_id == reach.office.id
    if reach.everything or reach.line:
        first = first | (top.c.parent_id.is_(None) & (top.c.id != reach.office.id))
    child = organisations.alias()
    parent = top.c.id.in_(select(child.c.parent_id).where(child.c.parent_id.is_not(None)))
    base = select(top.c.id.label("id"), top.c.id.label("branch")).where(first, parent)
    found = base.cte("branches", recursive=True)
    under = select(child.c.id, found.c.branch).join(found, child.c.parent_id == found.c.id)
    return found.union(under.where(child.c.parent_id != reach.office.id, child.c.id != reach.office.id))


async def offices_above(connection: AsyncConnection, office: Organisation) -> list[Organisation]:
    """The organisations over an office: up to the top, then those without one above them that see its line."""
    up = select(organisations.c.parent_id.label("id")).where(organisations.c.id == office.id)
    chain = up.cte("chain", recursive=True)
    parents = select(organisations.c.parent_id).join(chain, organisations.c.id == chain.c.id)
    chain = chain.union(parents.where(organisations.c.parent_id.is_not(None)))
    seen = (organisations.c.line == "") | (organisations.c.line == office.line)
    tops = organisations.c.parent_id.is_(None) & seen & organisations.c.listed
    if office.parent_id is None:
        # Of two without anything above them only the one that sees more is above the other.
        tops = tops & (organisations.c.line == "") & literal(bool(office.line))
    query = select(organisations).where(or_(organisations.c.id.in_(select(chain.c.id)), tops))
    rows = await connection.execute(query.where(organisations.c.id != office.id).order_by(organisations.c.id))
    return [from_row(row) for row in rows]


async def named(connection: AsyncConnection, names: tuple[str, ...]) -> list[Organisation]:
    """The organisations of the roster that are called so."""
    if not names:
        return []
    query = select(organisations).where(organisations.c.name.in_(names), organisations.c.listed)
    return [from_row(row) for row in await connection.execute(query.order_by(organisations.c.id))]


def _below(office_id: int | ScalarSelect[int]) -> CTE:
    """``id`` of the office and of everything under it; a circle in the roster is walked once."""
    start = select(organisations.c.id.label("id")).where(organisations.c.id == office_id)
    # Without a name: a query may ask for the area of several columns.
    found = start.cte(recursive=True)
    child = organisations.alias()
    return found.union(select(child.c.id).join(found, child.c.parent_id == found.c.id))


def listed(reach: Reach) -> Select[int]:
    """The ids of the organisations of the area that the roster has."""
    return select(organisations.c.id).where(units(reach, organisations.c.id), organisations.c.listed)


async def organisation(connection: AsyncConnection, reach: Reach, code: str) -> Organisation | None:
    """The one of the reach with this code."""
    query = select(organisations).where(units_of_few(reach, organisations.c.id), organisations.c.listed)
    row = (await connection.execute(query.where(organisations.c.code == code))).one_or_none()
    return from_row(row) if row is not None else None


async def organisation_named(connection: AsyncConnection, reach: Reach, name: str) -> Organisation | None:
    """The one of the reach that has this code or full name; else the only one whose name contains it."""
    query = select(organisations).where(units(reach, organisations.c.id), organisations.c.listed)
    exact = (organisations.c.code == name) | (organisations.c.name == name)
    for which in (exact, organisations.c.name.contains(name, autoescape=True)):
        found = (await connection.execute(query.where(which).limit(2))).all()
        if found:
            return from_row(found[0]) if len(found) == 1 else None
    return None
