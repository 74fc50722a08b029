"""In a group: the bot answers whoever addressed it, says aloud what all may hear, and the rest to the person alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.doctor import work
from channels.registry import ChannelSettings
from domain.messages import Incoming, MessageKind, Outgoing, Sent
from formats.words import group as words
from storage import people
from tests.support.stage import Stage
from tests.support.town import PEOPLE, SCHOOLS, november, photo

CITY, OFFICE = "wrCITY", "wrOFFICE"
UNITS = [school.name for school in SCHOOLS]

pytestmark = pytest.mark.town(now=november(9, "09:00:00"))


@dataclass
class Groups:
    """Two groups of the town, one of them the office's own, with what was said in them and to people alone."""

    on: Stage
    aloud: list[tuple[str, str]] = field(default_factory=list)
    alone: list[tuple[str, str]] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    async def send(self, outgoing: Outgoing) -> Sent:
        said = self.aloud if outgoing.to_group else self.alone
        said += [(receiver, outgoing.text) for receiver in outgoing.receivers]
        return Sent()

    async def hear(self, sender: str, text: str = "", group: str = CITY, **values: Any) -> tuple[list[str], list[str]]:
        """Somebody says something in a group; what is then said there, and to them alone."""
        before = len(self.aloud), len(self.alone)
        now = self.on.clock.real()
        message = Incoming(
            **{
                "channel": "wecom",
                "external_id": f"g{next(self._ids)}",
                "sender": sender,
                "kind": MessageKind.TEXT,
                "text": text,
                "sent_at": now,
                "group": group,
                **values,
            }
        )
        await self.on.writer.put([message], arrived=now)
        await self.on.drain()
        aloud, alone = self.aloud[before[0] :], self.alone[before[1] :]
        assert {where for where, _ in aloud} <= {group}
        return [text for _, text in aloud], [text for whom, text in alone if whom == sender]


@pytest.fixture
def groups(on: Stage, monkeypatch: pytest.MonkeyPatch) -> Groups:
    heard = Groups(on)
    channel = on.ctx.channels["wecom"]
    monkeypatch.setattr(channel, "send", heard.send)
    monkeypatch.setattr(channel, "abilities", replace(channel.abilities, group=True, swallows_repeats_for=None))
    own = ChannelSettings(kind="wecom", name="wecom", settings=None, groups={OFFICE: "office"})
    on.ctx = replace(on.ctx, configured={"wecom": own})
    return heard


async def phones(on: Stage) -> list[str]:
    async with on.ctx.database.read() as connection:
        return [person.phone for person in await people.all(connection) if person.phone]


async def test_whoever_only_names_the_bot_hears_what_it_is_there_for(groups: Groups) -> None:
    for text in ("", "  "):
        assert await groups.hear("alice", text) == ([words.CALLED], [])
    assert await groups.hear("alice", "", addressed=False) == ([], [])
    assert await groups.hear("alice", "", kind=MessageKind.VOICE) != ([words.CALLED], [])


#: Who says what → what the city's group hears, what the office's hears (patterns; None: only that it is told alone).
WALK: Sequence[tuple[str, str, str | None, str | None]] = (
    ("alice", "要求", "照片", "照片"),
    ("alice", "几点截止", "10:00", "10:00"),
    ("alice", "帮助", "报材料", "报材料"),
    ("alice", "怎么写说明", "说明", "说明"),
    ("alice", "状态", None, None),
    ("alice", "上传", None, None),
    ("alice", "今天谁没交", None, None),
    ("dana", "今天谁没交", "应报 5", "还没报：.*云麓第一职业学校"),
    ("dana", "统计", "应报 5", "还没报：.*云麓第一职业学校"),
    ("dana", "简报", "应报 5", "还没报：.*云麓第一职业学校"),
    ("dana", "云麓第二职业学校", None, None),
    ("dana", "云麓第二职业学校谁没交", None, None),
    ("dana", "电话", None, None),
    ("dana", "催报", None, None),
    ("dana", "谁还没登记", None, None),
    ("dana", "看板", None, None),
    ("dana", "谁报了", None, None),
    ("dana", "昨天哪些单位迟报", None, None),
    ("dana", "退回 1 原因", None, None),
    ("alice", "撤回 1", None, None),
    ("alice", "今天天气真好啊", None, None),
)


@pytest.mark.parametrize("group", [CITY, OFFICE])
async def test_who_may_hear_what(on: Stage, groups: Groups, group: str) -> None:
    await on.photo("bob", photo(width=800, height=600))
    await on.drain()
    hidden = await phones(on)
    for sender, said, city, office in WALK:
        heard, alone = await groups.hear(sender, said, group)
        wanted = city if group == CITY else office
        everything = "\n".join(heard)
        if wanted is None:
            assert heard == [words.ALONE], said
            assert alone, said
        else:
            assert re.search(wanted, everything), (said, everything)
            assert alone == [], said
        assert not any(phone in everything for phone in hidden)
        assert not re.search("不合格|已交，但", everything), said
        assert "/u/" not in everything and "/login/" not in everything
        if group == CITY:
            assert not any(unit in everything for unit in UNITS), said


async def test_whoever_is_not_bound_is_told_to_write_alone_and_no_code_is_used(on: Stage, groups: Groups) -> None:
    for said in ("你好", "绑定 7K3M9PXQ", "今天谁没交"):
        assert await groups.hear("mallory", said) == ([words.STRANGER], [])
    assert not any(member.organisation in words.STRANGER for member in PEOPLE)


async def test_what_is_said_among_others_is_not_answered(groups: Groups) -> None:
    assert await groups.hear("alice", "状态", addressed=False) == ([], [])
    assert await groups.hear("alice", kind=MessageKind.ENTER) == ([], [])
    assert await groups.hear("mallory", "大家好", addressed=False) == ([], [])


async def test_material_belongs_to_who_sent_it_and_its_receipt_is_for_them_alone(on: Stage, groups: Groups) -> None:
    on.wecom.add_media("m1", photo())
    heard, alone = await groups.hear("alice", kind=MessageKind.PHOTO, media="m1")
    assert heard == [words.MATERIAL]
    assert "云麓第一职业学校" in "".join(alone) and "还缺说明" in "".join(alone)
    (submission,) = await on.rows("submissions")
    heard, alone = await groups.hear("alice", "学生在实训车间展示焊接技能")
    assert heard == [words.MATERIAL] and "合格" in "".join(alone)
    assert (await on.rows("submissions"))[0]["caption"] == "学生在实训车间展示焊接技能"
    assert submission["state"] == "incomplete"


async def test_an_act_in_a_group_is_done_and_told_alone(on: Stage, groups: Groups) -> None:
    heard, alone = await groups.hear("dana", "催报")
    assert heard == [words.ALONE] and "确认" in "".join(alone)
    heard, alone = await groups.hear("dana", "确认")
    assert heard
    on.clock.advance(seconds=20)
    await on.drain()
    assert any("已提醒" in text for whom, text in groups.alone if whom == "dana")
    assert any(whom == "alice" for whom, _ in groups.alone)


async def test_the_doctor_lists_the_groups_that_were_heard(on: Stage, groups: Groups) -> None:
    await groups.hear("alice", "要求", OFFICE)
    await groups.hear("mallory", "大家好", CITY, addressed=False)
    found = [one.values["group"] for one in await work.examine(on.ctx.database, on.clock.real()) if one.id == "groups"]
    assert found == [CITY, OFFICE]
