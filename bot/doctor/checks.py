"""Looks at everything a running bot needs, before it is needed. Nothing here changes anything, but that a channel found
good is asked again by who runs it, should it rest.

``examine`` is the whole, with the network; ``startup_problems`` is what ``serve`` says about itself when it starts.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.doctor import connecting, credentials, people, retention, watching, work
from bot.doctor.diagnosis import Diagnosis, Grade, advice, bad, good
from bot.doctor.safety import folders, permissions
from bot.settings.secret_key import FILE as SECRET_FILE
from bot.settings.tables import Settings
from channels import registry
from channels.connecting import connector_of
from channels.menus import MenuGroup, menu_keeper
from channels.registry import Services
from domain.campaigns.campaign import Campaign
from domain.campaigns.file import CampaignFileError
from domain.clock import RealClock
from domain.messages import SendError
from domain.public_address import for_phones
from formats.digest.cjk_font import NoChineseFont, find_font, likely_font
from formats.words.menu import MENU
from formats.words.operator import problem_text
from storage import rehearsal
from storage.campaign_files import load
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.objects import Objects, ObjectsUnavailable

#: Free space in bytes: a week of a city's videos needs more than the first; below the second nothing can be kept.
ENOUGH_SPACE = 5_000_000_000
LEAST_SPACE = 500_000_000
#: A key shorter than this can be guessed.
LEAST_KEY = 16
#: One question to a platform, in seconds.
PROBE_TIMEOUT = 20.0


async def examine(settings: Settings, now: datetime, *, fix_menu: bool = False) -> AsyncIterator[Diagnosis]:
    """Everything, in the order in which it matters. ``fix_menu``: set the menus of apps that are good."""
    async for diagnosis in _without_network(settings, now, font=lambda: find_font()[0]):
        yield diagnosis
    services = Services()
    async for diagnosis in _channels(settings, services, fix_menu):
        yield diagnosis
    # The platforms have just said what time it is.
    async for diagnosis in watching.examine(settings, _loaded(settings), services.platform_time.ahead):
        yield diagnosis


async def startup_problems(settings: Settings, now: datetime) -> list[Diagnosis]:
    """What is not good, the platforms not asked."""
    found = _without_network(settings, now, font=likely_font)
    return [diagnosis async for diagnosis in found if diagnosis.grade is not Grade.GOOD]


async def _without_network(settings: Settings, now: datetime, *, font: Callable[[], Path]) -> AsyncIterator[Diagnosis]:
    for diagnosis in (
        *_settings(settings),
        *credentials.examine(settings),
        *_machine(settings),
        _font(font),
        *permissions(settings),
    ):
        yield diagnosis
    campaigns: list[Campaign] = []
    for diagnosis in _campaigns(settings, now, campaigns):
        yield diagnosis
    async for diagnosis in _database(settings, campaigns, now):
        yield diagnosis
    yield await _files(settings)


def _settings(settings: Settings) -> Iterator[Diagnosis]:
    yield good("settings", campaigns="、".join(settings.campaigns))
    kinds = registry.kinds()
    rehearsing = [name for name in settings.in_force if registry.rehearses(name)]
    real = [name for name in settings.in_force if not registry.rehearses(name)]
    if real and not for_phones(settings.public_url):
        hearing = [its for name in real if kinds[(its := settings.in_force[name]).kind].hears]
        called = any(not getattr(its.settings, "connects", False) for its in hearing)
        yield (bad if called else advice)("public_url", "local" if called else "office", url=settings.public_url)
    if rehearsing and real:
        yield bad("simulator", "open_to_all")
    elif rehearsing and not settings.rehearsal:
        yield advice("simulator", "no_rehearsal")
    if settings.silent:
        yield advice("rehearsal", "silent", channels="、".join(sorted(settings.silent)))
    elif not any(kinds[its.kind].hears for its in settings.in_force.values()):
        tables = "、".join(f"[channels.{kind}]" for kind, row in kinds.items() if row.hears and not row.rehearsal)
        yield bad("channels", "none", tables=tables)
    yield _secret_key(settings)


def _secret_key(settings: Settings) -> Diagnosis:
    given = settings.secret_key.get_secret_value()
    if given:
        return good("secret_key") if len(given) >= LEAST_KEY else bad("secret_key", "short", least=LEAST_KEY)
    if not settings.database.url.startswith("sqlite"):
        return advice("secret_key", "own_per_machine")
    return good("secret_key", "kept", path=settings.data_folder / SECRET_FILE)


def _machine(settings: Settings) -> Iterator[Diagnosis]:
    seen: set[Path] = set()
    for name, folder in folders(settings).items():
        existing = _existing(folder)
        if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
            yield bad("folder", "not_writable", path=folder, name=name)
            continue
        if existing in seen:
            continue
        seen.add(existing)
        free = shutil.disk_usage(existing).free
        if free < LEAST_SPACE:
            yield bad("disk", "full", path=folder, free=_megabytes(free))
        elif free < ENOUGH_SPACE:
            yield advice("disk", "little", path=folder, free=_megabytes(free))
        else:
            yield good("disk", path=folder, free=_megabytes(free))


def _font(find: Callable[[], Path]) -> Diagnosis:
    try:
        return good("font", name=find().name)
    except NoChineseFont:
        return advice("font", "none")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above that is there."""
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if path.exists())


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000:,} MB"


