"""Values of the domain as pure tests need them: what a test does not name is as usual."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.campaigns.campaign import DAILY
from domain.findings import Kind
from domain.messages import Incoming, MessageKind
from domain.obligation import Obligation
from domain.organisation import Duty, Organisation, Person, Role
from domain.submission import State, Submission
from storage.engine.claims import Held
from storage.inbox import InboxMessage
from tests.support.rows import DAY, NOW


def unit(number: int = 1, **values: Any) -> Organisation:
    return Organisation(
        **{"id": number, "code": f"u{number}", "name": f"第{number}职校", "kind": "中等职业学校", **values}
    )


def person(*units: Organisation, supervises: tuple[Organisation, ...] = (), number: int = 1) -> Person:
    """A liaison of ``units``."""
    duties = [Duty(organisation=one, role=Role.LIAISON) for one in units]
    duties += [Duty(organisation=one, role=Role.SUPERVISOR) for one in supervises]
    return Person(id=number, name=f"人{number}", duties=tuple(duties))


def submission(number: int, state: State = State.ACCEPTED, **values: Any) -> Submission:
    usual = {"obligation_id": 1, "organisation_id": 1, "person_id": 1, "item": DAILY, "kind": Kind.PHOTO}
    return Submission(**{"id": number, "state": state, "sent_at": NOW, **usual, **values})


def obligation(number: int = 1, **values: Any) -> Obligation:
    """A report day that opened the day before and can be met, late, for another."""
    day = timedelta(days=1)
    times = {"opens_at": NOW - day, "due_at": NOW, "late_until": NOW + day}
    usual = {"campaign": "week", "organisation_id": 1, "item": DAILY, "day": DAY}
    return Obligation(**{"id": number, **usual, **times, **values})


def message(kind: MessageKind = MessageKind.TEXT, *, number: int = 1, **values: Any) -> InboxMessage:
    """A claimed message of ``alice``; ``values``: of what the channel understood."""
    usual = {"channel": "wecom", "external_id": f"m{number}", "sender": "alice", "sent_at": NOW}
    return InboxMessage(
        id=number,
        incoming=Incoming(**{**usual, "kind": kind, **values}),
        arrived_at=NOW,
        received_at=NOW,
        attempts=1,
        waited=False,
        held=Held(ids=(number,), claim="claim"),
    )
