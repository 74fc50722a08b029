"""``baosong check``: the checks over files and folders, offline, without database; one at a time per core."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import LISTED
from bot.commands.failure import BAD, Failure
from bot.commands.options import Config, Json, settings_of
from checks.facts import complete
from checks.guess import kind_by_name
from checks.pool.runner import CheckRunner, WorkerNotStarted
from checks.request import CheckRequest
from domain.abilities import Abilities
from domain.campaigns.rules import Rules
from domain.findings import Code, Finding, Kind, Level, Report
from domain.findings.found import Unreadable
from formats.findings.finding import together, worded
from formats.findings.values import found_text, required_text
from formats.words import operator as texts
from formats.words.system import reason_of
from storage.campaign_files import load, load_campaigns

#: A file on disk is what it is: nothing between here and the reader recompresses it.
_DISK = Abilities(shrinks_photos=False)
#: Joins the parts of an emoji.
_JOINER = "\u200d"
#: What systems and editors leave in folders.
_LITTER = ("Thumbs.db", "desktop.ini")


class As(StrEnum):
    """What the files are meant as."""

    AUTO = "auto"
    PHOTO = "photo"
    VIDEO = "video"
    TEXT = "text"
    DOCUMENT = "document"
    PRESS = "press"
    STATISTICS = "statistics"


def register(app: typer.Typer) -> None:
    app.command("check", help=LISTED["check"].help)(check)


def check(
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="文件或文件夹")],
    meant: Annotated[As, typer.Option("--as", help="按哪种材料检查")] = As.AUTO,
    campaign: Annotated[str | None, typer.Option("--campaign", metavar="代码", help="按哪个活动周的要求")] = None,
    caption: Annotated[str | None, typer.Option("--caption", metavar="文字", help="照片的文字说明")] = None,
    as_json: Json = False,
    config: Config = None,
) -> None:
    kind = None if meant is As.AUTO else Kind(meant.value)
    rules = _rules(campaign, config)
    found = list(_walked(files))
    if not found:
        raise Failure(texts.error_text("no_files"))
    logging.getLogger("checks").setLevel(logging.CRITICAL)
    try:
        reports = [
            (path, _judged(report, caption)) for path, report in asyncio.run(_inspect(found, kind, rules, caption))
        ]
    except WorkerNotStarted as error:
        raise Failure(texts.error_text("no_workers")) from error
    if as_json:
        _say(
            json.dumps([_document(path, report) for path, report in reports], ensure_ascii=not _is_unicode(), indent=2)
        )
    else:
        _print(reports)
    if not all(report.ok for _, report in reports):
        raise typer.Exit(BAD)


def _rules(campaign: str | None, config: Path | None) -> Rules:
    if campaign is not None:
        return load(campaign).rules
    campaigns = load_campaigns(settings_of(config).campaigns)
    first, *others = campaigns.values()
    if any(other.rules != first.rules for other in others):
        raise Failure(texts.error_text("several_campaigns", known="、".join(campaigns)))
    return first.rules


def _walked(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant, in the order given; those of a folder by name. Raises ``Failure``."""
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    inside = Path(folder, name)
                    if not name.startswith(".") and name not in _LITTER and inside.is_file():
                        yield inside
        elif path.is_file():
            yield path
        else:
            raise Failure(texts.error_text("no_such_file", path=path))


async def _inspect(
    paths: list[Path], kind: Kind | None, rules: Rules, caption: str | None
) -> list[tuple[Path, Report]]:
    """Each path with its report, in order. A file that vanishes or cannot be read is reported, not raised."""
    runner = CheckRunner(processes=min(os.cpu_count() or 1, len(paths)))

    async def one(path: Path) -> Report:
        try:
            return await runner.inspect(
                CheckRequest(path=path, name=path.name, kind=kind, rules=rules, caption=caption)
            )
        except OSError as error:
            found = Unreadable(reason_of(error))
            reason = Finding(code=Code.FILE_DAMAGED, found=found)
            meant = kind or kind_by_name(path.name) or Kind.ATTACHMENT
            return Report(kind=meant, facts=complete(meant, {}), findings=(reason,))
        finally:
            advance()

    with _progress(len(paths)) as advance:
        try:
            reports = await asyncio.gather(*(one(path) for path in paths))
        finally:
            await runner.close()
    return list(zip(paths, reports, strict=True))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar where somebody looks on, else nothing; what is yielded moves it on by one file."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(texts.CHECKING, total=total)
        yield lambda: progress.advance(task)


def _judged(report: Report, caption: str | None) -> Report:
    """A file on disk has no caption yet: unless one was given to judge, its absence is advice, not a fault."""
    if caption is not None:
        return report
    findings = [replace(f, level=Level.ADVICE) if f.code is Code.PHOTO_CAPTION else f for f in report.findings]
    return replace(report, findings=tuple(findings))


def _document(path: Path, report: Report) -> dict[str, Any]:
    return {
        "file": str(path),
        "kind": report.kind.value,
        "ok": report.ok,
        "facts": dict(report.facts),
        "findings": [
            {
                "code": finding.code,
                "level": finding.level.value,
                "found": found_text(finding),
                "required": required_text(finding),
                "message": _message(finding),
            }
            for finding in report.findings
        ],
    }


def _message(finding: Finding) -> str:
    if isinstance(finding.found, Unreadable):
        return texts.PROBLEMS["unreadable"].format(found=finding.found.reason)
    said = worded(finding, _DISK)
    return said.problem + said.remedy


def _print(reports: Sequence[tuple[Path, Report]]) -> None:
    for path, report in reports:
        verdict = texts.CHECK_GOOD if report.ok else texts.CHECK_BAD
        _say(f"{verdict}  {texts.KINDS[report.kind.value]}  {_shown(path)}")
        for line in _lines(report):
            _say(f"    {line}")
    good = sum(report.ok for _, report in reports)
    if len(reports) > 1:
        _say(texts.CHECK_SUMMARY.format(total=len(reports), good=good, bad=len(reports) - good))


def _lines(report: Report) -> Iterator[str]:
    """What is wrong, then every different thing to do about it once, then advice."""
    errors = [f for f in report.findings if f.level is Level.ERROR]
    if any(isinstance(f.found, Unreadable) for f in errors):
        yield from map(_message, errors)
        return
    said = [worded(finding, _DISK) for finding in errors]
    yield from (one.problem for one in said)
    yield from (texts.CHECK_REMEDY.format(remedy=one) for one in together(said))
    for finding in report.findings:
        if finding.level is Level.ADVICE:
            # Advice for a file that was taken is none for one that was not.
            problem = worded(finding, _DISK).problem
            yield texts.LEVELS[finding.level.value] + (_message(finding) if report.ok else problem)


def _shown(path: Path) -> str:
    """A name as one harmless line: it may hold line ends, colours, and marks that turn it around."""
    return "".join(c if c.isprintable() or c == _JOINER else c.encode("unicode_escape").decode() for c in str(path))


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "")


def _say(text: str) -> None:
    """Print, whatever the terminal can show; of names in another encoding (GBK) the bytes."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))
