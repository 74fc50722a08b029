"""``baosong statistics``: the empty form to hand out, and the accepted forms merged into one table with its total."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.commands import LISTED
from bot.commands.failure import BAD, Failure
from bot.commands.opening import Code, reading
from bot.commands.options import Config, Force, settings_of, write
from bot.settings.tables import Settings
from domain.campaigns.campaign import Campaign
from domain.statistics import StatisticsRow
from formats.books.merged_statistics import Merged, MergedRow
from formats.books.statistics import merged_book, merged_lines, template_book
from formats.words import operator as texts
from handlers.submissions.statistics import table
from storage import forms

Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="汇总表存为 Excel")]
Template = Annotated[Path | None, typer.Option("--template", metavar="文件.xlsx", help="写出空白统计表，用来下发")]


def register(app: typer.Typer) -> None:
    app.command("statistics", help=LISTED["statistics"].help)(statistics)


def statistics(
    xlsx: Xlsx = None,
    template: Template = None,
    campaign: Code = None,
    force: Force = False,
    config: Config = None,
) -> None:
    chosen, rows = asyncio.run(_read(settings_of(config), campaign))
    title = _title(chosen)
    if template is not None:
        write(template, template_book(title), force=force)
        print(texts.WRITTEN.format(path=template))
        if xlsx is None:
            return
    if not rows:
        raise Failure(texts.error_text("no_statistics", campaign=chosen.code), BAD)
    if xlsx is not None:
        write(xlsx, merged_book(Merged(title=title, rows=tuple(rows))), force=force)
        print(texts.WRITTEN.format(path=xlsx))
    else:
        _print(title, [one.row for one in rows])


def _title(campaign: Campaign) -> str:
    named = campaign.form
    return named.name if named else texts.STATISTICS_TITLE.format(title=campaign.title)


def _print(title: str, rows: list[StatisticsRow]) -> None:
    header, *lines = merged_lines(rows)
    shown = Table(*header, title=title)
    for number, line in enumerate(lines, start=1):
        shown.add_row(*line, end_section=number == len(lines) - 1)
    Console().print(shown)


async def _read(settings: Settings, campaign: str | None) -> tuple[Campaign, list[MergedRow]]:
    async with reading(settings, campaign=campaign, day=None) as opened, opened.database.read() as connection:
        return opened.campaign, table(await forms.of_campaign(connection, opened.campaign.code))
