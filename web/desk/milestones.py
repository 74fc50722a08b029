"""What is owed once, what came for it, and the chasing of who has not handed it in, milestone by milestone."""

from __future__ import annotations

from aiohttp import web

from domain.campaigns.campaign import Campaign, Milestone
from handlers.desk import board, milestones, nudging
from handlers.desk.entering import Visitor
from handlers.desk.milestones import MilestonesQuestion
from handlers.desk.nudging import NudgeChoice
from web.desk.access import Fields, NotThere
from web.desk.item import id_of, text_of
from web.desk.shell import Addresses, see_other, show
from web.keys import CONTEXT


async def page(request: web.Request, visitor: Visitor) -> web.Response:
    view = await milestones.page(request.app[CONTEXT], visitor.reach, asked(request))
    return show(visitor, "milestones.html", here="week", view=view)


def asked(request: web.Request, *, whole: bool = False) -> MilestonesQuestion:
    """What the address says. ``whole``: with every unit, however many, and all that they wrote."""
    campaign, part = campaign_named(request), request.query.get("part", "")
    only = campaign.milestone(request.query.get("only", ""))
    return MilestonesQuestion(
        campaign=campaign, only=only.code if only else "", part=id_of(part) if part.isdigit() else None, whole=whole
    )


async def nudge(request: web.Request, visitor: Visitor, fields: Fields) -> web.Response:
    """Shows whom it would go to; sent once ``moment`` comes along with it."""
    if not visitor.reach.acts:
        raise NotThere
    campaign, milestone = milestone_named(request)
    ctx, moment = request.app[CONTEXT], text_of(fields, "moment")
    choice = _choice(campaign, milestone, part=id_of(text_of(fields, "part")) or None)
    base = f"/w/{campaign.code}/milestones"
    if not (len(moment) == nudging.MOMENT_DIGITS and moment.isascii() and moment.isdigit()):
        preview = await nudging.preview(ctx, visitor.reach, choice)
        return show(
            visitor,
            "nudge.html",
            here="week",
            nudge=preview,
            codes=None,
            listed="",
            part=choice.branch or "",
            back=base,
            action=f"{base}/{milestone.code}/nudge",
        )
    sent = await nudging.send(ctx, visitor.reach, choice, moment)
    return see_other(Addresses(visitor)(f"{base}/{milestone.code}/nudged/{moment}" if sent else base))


async def nudged(request: web.Request, visitor: Visitor) -> web.Response:
    campaign, milestone = milestone_named(request)
    choice = _choice(campaign, milestone)
    view = await nudging.result(request.app[CONTEXT], visitor.reach, choice, request.match_info["moment"])
    if view is None:
        raise NotThere
    return show(visitor, "nudged.html", here="week", nudge=view, back=f"/w/{campaign.code}/milestones")


def _choice(campaign: Campaign, milestone: Milestone, *, part: int | None = None) -> NudgeChoice:
    return NudgeChoice(campaign=campaign, day=milestone.due_on, milestone=milestone, branch=part)


def campaign_named(request: web.Request) -> Campaign:
    """The one of the address; else there is nothing."""
    campaign = board.campaign_named(request.app[CONTEXT], request.match_info["campaign"])
    if campaign is None:
        raise NotThere
    return campaign


def milestone_named(request: web.Request) -> tuple[Campaign, Milestone]:
    """The one of the address; else there is nothing."""
    campaign = campaign_named(request)
    found = campaign.milestone(request.match_info["item"])
    if found is None:
        raise NotThere
    return campaign, found
