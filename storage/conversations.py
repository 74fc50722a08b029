"""What the bot is waiting for from a person, and the unit that one who serves several has chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import Executable, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.conversation import (
    AnnouncementProposed,
    Awaiting,
    Composing,
    HandoverProposed,
    LoginAsked,
    MilestoneAnnounced,
    NudgeProposed,
    ReturnProposed,
)
from storage.engine.changes import UNSET, Unset, columns
from storage.engine.database import upsert
from storage.engine.prepared import prepared
from storage.tables import conversations

log = structlog.get_logger()

_NUDGE = re.compile(r"(?P<campaign>.+?):(?P<day>\d{4}-\d\d-\d\d)(?::(?P<units>[\d,]*):(?P<kinds>.*))?")
_RETURN = re.compile(r"(?P<numbers>\d+(?:,\d+)*):(?P<reason>.+)", re.DOTALL)
_HANDOVER = re.compile(r"(?P<unit>\d+):(?P<leaving>\d+):(?P<phone>[^:]*):(?P<name>.*)")


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """``composed``: the text so far, while one is being composed. ``since``: campaign time of the last change."""

    organisation_id: int | None = None
    awaiting: Awaiting | None = None
    composed: str = ""
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is written of a conversation."""

    organisation_id: int | Unset = UNSET
    awaiting: Awaiting | Unset | None = UNSET
    composed: str | Unset = UNSET


async def load(connection: AsyncConnection, person_id: int) -> Conversation:
    """One that has not begun awaits nothing, nor does one of which another version wrote what it awaits."""
    row = (await connection.execute(*_loading(person_id=person_id))).mappings().one_or_none()
    if row is None:
        return Conversation()
    return Conversation(
        organisation_id=row["organisation_id"],
        awaiting=_awaiting(row["awaiting"]),
        composed=row["composed"],
        since=row["since"],
    )


@prepared
def _loading(*, person_id: Any) -> Executable:
    return select(conversations).where(conversations.c.person_id == person_id)


def _awaiting(text: str) -> Awaiting | None:
    try:
        return decode(text)
    except ValueError as error:
        log.warning("awaiting_ignored", error=str(error))
        return None


async def save(connection: AsyncConnection, person_id: int, change: Change, *, now: datetime) -> None:
    """Write what ``change`` names; the other columns stay as they are."""
    values = {**columns(change), "since": now}
    if not isinstance(change.awaiting, Unset):
        values["awaiting"] = encode(change.awaiting)
    statement = upsert(connection, conversations).values(person_id=person_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))


def encode(awaiting: Awaiting | None) -> str:
    """The column's text: empty, ``composing``, ``milestone:CODE``, ``nudge:CAMPAIGN:DAY``, which UNITS and KINDS may
    follow, ``handover:UNIT:LEAVING:PHONE:NAME``, ``login:SHA256``, ``return:NUMBERS:REASON``, ``announcement:KEY``.
    """
    match awaiting:
        case None:
            return ""
        case Composing():
            return "composing"
        case MilestoneAnnounced(code):
            return f"milestone:{code}"
        case NudgeProposed(campaign, day, units, kinds):
            named = f":{','.join(map(str, units))}:{','.join(kinds)}" if units or kinds else ""
            return f"nudge:{campaign}:{day.isoformat()}{named}"
        case HandoverProposed(unit, name, phone, leaving):
            return f"handover:{unit}:{leaving}:{phone}:{name}"
        case LoginAsked(login):
            return f"login:{login}"
        case ReturnProposed(numbers, reason):
            return f"return:{','.join(map(str, numbers))}:{reason}"
        case AnnouncementProposed(key):
            return f"announcement:{key}"


def decode(text: str) -> Awaiting | None:
    """Raises ``ValueError`` for what ``encode`` never writes."""
    match text.split(":", 1):
        case [""]:
            return None
        case ["composing"]:
            return Composing()
        case ["milestone", code] if code:
            return MilestoneAnnounced(code)
        case ["nudge", proposed] if match := _NUDGE.fullmatch(proposed):
            return NudgeProposed(
                match["campaign"],
                date.fromisoformat(match["day"]),
                units=tuple(int(number) for number in (match["units"] or "").split(",") if number),
                kinds=tuple(kind for kind in (match["kinds"] or "").split(",") if kind),
            )
        case ["handover", proposed] if match := _HANDOVER.fullmatch(proposed):
            return HandoverProposed(int(match["unit"]), match["name"], match["phone"], leaving=int(match["leaving"]))
        case ["login", login] if login:
            return LoginAsked(login)
        case ["announcement", key] if key:
            return AnnouncementProposed(key)
        case ["return", proposed] if match := _RETURN.fullmatch(proposed):
            return ReturnProposed(tuple(int(number) for number in match["numbers"].split(",")), match["reason"])
    raise ValueError(f"a conversation awaits {text!r}")
