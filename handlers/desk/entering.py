"""Coming in to the desk: a link from chat, a computer by its six digits, sessions and their ends.

A GET consumes nothing: chat apps open links by themselves to show what is behind them. Times here are real ones.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlencode

from domain import reach as rules
from domain.events import EventVerb
from domain.organisation import Organisation, Person, Role
from domain.reach import Reach
from handlers.context import Context
from handlers.desk import reach as reaching
from storage import events, logins, people, sessions
from storage.engine.database import Connection
from storage.engine.tokens import new_token
from storage.logins import Login
from storage.sessions import Session

#: A link from chat, and a computer's digits, let in for so long.
LINK_LIFE = timedelta(minutes=10)
CODE_LIFE = timedelta(minutes=5)
#: A session that nobody uses ends, and so does any after a week.
IDLE = timedelta(hours=12)
LIFE = timedelta(days=7)
#: When a session was last used is written so often.
SEEN_EVERY = timedelta(minutes=1)
#: Computers that wait at a time. A page that is asked for again and again must not fill the table.
MOST_WAITING = 200
#: Rows are kept for so long after their end.
KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Browser:
    """What is kept of a browser: its system, and its address without the end."""

    agent: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is at the desk. ``offices``: those that this person may be there for, the highest first.

    ``form_token``: what every form has to bring along.
    """

    person: Person
    reach: Reach
    offices: tuple[tuple[Organisation, Role], ...]
    session: str
    form_token: str


class Waiting(StrEnum):
    """How a computer that waits for its yes stands."""

    WAITS = "waits"
    AGREED = "agreed"
    OVER = "over"


class NoSuchOffice(Exception):
    """The office asked for is none of this person's."""


def new_link(ctx: Context, onward: str = "") -> tuple[str, str]:
    """A token and its address; it lets nobody in until ``keep_link`` has written it.

    ``onward``: the page of the desk it leads on to, with its question, as a path.
    """
    token = new_token()
    asked = f"?{urlencode({'next': onward})}" if onward else ""
    return token, f"{ctx.public_url}/login/{token}{asked}"


async def keep_link(ctx: Context, connection: Connection, person: Person, token: str) -> None:
    real = ctx.clock.real()
    await logins.make(connection, token, person_id=person.id, now=real, expires_at=real + LINK_LIFE)
    await events.record(connection, EventVerb.LOGIN_MADE, at=ctx.clock.now(), person_id=person.id)


async def whose(ctx: Context, token: str) -> tuple[Person, Organisation] | None:
    """Whom a token lets in, as which office; None when it lets nobody in (any more). Consumes nothing."""
    async with ctx.database.read() as connection:
        login = await logins.find(connection, token)
        person = await _let_in(connection, login, ctx.clock.real())
    return (person, rules.offices(person)[0][0]) if person else None


async def enter(ctx: Context, token: str, browser: Browser) -> str | None:
    """Consume a token: the id of the session it opens, None when it lets nobody in (any more)."""
    now = ctx.clock.real()
    async with ctx.database.write() as connection:
        login = await logins.find(connection, token)
        person = await _let_in(connection, login, now)
        if login is None or person is None or not await logins.use(connection, login.sha256, now=now):
            return None
        session = await sessions.make(
            connection,
            person_id=person.id,
            agent=browser.agent,
            address=browser.address,
            now=now,
            expires_at=now + LIFE,
        )
        details = {"agent": browser.agent, "address": browser.address}
        await events.record(connection, EventVerb.LOGGED_IN, at=ctx.clock.now(), person_id=person.id, details=details)
    return session


async def _let_in(connection: Connection, login: Login | None, now: datetime) -> Person | None:
    """The person, unless the duty was lost meanwhile."""
    if login is None or login.person_id is None or not login.opens(now):
        return None
    person = await people.get(connection, login.person_id)
    return person if person is not None and person.watches else None


async def wait(ctx: Context, browser: Browser) -> tuple[str, str] | None:
    """A computer asks to be let in: its token, and the six digits to show. None when too many wait."""
    now = ctx.clock.real()
    token = new_token()
    async with ctx.database.write() as connection:
        if await logins.waiting(connection, now=now) >= MOST_WAITING:
            return None
        code = f"{secrets.randbelow(1_000_000):06d}"
        while await logins.of_code(connection, code, now=now) is not None:
            code = f"{secrets.randbelow(1_000_000):06d}"
        await logins.make(
            connection,
            token,
            code=code,
            agent=browser.agent,
            address=browser.address,
            now=now,
            expires_at=now + CODE_LIFE,
        )
    return token, code


