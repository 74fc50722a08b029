"""What is remembered of a conversation: the choices offered, what was just said, and how to take back what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Executable, Label, RowMapping, ScalarSelect, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.conversation import CutPiece, EarlyCaption, Kept, NotedCaption
from domain.language.acts import Act
from domain.language.questions import Question
from domain.language.storing import as_data, from_data
from storage.engine.changes import UNSET, Unset
from storage.engine.database import upsert_of
from storage.engine.prepared import prepared
from storage.tables import recollections, submissions

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Recollection:
    """Times are campaign time. ``undo``: the acts that take back what the last message brought.

    ``newest``: this person's newest submission now; ``said_after``, ``undo_after``: the newest one when the rest, and
    ``undo``, were written. So material that comes need not write that it came.
    """

    offered: tuple[Act | Question, ...] = ()
    offered_at: datetime | None = None
    kept: Kept | None = None
    kept_at: datetime | None = None
    asked: bool = False
    undo: tuple[Act, ...] = ()
    undo_at: datetime | None = None
    newest: int = 0
    said_after: int = 0
    undo_after: int = 0


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is written. Each comes with its time, and with the newest submission."""

    offered: tuple[Act | Question, ...] | Unset = UNSET
    kept: Kept | Unset | None = UNSET
    asked: bool | Unset = UNSET
    undo: tuple[Act, ...] | Unset = UNSET


async def load(connection: AsyncConnection, person_id: int) -> Recollection:
    """Nothing is remembered of a conversation that has not begun, or was remembered by another version."""
    row = (await connection.execute(*_loading(person_id=person_id))).mappings().one_or_none()
    return recollection_of(row) if row else Recollection()


def remembered_columns(person_id: Any) -> list[Label[Any]]:
    """A recollection's columns for a query that reads it beside something else; ``recollection_of`` reads them."""
    known = [column.label(f"remembered_{column.name}") for column in recollections.c]
    return [*known, _newest(person_id).label("remembered_newest")]


def recollection_of(row: RowMapping) -> Recollection:
    return Recollection(
        offered=_read(row["remembered_offered"]),
        offered_at=row["remembered_offered_at"],
        kept=_kept(row["remembered_kept"]),
        kept_at=row["remembered_kept_at"],
        asked=row["remembered_asked"],
        undo=_read(row["remembered_undo"]),
        undo_at=row["remembered_undo_at"],
        newest=row["remembered_newest"],
        said_after=row["remembered_said_after"],
        undo_after=row["remembered_undo_after"],
    )


async def save(connection: AsyncConnection, person_id: int, change: Change, *, now: datetime) -> None:
    """Write what ``change`` names; the rest stays as it is."""
    values: dict[str, Any] = {}
    if not isinstance(change.offered, Unset):
        values |= {"offered": as_data(change.offered) or None, "offered_at": now if change.offered else None}
    if not isinstance(change.kept, Unset):
        values |= {"kept": _written(change.kept), "kept_at": now if change.kept else None}
    if not isinstance(change.asked, Unset):
        values["asked"] = change.asked
    if not isinstance(change.undo, Unset):
        values |= {"undo": as_data(change.undo) or None, "undo_at": now if change.undo else None}
    statement, fixed = _saving(connection.dialect.name, tuple(values), person_id=person_id)
    await connection.execute(statement, fixed | {f"new_{name}": value for name, value in values.items()})


@prepared
def _loading(*, person_id: Any) -> Executable:
    return select(*remembered_columns(person_id)).where(recollections.c.person_id == person_id)


@prepared
def _saving(dialect: str, names: tuple[str, ...], *, person_id: Any) -> Executable:
    """Binds ``new_NAME`` for each of ``names``."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=recollections.c[name].type) for name in names}
    values["said_after"] = _newest(person_id)
    if "undo" in names:
        values["undo_after"] = _newest(person_id)
    statement = upsert_of(dialect, recollections).values(person_id=person_id, **values)
    return statement.on_conflict_do_update(index_elements=["person_id"], set_=values)


def _newest(person_id: Any) -> ScalarSelect[int]:
    newest = select(func.max(submissions.c.id)).where(submissions.c.person_id == person_id)
    return select(func.coalesce(newest.scalar_subquery(), 0)).scalar_subquery()


def _read(data: Any) -> tuple[Any, ...]:
    """What was offered or can be undone; nothing when any of it is of another version."""
    try:
        found = tuple(from_data(data)) if data else ()
        if not all(isinstance(one, Act | Question) for one in found):
            raise TypeError("neither acts nor questions")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.warning("recollection_ignored", error=repr(error))
        return ()
    return found


def _written(kept: Kept | None) -> dict[str, Any] | None:
    match kept:
        case None:
            return None
        case EarlyCaption(text, numbers):
            return {"is": "early", "text": text, "numbers": list(numbers)}
        case CutPiece(text, number):
            return {"is": "piece", "text": text, "number": number}
        case NotedCaption(text, numbers, bare):
            return {"is": "noted", "text": text, "numbers": list(numbers), "bare": bare}


def _kept(data: Any) -> Kept | None:
    if not data:
        return None
    try:
        return _KEPT[data["is"]](data)
    except (KeyError, TypeError) as error:
        log.warning("recollection_ignored", error=repr(error))
        return None


_KEPT: Mapping[str, Callable[[Mapping[str, Any]], Kept]] = {
    "early": lambda data: EarlyCaption(data["text"], tuple(data.get("numbers", ()))),
    "piece": lambda data: CutPiece(data["text"], data["number"]),
    "noted": lambda data: NotedCaption(data["text"], tuple(data["numbers"]), data["bare"]),
}
