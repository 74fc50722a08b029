"""``baosong person``: what is kept of one person, and its removal when they ask for it."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.failure import BAD, BROKEN, Failure
from bot.commands.opening import ready_database
from bot.commands.options import Config, settings_of
from bot.settings.tables import Settings
from domain.organisation import Person
from formats.operator.person import person_text
from formats.operator.roster import several_text
from formats.words import purge as texts
from formats.words import roster as words
from handlers.roster.accounts import NoSuchPerson, SeveralPeople, find
from storage.purge import compacting, person

Name = Annotated[str, typer.Argument(metavar="姓名或账号", help="姓名或账号；重名时写 姓名@单位编码 或 姓名@手机")]
Yes = Annotated[bool, typer.Option("--yes", help="真的删除；不加时只报告，什么都不改")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=LISTED["person"].help, rich_markup_mode=None)
    group.command("show", help="存着一个人的哪些信息。")(show)
    group.command("remove", help="删除一个人的个人信息；本单位的报送情况不变。")(remove)
    app.add_typer(group, name="person")


def show(name: Name, config: Config = None) -> None:
    settings = settings_of(config)
    found, held = asyncio.run(_held(settings, name))
    print(person_text(found, held, settings.label))


def remove(name: Name, yes: Yes = False, config: Config = None) -> None:
    settings = settings_of(config)
    found, held = asyncio.run(_held(settings, name))
    if found.duties:
        units = "、".join(dict.fromkeys(duty.organisation.name for duty in found.duties))
        raise Failure(texts.STILL_LISTED.format(name=found.name, units=units), BAD)
    print(person_text(found, held, settings.label))
    if not yes:
        print(texts.HOW_REMOVED)
    elif asyncio.run(_remove(settings, found)):
        print(texts.REMOVED)
    else:
        raise Failure(texts.NOT_COMPACTED, BROKEN)


async def _held(settings: Settings, name: str) -> tuple[Person, person.PersonHoldings]:
    async with ready_database(settings) as database, database.read() as connection:
        try:
            found = await find(connection, name, left=True)
        except NoSuchPerson as error:
            raise Failure(words.NO_SUCH_PERSON.format(name=name), BAD) from error
        except SeveralPeople as several:
            raise Failure(several_text(name, several.labels), BAD) from several
        return found, await person.holdings(connection, found)


async def _remove(settings: Settings, found: Person) -> bool:
    """Whether the database could be compacted afterwards."""
    async with ready_database(settings) as database:
        async with database.write() as connection:
            await person.remove(connection, found, cleared_name=texts.CLEARED)
        return await compacting.compact(database)
