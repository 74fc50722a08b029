"""``baosong campaign``: which there are, everything one of them asks for with its time, and whether a file is good."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import LISTED
from bot.commands.failure import BAD, Failure
from bot.commands.options import Config, Json, settings_of
from domain.campaigns.campaign import DAILY, Campaign
from domain.campaigns.file import CampaignFileError
from domain.obligation import asked
from domain.scheduled_notices import plan
from formats.operator.campaign import DAILY_NAME, campaign_line, campaign_text
from formats.words import operator as texts
from storage.campaign_files import codes, find, load


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=LISTED["campaign"].help, rich_markup_mode=None)
    group.command("list", help="列出已有的活动周；* 是设置里启用的。")(list_campaigns)
    group.command("show", help="列出一个活动周的全部报送任务和时间。")(show)
    group.command("check", help="检查一个活动周文件。")(check_file)
    app.add_typer(group, name="campaign")


def list_campaigns(as_json: Json = False, config: Config = None) -> None:
    in_force = set(settings_of(config).campaigns)
    known = [*codes(), *sorted(in_force - set(codes()))]
    campaigns = {name: load(name) for name in known}
    if as_json:
        print(_json([{**_head(c), "in_force": name in in_force} for name, c in campaigns.items()]))
        return
    for name, campaign in campaigns.items():
        print(campaign_line(campaign, in_force=name in in_force))


def show(
    code: Annotated[str, typer.Argument(metavar="代码", help="代码或文件")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    campaign = load(code)
    print(_json(_whole(campaign)) if as_json else campaign_text(campaign))


def check_file(
    file: Annotated[Path, typer.Argument(metavar="文件", help="活动周文件或代码")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    # A file without ending, here: a path all the same.
    name = f"./{file}" if file.is_file() and not file.is_absolute() else str(file)
    try:
        campaign = load(name)
    except CampaignFileError as error:
        if as_json:
            print(_json({"ok": False, "problems": [asdict(p) for p in error.problems]}))
            raise typer.Exit(BAD) from error
        raise Failure(texts.problems_text(error.problems), BAD) from error
    if as_json:
        print(_json({"ok": True, "problems": [], **_head(campaign)}))
        return
    print(
        texts.CAMPAIGN_GOOD.format(
            source=find(name).name, title=campaign.title, first=campaign.first_day, last=campaign.last_day
        )
    )


def _head(campaign: Campaign) -> dict[str, Any]:
    return {
        "code": campaign.code,
        "title": campaign.title,
        "issued_by": campaign.issued_by,
        "first_day": campaign.first_day.isoformat(),
        "last_day": campaign.last_day.isoformat(),
    }


def _whole(campaign: Campaign) -> dict[str, Any]:
    names = {DAILY: DAILY_NAME, **{milestone.code: milestone.name for milestone in campaign.milestones}}
    return {
        **_head(campaign),
        "lines": [asdict(line) for line in campaign.lines],
        "obligations": [
            {
                "item": planned.item,
                "name": names[planned.item],
                "day": planned.day.isoformat(),
                "opens_at": planned.opens_at.isoformat(),
                "due_at": planned.due_at.isoformat(),
                "late_until": planned.late_until.isoformat(),
                "kinds": campaign.owing(planned.item),
            }
            for planned in sorted(asked(campaign), key=lambda planned: planned.due_at)
        ],
        "appointments": [
            {"what": a.what.value, "item": a.item, "day": a.day.isoformat(), "run_at": a.run_at.isoformat()}
            for a in sorted(plan(campaign), key=lambda a: a.run_at)
        ],
    }


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
