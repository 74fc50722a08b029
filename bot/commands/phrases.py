"""``baosong phrases``: what people said and was not understood, and how a file of phrases would be read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.failure import Failure
from bot.commands.opening import Code, reading, ready_database
from bot.commands.options import Config, Force, settings_of, write
from bot.settings.tables import Settings
from formats.operator.phrases import Counted, counted, csv_bytes, phrase_lines, tried_line
from formats.words.operator import error_text
from formats.words.system import reason_of
from handlers.conversation.trying import try_phrases
from storage import organisations, people, phrases

Csv = Annotated[Path | None, typer.Option("--csv", metavar="文件", help="另存为 CSV 表格")]
Try = Annotated[Path | None, typer.Option("--try", metavar="文件", help="逐行试读一个文件里的话，说明每句怎么理解")]


def register(app: typer.Typer) -> None:
    app.command("phrases", help=LISTED["phrases"].help)(phrases_command)


def phrases_command(
    csv: Csv = None,
    tried: Try = None,
    campaign: Code = None,
    force: Force = False,
    config: Config = None,
) -> None:
    settings = settings_of(config)
    if tried is not None:
        print("\n".join(asyncio.run(_tried(settings, campaign, _lines(tried)))))
        return
    found = asyncio.run(_counted(settings))
    if csv is not None:
        write(csv, csv_bytes(found), force=force)
    else:
        print("\n".join(phrase_lines(found)))


async def _counted(settings: Settings) -> list[Counted]:
    async with ready_database(settings) as database:
        kept = await phrases.all(database)
        async with database.read() as connection:
            names = [person.name for person in await people.all(connection)]
            known = await organisations.all(connection)
    units = [name for unit in known for name in (unit.name, *unit.aliases)]
    return counted([(p.said, p.role, p.standing, p.outcome.value, p.offered, p.next) for p in kept], names, units)


async def _tried(settings: Settings, campaign: str | None, lines: Sequence[str]) -> list[str]:
    async with reading(settings, campaign=campaign, day=None) as opened, opened.database.read() as connection:
        known = await organisations.all(connection)
    return [tried_line(*one) for one in try_phrases(opened.campaign, known, lines, now=opened.now)]


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else type(error).__name__
        raise Failure(error_text("cannot_read", path=path, reason=reason)) from error
    return [line.strip() for line in text.splitlines() if line.strip()]