async def waiting_computer(ctx: Context, connection: Connection, code: str) -> Login | None:
    """The computer that shows these digits."""
    return await logins.of_code(connection, code, now=ctx.clock.real())


async def agree(ctx: Context, connection: Connection, person: Person, code: str) -> bool:
    """The computer that shows these digits is let in as this person; False when none does."""
    waiting = await waiting_computer(ctx, connection, code)
    return waiting is not None and await agree_to(ctx, connection, person, waiting.sha256)


async def agree_to(ctx: Context, connection: Connection, person: Person, sha256: str) -> bool:
    """The same of the computer with this login; False when it waits no more."""
    return await logins.agree(connection, sha256, person.id, now=ctx.clock.real())


async def waited(ctx: Context, token: str) -> Waiting:
    """Whether somebody has said yes. Consumes nothing."""
    now = ctx.clock.real()
    async with ctx.database.read() as connection:
        login = await logins.find(connection, token)
    if login is None or not login.waits(now):
        return Waiting.OVER
    return Waiting.AGREED if login.person_id is not None else Waiting.WAITS


async def visitor(ctx: Context, session: str, code: str = "") -> Visitor | None:
    """Who has this session, as the office of that code; None when it is over, or the duty is lost, which ends it.

    Raises ``NoSuchOffice``.
    """
    now = ctx.clock.real()
    async with ctx.database.read() as connection:
        found = await sessions.find(connection, session)
        person = await people.get(connection, found.person_id) if found is not None and _open(found, now) else None
        office = rules.office_named(person, code) if person is not None else None
        reach = await reaching.reach_at(ctx, connection, person, *office) if person and office else None
    if found is None or person is None:
        return None
    if not person.watches:
        async with ctx.database.write() as connection:
            await sessions.revoke_all(connection, person.id, now=now)
        return None
    if reach is None:
        raise NoSuchOffice
    if now - found.seen_at >= SEEN_EVERY:
        async with ctx.database.write() as connection:
            await sessions.seen(connection, [found.sha256], now=now, every=SEEN_EVERY)
    return Visitor(
        person=person, reach=reach, offices=rules.offices(person), session=session, form_token=_form_token(session)
    )


async def still_in(ctx: Context, asked: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those of these (session, code of an office or nothing) that let ``visitor`` in: three statements for any number.

    Whoever is not among them has to be asked for alone.
    """
    now = ctx.clock.real()
    async with ctx.database.read() as connection:
        found = await sessions.several(connection, {session for session, _ in asked})
        open_ = {id_: session for id_, session in found.items() if _open(session, now)}
        persons = await people.several(connection, {session.person_id for session in open_.values()})
    watching = {person.id: person for person in persons if person.watches}
    there = frozenset(
        (id_, code)
        for id_, code in asked
        if id_ in open_
        and open_[id_].person_id in watching
        and rules.office_named(watching[open_[id_].person_id], code) is not None
    )
    used = {open_[id_].sha256 for id_, _ in there if now - open_[id_].seen_at >= SEEN_EVERY}
    if used:
        async with ctx.database.write() as connection:
            await sessions.seen(connection, used, now=now, every=SEEN_EVERY)
    return there


async def leave(ctx: Context, session: str) -> None:
    """退出: this browser alone."""
    now = ctx.clock.real()
    async with ctx.database.write() as connection:
        found = await sessions.find(connection, session)
        if found is not None and await sessions.revoke(connection, found.sha256, now=now):
            await events.record(connection, EventVerb.LOGGED_OUT, at=ctx.clock.now(), person_id=found.person_id)


async def leave_everywhere(ctx: Context, connection: Connection, person: Person) -> int:
    """作废登录: all of this person's browsers, and links that were not used; how many browsers were logged in."""
    real = ctx.clock.real()
    await logins.revoke(connection, person.id, now=real)
    ended = await sessions.revoke_all(connection, person.id, now=real)
    await events.record(
        connection, EventVerb.LOGINS_REVOKED, at=ctx.clock.now(), person_id=person.id, details={"number": ended}
    )
    return ended


async def sweep(ctx: Context) -> None:
    """Forget ways in and sessions that have been over for long."""
    before = ctx.clock.real() - KEPT
    async with ctx.database.write() as connection:
        await logins.sweep(connection, before=before)
        await sessions.sweep(connection, before=before)


def _open(session: Session, now: datetime) -> bool:
    # A clock that was set back must not make a session last longer than it was made for.
    idle = now - session.seen_at >= IDLE
    return session.revoked_at is None and now < session.expires_at and not idle


def _form_token(session: str) -> str:
    """Known to the page that the session was given, and to nobody who only makes its browser send something."""
    return sha256(f"form {session}".encode()).hexdigest()
