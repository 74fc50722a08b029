"""What groups hear of a day by their robots: an office's own who is missing, any other the counts alone."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from docx import Document

from channels.contract import Channel
from domain.abilities import Abilities, AttachmentKind
from domain.group_robot import GROUP, GroupRobot
from domain.messages import Outgoing, Problem, SendError, Sent
from tests.support.stage import Stage
from tests.support.town import FOUR, GOOD_TEXT, SCHOOLS, TWO, november

TELEPHONES = ("138", "139", "133")

pytestmark = pytest.mark.town(now=november(9, "09:58:00"))


@dataclass
class Speaking:
    """A robot that keeps what it says; ``lost``: how many of its calls get no answer, though they are carried out."""

    name: str
    lost: int = 0
    said: list[Outgoing] = field(default_factory=list)
    abilities: Abilities = field(default_factory=lambda: Abilities(repeatable=False, group=True))

    async def send(self, outgoing: Outgoing) -> Sent:
        self.said.append(outgoing)
        if self.lost:
            self.lost -= 1
            raise SendError(Problem.UNCERTAIN, permanent=False, retry_after=5.0, detail="no answer")
        return Sent()


@dataclass
class Groups:
    """The stage with three robots: of the bureau's own group, of a district's own, and of a group of whomever."""

    on: Stage
    bureau: Speaking
    district: Speaking
    others: Speaking

    def heard(self) -> list[list[str]]:
        return [[outgoing.text for outgoing in robot.said] for robot in (self.bureau, self.district, self.others)]


@pytest.fixture
async def groups(on: Stage) -> AsyncIterator[Groups]:
    bureau, district, others = Speaking("bureau"), Speaking("district"), Speaking("others")
    robots = (
        GroupRobot(channel="bureau", of_office=True),
        GroupRobot(channel="district", of_office=True, office="east"),
        GroupRobot(channel="others", of_office=False),
    )
    spoken = {robot.name: cast(Channel, cast(Any, robot)) for robot in (bureau, district, others)}
    ctx = replace(on.ctx, channels={**on.ctx.channels, **spoken}, robots=robots)
    yield Groups(on=replace(on, ctx=ctx), bureau=bureau, district=district, others=others)


async def test_the_missing_list_is_for_an_offices_own_group(groups: Groups) -> None:
    await groups.on.say("alice", GOOD_TEXT)
    await groups.on.drain()
    await groups.on.until(november(9, "10:05:00"))
    ((bureau,), (district,), others) = groups.heard()
    assert TWO in bureau and FOUR in bureau
    assert FOUR in district and TWO not in district
    assert others == []
    assert all(outgoing.receivers == (GROUP,) and outgoing.to_group for outgoing in groups.bureau.said)
    assert not any(number in bureau for number in TELEPHONES)


async def test_the_digest_is_for_all_and_names_nobody_to_others(groups: Groups) -> None:
    await groups.on.until(november(9, "10:15:00"))
    bureau, district, (others,) = groups.heard()
    assert len(bureau) == len(district) == 2
    names = [school.name for school in SCHOOLS]
    assert all(name in bureau[1] for name in names)
    assert not any(name in others for name in names)
    assert "应报" in others and "缺报" in others


async def test_an_offices_own_group_is_brought_picture_and_word_and_no_other(groups: Groups) -> None:
    brings = Abilities(
        repeatable=False,
        group=True,
        sends=frozenset(AttachmentKind),
        max_picture_bytes=2_000_000,
        max_file_bytes=20_000_000,
    )
    groups.bureau.abilities = groups.others.abilities = brings
    await groups.on.until(november(9, "10:15:00"))
    brought = [outgoing.attachment.name for outgoing in groups.bureau.said if outgoing.attachment]
    assert brought[-1] == "简报-11月9日.docx" and set(brought[:-1]) <= {"简报-11月9日.png"}
    assert all(outgoing.text or outgoing.attachment for outgoing in groups.bureau.said)
    for robot in (groups.district, groups.others):
        assert not any(outgoing.attachment for outgoing in robot.said)
    (word,) = [row for row in await groups.on.rows("outbox") if _is_word(row)]
    paper = Document(io.BytesIO(await groups.on.ctx.objects.get(word["attachment_key"])))
    written = "\n".join([one.text for one in paper.paragraphs])
    assert TWO in written and not any(number in written for number in TELEPHONES)


def _is_word(row: dict[str, Any]) -> bool:
    return bool(row["channel"] == "bureau" and row["attachment_kind"] == AttachmentKind.FILE)


async def test_a_group_hears_nothing_on_the_hour(groups: Groups) -> None:
    await groups.on.until(november(9, "10:00:59"))
    assert groups.heard() == [[], [], []]
    await groups.on.until(november(9, "10:01:30"))
    assert [len(heard) for heard in groups.heard()] == [1, 1, 0]


@pytest.mark.parametrize(("lost", "said"), [(0, 1), (1, 2), (5, 2)])
async def test_what_may_have_been_said_is_said_once_more_at_most(groups: Groups, lost: int, said: int) -> None:
    groups.bureau.lost = lost
    await groups.on.until(november(9, "10:09:00"))
    assert len(groups.bureau.said) == said
    assert len({outgoing.text for outgoing in groups.bureau.said}) == 1


async def test_a_robot_of_an_office_that_is_not_in_the_roster_keeps_nobody_from_theirs(groups: Groups) -> None:
    robots = (GroupRobot(channel="bureau", of_office=True, office="nowhere"), *groups.on.ctx.robots[1:])
    on = replace(groups.on, ctx=replace(groups.on.ctx, robots=robots))
    await on.until(november(9, "10:05:00"))
    assert [len(heard) for heard in groups.heard()] == [0, 1, 0]
    assert any(TWO in text for text in on.heard("dana"))
