"""``baosong roster``: template, import, export, invite codes, and the sample of an invented province."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import ready_database
from bot.commands.options import BAD, Config, Failure, settings_of, write
from bot.sample_roster import roster_named, sample_rows
from bot.settings.tables import Settings
from channels.registry import roster_columns
from domain.roster.plan import Action, Change
from domain.roster.roster import RosterRow
from formats.books.roster import InviteRow, invites_book, roster_book, template_book
from formats.words import operator as texts
from handlers import roster as story
from storage.campaign_files import load_campaigns

Out = Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="写到哪个文件")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="名册：模板、导入、导出、邀请码。", rich_markup_mode=None)
    group.command("template", help="生成空白名册模板。")(template)
    group.command("sample", help="生成一份虚构的示例名册。")(sample)
    group.command("import", help="导入名册；全部成功或全部不动，可以重复导入。")(import_file)
    group.command("export", help="导出现在的名册。")(export)
    group.command("invites", help="导出邀请码；已有的邀请码不变。")(invites)
    app.add_typer(group, name="roster")


def template(out: Out, config: Config = None) -> None:
    write(out, template_book(roster_columns()))
    print(texts.WRITTEN.format(path=out))


def sample(out: Out, config: Config = None) -> None:
    write(out, roster_book(sample_rows(), roster_columns()))
    print(texts.WRITTEN.format(path=out))


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="填好的名册")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会改什么，不改")] = False,
    config: Config = None,
) -> None:
    settings = settings_of(config)
    try:
        changes = asyncio.run(_import(settings, str(file), dry_run=dry_run))
    except story.RosterError as error:
        raise Failure(texts.roster_problems_text(str(file), error.problems), BAD) from error
    for change in changes:
        if change.action is not Action.UNCHANGED:
            print(texts.change_text(change))
    print(texts.import_summary(changes, dry_run=dry_run))


def export(out: Out, config: Config = None) -> None:
    write(out, roster_book(asyncio.run(_export(settings_of(config))), roster_columns()))
    print(texts.WRITTEN.format(path=out))


def invites(out: Out, config: Config = None) -> None:
    rows = asyncio.run(_invites(settings_of(config)))
    write(out, invites_book(rows))
    print(texts.INVITES_WRITTEN.format(path=out, count=len(rows)))


async def _import(settings: Settings, file: str, *, dry_run: bool) -> tuple[Change, ...]:
    campaigns = load_campaigns(settings.campaigns)
    roster = roster_named(file)
    async with ready_database(settings) as database:
        return await story.import_roster(database, campaigns.values(), roster, dry_run=dry_run)


async def _export(settings: Settings) -> list[RosterRow]:
    async with ready_database(settings) as database:
        return await story.export_rows(database)


async def _invites(settings: Settings) -> list[InviteRow]:
    async with ready_database(settings) as database:
        return await story.invite_rows(database, now=datetime.now(UTC))
