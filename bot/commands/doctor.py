"""``baosong doctor``: looks at everything and says what to do about it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from bot.commands import LISTED
from bot.commands.failure import BAD
from bot.commands.options import Config, Json, settings_of
from bot.doctor.checks import examine
from bot.doctor.diagnosis import Diagnosis, Grade, bad
from bot.settings.load import ConfigError
from bot.settings.tables import Settings
from domain.clock import CHINA
from formats.words import doctor as texts
from formats.words.operator import problem_text


def register(app: typer.Typer) -> None:
    app.command("doctor", help=LISTED["doctor"].help)(doctor)


FixMenu = Annotated[bool, typer.Option("--fix-menu", help="把企业微信应用的菜单设成机器人听得懂的话。")]


def doctor(as_json: Json = False, config: Config = None, fix_menu: FixMenu = False) -> None:
    tally: dict[Grade, int] = dict.fromkeys(Grade, 0)
    entries: list[dict[str, str]] = []

    def tell(diagnosis: Diagnosis) -> None:
        sentence, remedy = texts.said(diagnosis.id, diagnosis.code, diagnosis.values)
        tally[diagnosis.grade] += 1
        entries.append({"id": diagnosis.id, "grade": diagnosis.grade.value, "sentence": sentence, "remedy": remedy})
        if not as_json:
            print(texts.line(diagnosis.id, diagnosis.grade.value, sentence, remedy), flush=True)

    try:
        settings = settings_of(config)
    except ConfigError as error:
        for problem in error.problems:
            tell(bad("settings", "wrong", problem=problem_text(problem)))
    else:
        asyncio.run(_examine(settings, tell, fix_menu))
    if as_json:
        print(json.dumps(entries, ensure_ascii=False, indent=2))
    else:
        print(texts.summary(tally[Grade.BAD], tally[Grade.ADVICE]))
    if tally[Grade.BAD]:
        raise typer.Exit(BAD)


async def _examine(settings: Settings, tell: Callable[[Diagnosis], None], fix_menu: bool) -> None:
    now = settings.rehearsal.now if settings.rehearsal else datetime.now(CHINA)
    async for diagnosis in examine(settings, now, fix_menu=fix_menu):
        tell(diagnosis)
