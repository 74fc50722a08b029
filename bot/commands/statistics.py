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
from domain.findings import Kind
from domain.statistics import StatisticsRow
from formats.books.statistics import merged_book, merged_lines, template_book
from formats.words import operator as texts
from handlers.submissions.statistics import merged

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
        write(xlsx, merged_book(title, rows), force=force)
        print(texts.WRITTEN.format(path=xlsx))
    else:
        _print(title, rows)


def _title(campaign: Campaign) -> str:
    named = next((m.name for m in campaign.milestones if m.kind is Kind.STATISTICS), "")
    return named or texts.STATISTICS_TITLE.format(title=campaign.title)


def _print(title: str, rows: list[StatisticsRow]) -> None:
    header, *lines = merged_lines(rows)
    table = Table(*header, title=title)
    for number, line in enumerate(lines, start=1):
        table.add_row(*line, end_section=number == len(lines) - 1)
    Console().print(table)


async def _read(settings: Settings, campaign: str | None) -> tuple[Campaign, list[StatisticsRow]]:
    async with reading(settings, campaign=campaign, day=None) as opened:
        return opened.campaign, await merged(opened.database, opened.campaign.code)
