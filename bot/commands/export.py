"""``baosong export``: accepted material as a zip, in parts where it is large, or into a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.export_asked import Wanted, bytes_of, found
from bot.commands.export_writing import to_folder, to_zips
from bot.commands.failure import BAD, Failure
from bot.commands.opening import Code, reading
from bot.commands.options import Config, Force, settings_of
from bot.settings.tables import Settings
from domain.findings import Kind
from formats.exports.material import size_text
from formats.words import exports as words
from formats.words.operator import error_text
from handlers.desk import exporting
from handlers.desk.exporting import ExportChanged
from storage.engine.objects import Objects, ObjectsUnavailable

Zip = Annotated[Path | None, typer.Option("--zip", metavar="文件", help="写成 zip；超过一包的大小时写成几个")]
Dir = Annotated[Path | None, typer.Option("--dir", metavar="文件夹", help="写进文件夹；中断了再运行，已有的不重写")]
Day = Annotated[str | None, typer.Option("--day", metavar="日期", help="哪一天，例如 2020-11-09；不写就是全部")]
Kinds = Annotated[str, typer.Option("--kind", metavar="种类,…", help="哪些种类：" + "、".join(Kind))]
Mark = Annotated[
    str, typer.Option("--mark", metavar="标记", help="all 全部合格、picked 备选、passed 推荐、adopted 采用")
]
Unit = Annotated[str, typer.Option("--unit", metavar="代码", help="哪个单位，连同它下面的")]
Category = Annotated[str, typer.Option("--category", metavar="代码", help="哪个类别")]
Office = Annotated[str, typer.Option("--office", metavar="代码", help="以哪个受理单位；不写就是最上面的")]
Split = Annotated[
    str, typer.Option("--split", metavar="依据", help="文件夹按什么分：kind 种类、day 日期、city 地方、category 类别")
]
PartSize = Annotated[str, typer.Option("--part-size", metavar="大小", help="一包最大多少，例如 500M、4G")]


@dataclass(frozen=True, kw_only=True)
class _Target:
    """Where it is written: ``zip`` in parts of at most ``most`` bytes, or ``folder``."""

    zip: Path | None
    folder: Path | None
    most: int
    force: bool


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """``kept``: files of a folder that were there already; ``paths``: what was written."""

    paths: tuple[Path, ...]
    number: int
    size: int
    lost: int
    kept: int


def register(app: typer.Typer) -> None:
    app.command("export", help=LISTED["export"].help)(export)


def export(
    zip_: Zip = None,
    dir_: Dir = None,
    day: Day = None,
    kind: Kinds = "",
    mark: Mark = "all",
    unit: Unit = "",
    category: Category = "",
    office: Office = "",
    split: Split = "kind",
    part_size: PartSize = "4G",
    campaign: Code = None,
    force: Force = False,
    config: Config = None,
) -> None:
    if (zip_ is None) == (dir_ is None):
        raise Failure(error_text("zip_or_dir"))
    wanted = Wanted(day=day, kind=kind, mark=mark, unit=unit, category=category, office=office, split=split)
    target = _Target(zip=zip_, folder=dir_, most=bytes_of(part_size), force=force)
    try:
        done = asyncio.run(_export(settings_of(config), campaign, wanted, target))
    except ExportChanged as error:
        raise Failure(error_text("export_changed", name=error), BAD) from error
    except ObjectsUnavailable as error:
        raise Failure(error_text("files_away", reason=error)) from error
    said = words.EXPORTED_DIR if done.kept else words.EXPORTED
    where = "、".join(map(str, done.paths))
    print(said.format(path=where, number=done.number, size=size_text(done.size), kept=done.kept))
    if done.lost:
        print(words.EXPORT_LOST.format(number=done.lost))


async def _export(settings: Settings, campaign: str | None, wanted: Wanted, target: _Target) -> _Outcome:
    async with reading(settings, campaign=campaign, day=wanted.day) as opened:
        items, office = await found(settings, opened, wanted)
        if not items:
            raise Failure(error_text("nothing_to_export"), BAD)
        objects = Objects(settings.files.url, **settings.files.options())
        with _progress(words.PREPARING, sum(item.size for item in items)) as advance:
            there, lost = await exporting.planned(objects, items, advance)
        view = exporting.exported(opened.campaign, office, opened.now, [item for item, _ in there], lost)
        members = await exporting.members(view, [crc32 for _, crc32 in there])
        with _progress(words.WRITING, sum(member.size for member in members)) as advance:
            if target.zip is not None:
                paths = await to_zips(objects, members, target.zip, target.most, force=target.force, done=advance)
                kept = 0
            else:
                folder = target.folder or Path()
                paths, kept = [folder], await to_folder(objects, members, folder, done=advance)
    return _Outcome(paths=tuple(paths), number=len(there), size=view.size, lost=len(lost), kept=kept)


@contextmanager
def _progress(said: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, in bytes."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(said, total=total)
        yield lambda number: progress.advance(task, number)
