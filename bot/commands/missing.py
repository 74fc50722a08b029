"""``baosong missing``: the six counts of a day and who is missing, for scripts and for eyes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import typer

from bot.commands import LISTED
from bot.commands.opening import Code, Day, reading
from bot.commands.options import Config, Json, settings_of
from bot.settings.tables import Settings
from domain.clock import CHINA
from formats.digest.text import DayOverview, UnitLine, counts_lines, missing_text
from handlers.submissions.overview import day_overview


def register(app: typer.Typer) -> None:
    app.command("missing", help=LISTED["missing"].help)(missing)


def missing(day: Day = None, campaign: Code = None, as_json: Json = False, config: Config = None) -> None:
    view = asyncio.run(_view(settings_of(config), day=day, campaign=campaign))
    if as_json:
        print(json.dumps(_document(view), ensure_ascii=False, indent=2))
    else:
        print(f"{counts_lines(view.counts)}\n{missing_text(view)}")


async def _view(settings: Settings, *, day: str | None, campaign: str | None) -> DayOverview:
    async with reading(settings, campaign=campaign, day=day) as opened:
        return await day_overview(opened, opened.campaign, opened.day, None, opened.now, material=False)


def _document(view: DayOverview) -> dict[str, Any]:
    """The shape is told in docs/contract.md, Reports as JSON."""
    counts = view.counts
    return {
        "campaign": view.campaign,
        "day": view.day.isoformat(),
        "due_at": view.due_at.isoformat(),
        "expected": counts.expected,
        "actual": counts.actual,
        "on_time": counts.on_time,
        "late": counts.late,
        "exempt": counts.exempt,
        "missing": _units(view.missing),
        "missing_count": counts.missing,
        "late_units": [
            {**unit, "met_at": line.met_at.astimezone(CHINA).isoformat() if line.met_at else None}
            for unit, line in zip(_units(view.late), view.late, strict=True)
        ],
        "exempt_units": _units(view.exempt),
        "waiting_count": counts.waiting,
        "waiting_units": [
            {**unit, "due_at": line.due_at.astimezone(CHINA).isoformat() if line.due_at else None}
            for unit, line in zip(_units(view.waiting), view.waiting, strict=True)
        ],
        "at": view.now.isoformat(),
    }


def _units(lines: Sequence[UnitLine]) -> list[dict[str, str]]:
    return [{"code": line.code, "name": line.name, "kind": line.kind} for line in lines]
