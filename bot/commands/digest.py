"""``baosong digest``: the digest of a day on the screen, as a picture, as Word."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.failure import BAD, Failure
from bot.commands.opening import Code, Day, reading
from bot.commands.options import Config, Force, settings_of, write
from bot.settings.tables import Settings
from formats.digest.cjk_font import NoChineseFont
from formats.digest.picture import digest_png
from formats.digest.text import DayOverview, digest_text
from formats.digest.word import digest_docx
from formats.words import operator as operator_texts
from handlers.submissions.overview import day_overview

Png = Annotated[Path | None, typer.Option("--png", metavar="文件", help="另存为图片")]
Docx = Annotated[Path | None, typer.Option("--docx", metavar="文件", help="另存为 Word 文件")]


def register(app: typer.Typer) -> None:
    app.command("digest", help=LISTED["digest"].help)(digest)


def digest(
    day: Day = None,
    campaign: Code = None,
    png: Png = None,
    docx: Docx = None,
    force: Force = False,
    config: Config = None,
) -> None:
    view = asyncio.run(_view(settings_of(config), day=day, campaign=campaign))
    if docx is not None:
        write(docx, digest_docx(view), force=force)
        print(operator_texts.WRITTEN.format(path=docx))
    if png is not None:
        write(png, _picture(view), force=force)
        print(operator_texts.WRITTEN.format(path=png))
    if png is None and docx is None:
        print(digest_text(view))


def _picture(view: DayOverview) -> bytes:
    try:
        return digest_png(view)
    except NoChineseFont as error:
        raise Failure(str(error), BAD) from error


async def _view(settings: Settings, *, day: str | None, campaign: str | None) -> DayOverview:
    async with reading(settings, campaign=campaign, day=day) as opened:
        return await day_overview(opened, opened.campaign, opened.day, None, opened.now)
