"""``baosong bulletin``: what a bulletin would say now: on the screen, as Word, Excel, pictures. Issues nothing."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.export_asked import office_named
from bot.commands.failure import BAD, Failure
from bot.commands.opening import Code, Day, Reading, reading
from bot.commands.options import Config, Force, Json, settings_of, write
from bot.settings.tables import Settings
from domain.bulletin import BulletinKind
from domain.organisation import Role
from formats.bulletin.lines import bulletin_lines
from formats.bulletin.text import written
from formats.bulletin.written import Written, to_json
from formats.digest.cjk_font import NoChineseFont
from formats.words.operator import WRITTEN
from handlers.desk.bulletin_view import BulletinQuestion, gather, proposed
from handlers.desk.reach import reach_as
from storage.campaign_files import load_campaigns

Final = Annotated[bool, typer.Option("--final", help="整个活动周的最终通报")]
Office = Annotated[str, typer.Option("--office", metavar="代码", help="以哪个受理单位；不写就是最上面的")]
Docx = Annotated[Path | None, typer.Option("--docx", metavar="文件", help="另存为 Word 文件")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="另存为 Excel 文件")]
Png = Annotated[Path | None, typer.Option("--png", metavar="文件", help="另存为图片；表格多时另存 F-2、F-3 …")]
Hide = Annotated[bool, typer.Option("--without-missing", help="不列缺报单位")]


def register(app: typer.Typer) -> None:
    app.command("bulletin", help=LISTED["bulletin"].help)(bulletin)


def bulletin(
    day: Day = None,
    final: Final = False,
    office: Office = "",
    campaign: Code = None,
    without_missing: Hide = False,
    docx: Docx = None,
    xlsx: Xlsx = None,
    png: Png = None,
    json_: Json = False,
    force: Force = False,
    config: Config = None,
) -> None:
    kind = BulletinKind.FINAL if final else BulletinKind.DAILY
    said, opened = asyncio.run(
        _written(settings_of(config), kind, campaign, day, office, names_missing=not without_missing)
    )
    if docx is not None:
        from formats.bulletin.word import bulletin_docx

        _put(docx, bulletin_docx(said, {}, opened.now), force=force)
    if xlsx is not None:
        from formats.bulletin.book import bulletin_book

        _put(xlsx, bulletin_book(said), force=force)
    if png is not None:
        _put_pictures(said, png, force=force)
    if json_:
        print(json.dumps(to_json(said), ensure_ascii=False))
    elif docx is xlsx is png is None:
        print("\n".join(bulletin_lines(said)))


async def _written(
    settings: Settings, kind: BulletinKind, campaign: str | None, day: str | None, office: str, *, names_missing: bool
) -> tuple[Written, Reading]:
    async with reading(settings, campaign=campaign, day=day) as opened, opened.database.read() as connection:
        named = await office_named(connection, office)
        reach = await reach_as(load_campaigns(settings.campaigns), connection, 0, named, Role.READER)
        blocks = await proposed(connection, reach, opened.campaign, kind, opened.day)
        asked = BulletinQuestion(kind=kind, day=opened.day, blocks=blocks, names_missing=names_missing)
        view = await gather(connection, reach, opened.campaign, asked, now=opened.now)
    return written(view), opened


def _put_pictures(said: Written, path: Path, *, force: bool) -> None:
    from formats.bulletin.picture import bulletin_pngs

    try:
        pages = bulletin_pngs(said)
    except NoChineseFont as error:
        raise Failure(str(error), BAD) from error
    for number, page in enumerate(pages, start=1):
        _put(path if number == 1 else path.with_stem(f"{path.stem}-{number}"), page, force=force)


def _put(path: Path, content: bytes, *, force: bool) -> None:
    write(path, content, force=force)
    # What is asked for as JSON is one document.
    typer.echo(WRITTEN.format(path=path), err=True)