def _loaded(settings: Settings) -> list[Campaign]:
    """Those that can be read; ``_campaigns`` says what is wrong with the others."""
    found = []
    for name in settings.campaigns:
        with suppress(CampaignFileError):
            found.append(load(name))
    return found


def _campaigns(settings: Settings, now: datetime, loaded: list[Campaign]) -> Iterator[Diagnosis]:
    for name in settings.campaigns:
        try:
            campaign = load(name)
        except CampaignFileError as error:
            for problem in error.problems:
                yield bad("campaign", "wrong", problem=problem_text(problem))
            continue
        loaded.append(campaign)
        over = now > max([campaign.late_until(campaign.last_day), *map(campaign.milestone_due_at, campaign.milestones)])
        yield advice("campaign", "over", campaign=campaign.code) if over else good("campaign", campaign=campaign.code)


async def _database(settings: Settings, campaigns: list[Campaign], now: datetime) -> AsyncIterator[Diagnosis]:
    file = settings.database.file
    if file and not file.exists():
        # Opening would make it.
        yield good("database.open", "not_yet")
        return
    database = Database(settings.database.url, pool_size=1, pgbouncer=settings.database.pgbouncer)
    try:
        await database.check()
        yield good("database.open")
        state = await migrate.state(database)
        if not state.known:
            yield bad("database.schema", "newer", current=state.current, head=state.head)
        elif not state.ready and not database.sqlite:
            yield bad("database.schema", "behind", current=state.current or "-", head=state.head)
        elif not state.ready:
            yield good("database.schema", "will_upgrade", head=state.head)
        else:
            yield good("database.schema", head=state.head)
            async with database.read() as connection:
                if settings.rehearsal is None and await rehearsal.load(connection):
                    yield bad("database.rehearsal", "rehearsed")
                for diagnosis in await people.examine(connection, settings, campaigns):
                    yield diagnosis
                yield await retention.examine(connection, settings, now.date())
            for diagnosis in await work.examine(database, RealClock().real()):
                yield diagnosis
    except Exception as error:
        # Drivers raise what they like (asyncpg its own classes); none of it may end the examination.
        if "database.pgbouncer" in str(error):
            yield bad("database.open", "pgbouncer")
        else:
            yield bad("database.open", "failed", reason=_reason(error))
    finally:
        await database.close()


async def _files(settings: Settings) -> Diagnosis:
    if settings.files.folder is not None and not settings.files.folder.exists():
        return good("files", "not_yet", url=settings.files.url)
    try:
        await Objects(settings.files.url, **settings.files.options()).check()
    except (ObjectsUnavailable, OSError) as error:
        return bad("files", "failed", url=settings.files.url, reason=_reason(error))
    return good("files", url=settings.files.url)


async def _channels(settings: Settings, services: Services, fix_menu: bool = False) -> AsyncIterator[Diagnosis]:
    # A rehearsal's channel has nobody to ask.
    real = {name: its for name, its in settings.in_force.items() if not registry.rehearses(name)}
    standing = await connecting.standings(settings)
    for name, channel in registry.build(real, services).items():
        called = settings.label(name)
        values = {"name": called, **registry.kinds()[real[name].kind].console_hints}
        if name in standing and standing[name].holder and connector_of(channel) is not None:
            # To ask by a connection of our own would take it away from whoever holds it.
            yield connecting.told(standing[name], called)
            await channel.close()
            continue
        try:
            async with asyncio.timeout(PROBE_TIMEOUT):
                await channel.probe()
            await work.go_on(settings, name, RealClock().real())
            yield good(f"channel.{name}", **values)
            if fix_menu and (keeper := menu_keeper(channel)) is not None:
                await keeper.set_menu([MenuGroup(title=title, says=says) for title, says in MENU.items()])
                yield good(f"channel.{name}", "menu_set", **values)
        except SendError as error:
            yield bad(f"channel.{name}", error.code.value, **values, detail=error.detail)
        except TimeoutError:
            yield bad(f"channel.{name}", "busy", **values, detail=f"{PROBE_TIMEOUT:g} s")
        finally:
            await channel.close()


def _reason(error: BaseException) -> str:
    """One line, without addresses and passwords that drivers like to repeat."""
    original = getattr(error, "orig", None) or error.__cause__ or error
    first = str(original).strip().partition("\n")[0]
    return f"{type(original).__name__}: {first[:200]}"
