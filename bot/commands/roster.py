"""``baosong roster``: template, import, export, invite codes, accounts put right, and a sample province."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.failure import BAD, BROKEN, Failure
from bot.commands.opening import campaign_time, ready_database
from bot.commands.options import Config, Force, settings_of, write
from bot.commands.waiting import register as register_waiting
from bot.sample_roster import digest_of, roster_named, sample_rows
from bot.settings.secret_key import secret_key
from bot.settings.tables import Settings
from channels import registry
from channels.registry import roster_columns
from domain.messages import SendError
from domain.roster.pairs import Answers
from domain.roster.planned import Plan
from domain.roster.roster import Roster, RosterRow
from formats.books.invite_row import InviteRow, PersonalAddress
from formats.books.roster import invites_book, roster_book, template_book
from formats.operator.roster import corrected_text, held_text, plan_text, roster_problems_text, several_text
from formats.words import operator as texts
from formats.words import roster as words
from handlers.roster import accounts, importing
from handlers.roster.accounts import Corrected, NoSuchPerson, SeveralPeople
from handlers.roster.bringing_in import Terms
from handlers.roster.importing import RosterError, RosterHeld
from handlers.roster.personal_links import personal_links
from storage.campaign_files import load_campaigns
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.people import AccountTaken

Out = Annotated[Path, typer.Argument(metavar="文件.xlsx", help="写到哪个文件")]
Same = Annotated[list[str] | None, typer.Option("--same", metavar="旧=新", help="这两个是同一个；可以写多次")]
Different = Annotated[
    list[str] | None, typer.Option("--different", metavar="旧=新", help="这两个不是同一个；可以写多次")
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=LISTED["roster"].help, rich_markup_mode=None)
    group.command("template", help="生成空白名册模板。")(template)
    group.command("sample", help="生成一份虚构的示例名册。")(sample)
    group.command("import", help="导入名册；全部成功或全部不动，可以重复导入。")(import_file)
    group.command("export", help="导出现在的名册。")(export)
    group.command("invites", help="导出邀请码；已有的邀请码不变。")(invites)
    group.command("unbind", help="解除一个人的绑定，旧邀请码、上传链接一起作废。")(unbind)
    group.command("confirm", help="确认一个等着的绑定。")(confirm)
    register_waiting(group)
    app.add_typer(group, name="roster")


def template(out: Out, force: Force = False, config: Config = None) -> None:
    write(out, template_book(roster_columns(settings_of(config).in_force)), force=force)
    print(texts.WRITTEN.format(path=out))


def sample(out: Out, force: Force = False, config: Config = None) -> None:
    write(out, roster_book(sample_rows(), roster_columns()), force=force)
    print(texts.WRITTEN.format(path=out))


def import_file(
    file: Annotated[Path, typer.Argument(metavar="名册.xlsx", help="填好的名册")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会改什么，不改")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="移出很多单位或人时也导入")] = False,
    same: Same = None,
    different: Different = None,
    config: Config = None,
) -> None:
    settings = settings_of(config)
    answers = Answers(same=_pairs(same), different=_pairs(different))
    try:
        roster = roster_named(str(file), roster_columns(settings.in_force))
        plan = asyncio.run(_import(settings, str(file), roster, answers, dry_run=dry_run, yes=yes))
    except RosterError as error:
        raise Failure(roster_problems_text(str(file), error.problems), BAD) from error
    except RosterHeld as held:
        raise Failure(held_text(held.plan, roster, settings.label), BAD) from held
    print(plan_text(plan, roster, settings.label, dry_run=dry_run))


def _pairs(said: list[str] | None) -> tuple[tuple[str, str], ...]:
    pairs = []
    for one in said or ():
        old, between, new = one.partition("=")
        if not (between and old.strip() and new.strip()):
            raise Failure(words.BAD_ANSWER.format(said=one), BROKEN)
        pairs.append((old, new))
    return tuple(pairs)


def export(out: Out, force: Force = False, config: Config = None) -> None:
    write(
        out,
        roster_book(asyncio.run(_export(settings_of(config))), roster_columns(settings_of(config).in_force)),
        force=force,
    )
    print(texts.WRITTEN.format(path=out))


def invites(
    out: Annotated[
        Path | None, typer.Argument(metavar="文件.xlsx", help="写到哪个文件；换一个人的码时可以不写")
    ] = None,
    renew: Annotated[str | None, typer.Option("--renew", metavar="姓名", help="给这个人换一个邀请码")] = None,
    force: Force = False,
    config: Config = None,
) -> None:
    settings = settings_of(config)
    if out is None and renew is None:
        raise Failure(words.INVITES_WHAT, BROKEN)
    if renew is not None:
        renewed = _corrected(settings, renew, lambda database, now: accounts.renew(database, renew, now=now))
        print(corrected_text(words.RENEWED, renewed.person, (), renewed.code, settings.label))
    if out is not None:
        rows = asyncio.run(_invites(settings))
        codes = {row.code for row in rows if row.code}
        links, own = asyncio.run(_links(settings)), asyncio.run(_own_links(settings, codes))
        write(out, invites_book(rows, links, own), force=force)
        print(texts.INVITES_WRITTEN.format(path=out, count=len(rows)))


def unbind(
    name: Annotated[str, typer.Argument(metavar="姓名或账号", help="姓名，或要解除的那个账号")], config: Config = None
) -> None:
    settings = settings_of(config)
    done = _corrected(
        settings, name, lambda database, now: accounts.unbind(database, name, now=now, real=datetime.now(UTC))
    )
    sentence = words.UNBOUND if done.accounts else words.UNBOUND_NOTHING
    print(corrected_text(sentence, done.person, done.accounts, done.code, settings.label))


def confirm(
    name: Annotated[str, typer.Argument(metavar="姓名或账号", help="姓名，或等确认的那个账号")], config: Config = None
) -> None:
    settings = settings_of(config)
    done = _corrected(
        settings,
        name,
        lambda database, now: accounts.confirm(
            database,
            name,
            now=now,
            real=datetime.now(UTC),
            text=words.CONFIRMED_TOLD,
            seal=Seal(secret_key(settings)),
        ),
    )
    if not done.accounts:
        raise Failure(words.NOTHING_TO_CONFIRM.format(person=done.person.name), BAD)
    print(corrected_text(words.CONFIRMED, done.person, done.accounts, "", settings.label))


Correct = Callable[[Database, datetime], Awaitable[Corrected]]


def _corrected(settings: Settings, said: str, correct: Correct) -> Corrected:
    async def run() -> Corrected:
        async with ready_database(settings) as database:
            return await correct(database, await campaign_time(settings, database))

    try:
        return asyncio.run(run())
    except NoSuchPerson as error:
        raise Failure(words.NO_SUCH_PERSON.format(name=said), BAD) from error
    except SeveralPeople as several:
        raise Failure(several_text(said, several.labels), BAD) from several
    except AccountTaken as error:
        raise Failure(words.TAKEN.format(name=said), BAD) from error


async def _import(settings: Settings, file: str, roster: Roster, answers: Answers, *, dry_run: bool, yes: bool) -> Plan:
    campaigns = load_campaigns(settings.campaigns)
    async with ready_database(settings) as database:
        terms = Terms(
            now=await campaign_time(settings, database),
            real=datetime.now(UTC),
            dry_run=dry_run,
            yes=yes,
            answers=answers,
            digest=digest_of(file),
        )
        return await importing.import_roster(database, campaigns.values(), roster, terms)


async def _export(settings: Settings) -> list[RosterRow]:
    async with ready_database(settings) as database:
        return await importing.export_rows(database, roster_columns(settings.in_force))


async def _links(settings: Settings) -> dict[str, str]:
    """What people call a channel → its address; one whose platform does not answer is left out, and told."""
    found: dict[str, str] = {}
    linking = {name: its for name, its in settings.in_force.items() if registry.kinds()[its.kind].links}
    for name, channel in registry.build(linking, registry.Services()).items():
        try:
            found[settings.label(name)] = await registry.link_of(channel)
        except SendError as error:
            print(words.NO_LINK.format(channel=settings.label(name), detail=error.detail), file=sys.stderr)
        finally:
            await channel.close()
    return found


async def _own_links(settings: Settings, codes: Collection[str]) -> dict[str, Mapping[str, PersonalAddress]]:
    """What people call a channel → code → the address made for it: for all of them, or, which is told, for none."""
    found: dict[str, Mapping[str, PersonalAddress]] = {}
    making = {name: its for name, its in settings.in_force.items() if registry.kinds()[its.kind].personal_links}
    for name, channel in registry.build(making, registry.Services()).items():
        try:
            async with ready_database(settings) as database:
                seal, now = Seal(secret_key(settings)), datetime.now(UTC)
                made = await personal_links(database, seal, channel, codes, now=now)
        finally:
            await channel.close()
        if made.failure is None:
            found[settings.label(name)] = made.links
            continue
        told = {"made": len(made.links), "missing": made.missing, "detail": made.failure.detail}
        print(words.LINKS_MISSING.format(channel=settings.label(name), **told), file=sys.stderr)
    return found


async def _invites(settings: Settings) -> list[InviteRow]:
    async with ready_database(settings) as database:
        now = await campaign_time(settings, database)
        return await importing.invite_rows(database, now=now, label=settings.label)
