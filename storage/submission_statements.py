"""The statements of submissions that are built once (``storage.engine.prepared``)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, bindparam, select, update

from domain.findings import Kind
from domain.submission import State
from storage.engine.database import upsert_of
from storage.engine.prepared import prepared
from storage.tables import submissions


@prepared
def reserving(dialect: str) -> Executable:
    insert = upsert_of(dialect, submissions).on_conflict_do_nothing(index_elements=["inbox_id"])
    return insert.returning(submissions)


@prepared
def changing(names: tuple[str, ...], *, submission_id: Any) -> Executable:
    """Binds ``new_NAME`` for each of ``names``."""
    values = {name: bindparam(f"new_{name}", type_=submissions.c[name].type) for name in names}
    return update(submissions).where(submissions.c.id == submission_id).values(values).returning(submissions)


@prepared
def locking(*, numbers: Any) -> Executable:
    return select(submissions).where(submissions.c.id.in_(numbers)).order_by(submissions.c.id).with_for_update()


@prepared
def of_obligations(*, some: Any) -> Executable:
    return select(submissions).where(submissions.c.obligation_id.in_(some)).order_by(submissions.c.id)


@prepared
def of_last_receipt(*, person_id: Any) -> Executable:
    newest = (
        select(submissions.c.receipt_id)
        .where(submissions.c.person_id == person_id, submissions.c.receipt_id.is_not(None))
        .order_by(submissions.c.receipt_id.desc())
        .limit(1)
    )
    query = select(submissions).where(
        submissions.c.person_id == person_id, submissions.c.receipt_id == newest.scalar_subquery()
    )
    return query.order_by(submissions.c.id)


@prepared
def uncaptioned(*, person_id: Any, since: Any) -> Executable:
    states = (State.INCOMPLETE, State.RECEIVING, State.REFUSED, State.UNASSIGNED)
    query = select(submissions).where(
        submissions.c.person_id == person_id,
        submissions.c.kind == Kind.PHOTO,
        submissions.c.caption == "",
        submissions.c.sent_at >= since,
        submissions.c.state.in_(states),
    )
    return query.order_by(submissions.c.id)


@prepared
def without_unit(*, person_id: Any) -> Executable:
    query = select(submissions).where(submissions.c.person_id == person_id, submissions.c.state == State.UNASSIGNED)
    return query.order_by(submissions.c.id)
