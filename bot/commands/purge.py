"""``baosong purge``: what must not be kept of campaigns that are over; told first, removed when asked to."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.backup import open_place, remembered, store_of
from bot.commands.failure import BROKEN, Failure
from bot.commands.opening import campaign_time, ready_database
from bot.commands.options import Config, Json, settings_of
from bot.settings.tables import Settings
from domain.clock import CHINA
from domain.events import EventVerb
from formats.words import backup as backup_texts
from formats.words import purge as texts
from storage import events
from storage.backup.manifest import ManifestDamaged
from storage.backup.place import NoBackup, StoreTrouble
from storage.engine.database import Database
from storage.engine.objects import ObjectsUnavailable, campaign_folder
from storage.purge import clearing, compacting, scope
from storage.purge.scope import Holdings, Others, Scope, Span

Before = Annotated[str, typer.Option("--before", metavar="日期", help="清理这一天以前结束的活动周，如 2026-01-01")]
Yes = Annotated[bool, typer.Option("--yes", help="真的清理；不加时只报告，什么都不改")]
Adopted = Annotated[bool, typer.Option("--keep-adopted", help="被采用的材料留下文件")]
All = Annotated[bool, typer.Option("--all", help="采用记录里的媒体名称和网址也清掉")]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    before: date
    keep_adopted: bool
    all_of_it: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a purge found and did. ``known``: all campaigns; ``others`` is None when none of them ended before."""

    known: Sequence[Span]
    held: Sequence[Holdings] = ()
    others: Others | None = None
    purged: bool = False
    compacted: bool = False
    backups: Sequence[tuple[str, Sequence[str]]] = ()


def register(app: typer.Typer) -> None:
    app.command("purge", help=LISTED["purge"].help)(purge)


def purge(
    before: Before,
    yes: Yes = False,
    keep_adopted: Adopted = False,
    all_: All = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", before):
        raise Failure(texts.BAD_DATE.format(said=before), BROKEN)
    try:
        wanted = Wanted(before=date.fromisoformat(before), keep_adopted=keep_adopted, all_of_it=all_)
    except ValueError as error:
        raise Failure(texts.BAD_DATE.format(said=before), BROKEN) from error
    try:
        told = asyncio.run(_purge(settings_of(config), wanted, yes=yes))
    except ObjectsUnavailable as error:
        raise Failure(texts.STORE_AWAY, BROKEN) from error
    print(json.dumps(_document(told, wanted), ensure_ascii=False, indent=2) if as_json else _text(told, wanted))
    if told.purged and not told.compacted:
        raise Failure(texts.NOT_COMPACTED, BROKEN)


def _text(told: Told, wanted: Wanted) -> str:
    if told.others is None:
        return texts.nothing(wanted.before, _ends(told.known))
    report = texts.report(told.held, told.others, keep_adopted=wanted.keep_adopted, all_of_it=wanted.all_of_it)
    done = texts.DONE if told.purged else texts.HOW
    return "\n".join([report, done, backup_texts.held_text(told.backups)])


def _document(told: Told, wanted: Wanted) -> dict[str, object]:
    """The shape is told in docs/contract.md, Reports as JSON."""
    return {
        "before": wanted.before.isoformat(),
        "purged": told.purged,
        "campaigns": [asdict(one) for one in told.held],
        "others": None if told.others is None else asdict(told.others),
        "backups": [{"place": place, "names": list(names)} for place, names in told.backups],
    }


async def _purge(settings: Settings, wanted: Wanted, *, yes: bool) -> Told:
    async with ready_database(settings) as database:
        found, now = await _found(settings, database, wanted)
        chosen = _chosen(found, wanted, now)
        if not chosen:
            return Told(known=found)
        real = datetime.now(UTC)
        about = scope.scope_of(
            found, chosen, now=now, real=real, keep_adopted=wanted.keep_adopted, all_of_it=wanted.all_of_it
        )
        held, others = await _counted(database, about)
        compacted = yes and await _cleared(settings, database, about, held)
        backups = await _backups(settings, chosen)
        return Told(known=found, held=held, others=others, purged=yes, compacted=compacted, backups=backups)


async def _found(settings: Settings, database: Database, wanted: Wanted) -> tuple[list[Span], datetime]:
    now = await campaign_time(settings, database)
    async with database.read() as connection:
        return await scope.spans(connection), now


def _chosen(found: Sequence[Span], wanted: Wanted, now: datetime) -> list[str]:
    """Codes of those that ended before the day. Raises ``Failure`` when one of them still goes on."""
    day = datetime.combine(wanted.before, time(), tzinfo=CHINA)
    asked = [span for span in found if span.ends < day]
    running = [span for span in asked if span.ends >= now]
    if running:
        raise Failure(texts.running(_ends(running)), BROKEN)
    return [span.campaign for span in asked]


def _ends(found: Sequence[Span]) -> list[tuple[str, datetime]]:
    return [(span.campaign, span.ends.astimezone(CHINA)) for span in found]


async def _counted(database: Database, about: Scope) -> tuple[list[Holdings], Others]:
    async with database.read() as connection:
        held = [await scope.holdings(connection, about, code) for code in about.campaigns]
        return held, await scope.others(connection, about, cleared_name=texts.CLEARED)


async def _cleared(settings: Settings, database: Database, about: Scope, held: Sequence[Holdings]) -> bool:
    """Whether the database could be compacted afterwards."""
    await clearing.clear(database, store_of(settings), about, cleared_name=texts.CLEARED)
    async with database.write() as connection:
        for one in held:
            details: dict[str, str | int] = {
                "campaign": one.campaign,
                "files": one.files,
                "bytes": one.bytes,
                "texts": one.texts,
            }
            await events.record(connection, EventVerb.PURGED, at=about.now, details=details)
    return await compacting.compact(database)


async def _backups(settings: Settings, codes: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Places of backups that are known, with the names of those that hold files of these campaigns.

    A place that cannot be reached has no names.
    """
    folders = tuple(f"{campaign_folder(code)}/" for code in codes)
    found: list[tuple[str, list[str]]] = []
    for dest in remembered(settings):
        names: list[str] = []
        with suppress(StoreTrouble, NoBackup, Failure):
            place = open_place(settings, dest, there=True)
            for name in await place.names():
                with suppress(ManifestDamaged, NoBackup):
                    if any(one.key.startswith(folders) for one in (await place.manifest(name)).files):
                        names.append(name)
        found.append((dest, names))
    return found
