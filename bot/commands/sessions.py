"""``baosong sessions``: the browsers that are logged in at the desk, and their end."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.failure import BAD, Failure
from bot.commands.opening import campaign_time, ready_database
from bot.commands.options import Config, settings_of
from bot.settings.tables import Settings
from domain.clock import RealClock
from domain.events import EventVerb
from formats.operator.sessions import session_row, sessions_text
from formats.words import sessions as words
from handlers.desk.entering import IDLE
from storage import events, sessions
from storage.sessions import NamedSession

#: Characters of a session's number that are printed; as many as tell it apart are enough to revoke it.
SHOWN = 12
Ids = Annotated[list[str] | None, typer.Argument(metavar="编号", help="baosong sessions list 列出的编号，可以写几个")]
Whose = Annotated[str, typer.Option("--person", metavar="姓名", help="这个人的全部登录")]
All = Annotated[bool, typer.Option("--all", help="所有人的全部登录")]
Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=LISTED["sessions"].help, rich_markup_mode=None)
    group.command("list", help="列出正在登录的浏览器。")(list_)
    group.command("revoke", help="结束登录：按编号、按人，或全部。")(revoke)
    app.add_typer(group, name="sessions")


def list_(as_json: Json = False, config: Config = None) -> None:
    found = asyncio.run(_open(settings_of(config)))
    rows = [session_row(one, one.sha256[:SHOWN]) for one in found]
    print(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else sessions_text(rows))


def revoke(ids: Ids = None, person: Whose = "", all_: All = False, config: Config = None) -> None:
    if sum((bool(ids), bool(person), all_)) != 1:
        raise Failure(words.WHICH)
    print(words.REVOKED.format(number=asyncio.run(_revoke(settings_of(config), ids or [], person, all_=all_))))


async def _open(settings: Settings) -> list[NamedSession]:
    now = RealClock().real()
    async with ready_database(settings) as database, database.read() as connection:
        return await sessions.opened(connection, now=now, seen_after=now - IDLE)


async def _revoke(settings: Settings, ids: list[str], person: str, *, all_: bool) -> int:
    """How many were ended."""
    now = RealClock().real()
    async with ready_database(settings) as database:
        at = await campaign_time(settings, database)
        async with database.write() as connection:
            chosen = _chosen(await sessions.opened(connection, now=now, seen_after=now - IDLE), ids, person, all_=all_)
            for one in chosen:
                await sessions.revoke(connection, one.sha256, now=now)
                await events.record(connection, EventVerb.LOGGED_OUT, at=at, person_id=one.person_id)
    return len(chosen)


def _chosen(found: list[NamedSession], ids: list[str], person: str, *, all_: bool) -> list[NamedSession]:
    """Raises ``Failure`` when one of them is none, or no single one."""
    if all_:
        return found
    if person:
        theirs = [one for one in found if one.name == person]
        if not theirs:
            raise Failure(words.NOBODY.format(name=person), BAD)
        return theirs
    chosen: dict[str, NamedSession] = {}
    for id_ in ids:
        meant = [one for one in found if one.sha256.startswith(id_.lower())]
        if len(meant) != 1:
            raise Failure((words.SEVERAL if meant else words.NO_SUCH).format(id=id_), BAD)
        chosen[meant[0].sha256] = meant[0]
    return list(chosen.values())
