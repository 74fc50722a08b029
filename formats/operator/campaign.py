"""A campaign as the operator reads it: one line in a list, or everything it asks for with the times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.campaigns.campaign import DAILY, Campaign, Milestone
from domain.campaigns.evidence import Evidence
from domain.obligation import daily_windows
from domain.scheduled_notices import What, plan
from formats.words.desk import LEVELS

DAILY_NAME = "每日材料"

_KINDS = {"text": "文字", "photo": "照片", "video": "视频", "press": "媒体报道"}
_WAYS = {
    Evidence.FILE: "文件",
    Evidence.TEXT: "文字",
    Evidence.LINK: "网址",
    Evidence.CONTACT: "联系方式",
}


def campaign_line(campaign: Campaign, *, in_force: bool) -> str:
    """``* nanchang-2020  2020-11-08 至 2020-11-14  …``; the star: in force."""
    star = "*" if in_force else " "
    return f"{star} {campaign.code}  {campaign.first_day} 至 {campaign.last_day}  {campaign.title}"


def campaign_text(campaign: Campaign) -> str:
    """The campaign, every obligation of a unit with its times, and when the bot speaks."""
    return "\n".join([*_head(campaign), "", *_daily(campaign), "", *_milestones(campaign)]).rstrip()


def _head(campaign: Campaign) -> Iterator[str]:
    yield f"{campaign.title}（{campaign.code}）"
    yield f"发文：{campaign.issued_by} {campaign.reference}".rstrip()
    yield f"主题：{campaign.theme}"
    yield f"时间：{campaign.first_day} 至 {campaign.last_day}，共 {len(campaign.days)} 天（{campaign.timezone.key}）"
    for line in campaign.lines:
        via = f"（通过{line.via}）" if line.via else ""
        units = f"，应有 {line.units} 个" if line.units else ""
        yield f"{line.name}线：{'、'.join(line.kinds)}{units} → {line.receiver}{via}"
        if line.passes_to:
            yield f"    择优推荐到：{'、'.join(line.passes_to)}"
    if campaign.recommend_goal:
        yield f"每天推荐目标：{campaign.recommend_goal} 件"
    if campaign.media:
        yield f"媒体级别：{'、'.join(f'{name}（{LEVELS[level]}）' for name, level in campaign.media.items())}"
    for title, labels in (("类别", campaign.categories), ("方向", campaign.themes)):
        if labels:
            yield f"{title}：{'、'.join(one.name for one in labels)}"
    if campaign.return_reasons:
        yield f"常用退回原因：{'；'.join(campaign.return_reasons)}"


def _daily(campaign: Campaign) -> Iterator[str]:
    daily = campaign.daily
    yield f"每日报送：{'、'.join(daily.asks or (_KINDS[kind] for kind in daily.kinds))}"
    if daily.required:
        yield f"    每天必须有：{'、'.join(_KINDS[kind] for kind in daily.required)}"
    for day, opens_at in daily_windows(campaign):
        yield (
            f"  {day}  从 {_at(opens_at)} 起算，{_at(campaign.due_at(day))} 截止，"
            f"迟报收到 {_at(campaign.late_until(day))}"
        )
    yield f"  提醒：{'、'.join(f'{at:%H:%M}' for at in daily.reminders) or '无'}（只提醒还没报的单位）"
    minutes = int(daily.digest_after.total_seconds() // 60)
    yield f"  截止时发缺报名单，{minutes} 分钟后发简报"


def _milestones(campaign: Campaign) -> Iterator[str]:
    if not campaign.milestones:
        yield "一次性材料：无"
        return
    yield "一次性材料："
    for milestone in sorted(campaign.milestones, key=campaign.milestone_due_at):
        ways = "、".join(_WAYS[way] for way in milestone.accepts)
        yield f"  {milestone.name}（{milestone.code}）  {_at(campaign.milestone_due_at(milestone))} 截止，收{ways}"
        if milestone.lines or milestone.kinds:
            yield f"    只要这些单位交：{'、'.join(campaign.owing(milestone.code))}"
        if milestone.contents:
            yield f"    内容：{'、'.join(milestone.contents)}"
        yield f"    提醒：{'、'.join(_at(at) for at in _reminders(campaign, milestone)) or '无'}"


def _reminders(campaign: Campaign, milestone: Milestone) -> list[datetime]:
    assert milestone.code != DAILY
    return sorted(a.run_at for a in plan(campaign) if a.what is What.REMIND and a.item == milestone.code)


def _at(moment: datetime) -> str:
    """The end of a day is said as its 24:00."""
    if moment.hour == moment.minute == 0:
        return f"{moment.fromtimestamp(moment.timestamp() - 1, moment.tzinfo):%m-%d} 24:00"
    return f"{moment:%m-%d %H:%M}"
