"""What offices say in chat, to the whole bot: thirty wordings that each do their one thing, and twenty that do none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stage import Stage
from tests.support.town import EAST, FOUR, GOOD_TEXT, photo

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
URL = "https://example.org/1"
SENDERS = ("erin", "alice", "bob")
#: Said; the event of it; the items it is done to, empty for a link to the desk.
SAID: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("看板", "login_made", ()),
    ("打开看板", "login_made", ()),
    ("发我看板链接", "login_made", ()),
    ("工作台", "login_made", ()),
    ("进入工作台", "login_made", ()),
    (f"把{EAST}今天的照片发我", "login_made", ()),
    ("今天的照片发给我", "login_made", ()),
    (f"看看{FOUR}今天的照片", "login_made", ()),
    (f"{FOUR}的照片给我看看", "login_made", ()),
    ("推荐 1", "marked", (1,)),
    ("请推荐2号，谢谢", "marked", (2,)),
    ("推荐3-4", "marked", (3, 4)),
    ("推荐 5、6", "marked", (5, 6)),
    ("推荐一下7跟8", "marked", (7, 8)),
    ("把9号推荐上去", "marked", (9,)),
    ("撤销推荐 1", "marked", (1,)),
    ("取消推荐2号", "marked", (2,)),
    ("3号不推荐了", "marked", (3,)),
    ("把4的推荐撤销", "marked", (4,)),
    (f"采用 5 大众网 {URL}", "adopted", (5,)),
    (f"采用6号，大众网 {URL}", "adopted", (6,)),
    ("采用 7 大众网（省级）", "adopted", (7,)),
    ("大众网采用了8", "adopted", (8,)),
    ("撤销采用 8", "adoption_revoked", (8,)),
    ("退回 1 说明与照片不符", "returned", (1,)),
    ("退回2 照片糊了重拍", "returned", (2,)),
    ("退回3号，文字太少", "returned", (3,)),
    ("把4退回 原因：重复了", "returned", (4,)),
    ("退回 10-11 时间不对", "returned", (10, 11)),
    ("取消退回 4", "return_called_off", (4,)),
)
NOTHING = (
    "推荐个中午吃饭的地方",
    "退回去的路上堵车了",
    "推荐 3 名学生参加省赛",
    "采用 3D 打印技术",
    "先别退回 12",
    "不要推荐12",
    "推荐 12 了吗",
    "推荐会上学生试讲",
    "推荐 2 张照片给省里",
    "退回 2 号楼的包裹",
    "采用 5 天工作制",
    "已推荐 12",
    "12已退回",
    "谁采用了12",
    "推荐信写好了",
    "昨天退回的3件补来了吗",
    "看板做得不错",
    "宣传看板挂好了吗",
    "实训室的工作台不够用",
    "照片拍得不错",
    "照片要发到群里吗",
)
ACTS = {verb for _, verb, _ in SAID}


@pytest.fixture
async def on(on: Stage) -> Stage:
    """Three liaisons have sent four texts each, in turn: numbers 1 to 12; dana's campaign knows one medium."""
    for number in range(12):
        await on.say(SENDERS[number % 3], GOOD_TEXT.replace("焊花", f"第{number + 1}朵花"))
        await on.drain()
    await on.photo("erin", photo())
    await on.drain()
    await on.ask("erin", "说明：学生在实训车间展示焊接技能")
    return on


async def done(on: Stage) -> list[tuple[str, Any]]:
    return [(row["verb"], row["submission_id"]) for row in await on.rows("events") if row["verb"] in ACTS]


async def test_each_wording_does_its_one_thing_and_each_sender_hears_once(on: Stage) -> None:
    assert len(SAID) == 30
    heard = {account: len(on.heard(account)) for account in SENDERS}
    for said, verb, numbers in SAID:
        before = len(await done(on))
        answer = await on.ask("dana", said)
        if "哪一级" in answer:
            await on.ask("dana", "3")
        assert (await done(on))[before:] == [(verb, number) for number in numbers or (None,)], said
        assert ("/login/" in answer) is (verb == "login_made"), said
    told = [one for account in SENDERS for one in on.heard(account)[heard[account] :]]
    for number in range(1, 13):
        mine = [one for one in told if f"您的 {number} 号" in one]
        # Once for each that an office did to it; 4 was returned, and the return called off.
        expected = [verb for _, verb, numbers in SAID if number in numbers and verb in ("adopted", "returned")]
        assert len(mine) - len([one for one in mine if "取消" in one]) == len(expected), (number, mine)


async def test_sentences_that_merely_have_the_words_do_nothing(on: Stage) -> None:
    assert len(NOTHING) > 20
    before = await done(on)
    heard = {account: len(on.heard(account)) for account in SENDERS}
    for said in NOTHING:
        for account in ("dana", "alice"):
            await on.ask(account, said)
        assert await done(on) == before, said
    assert {account: len(on.heard(account)) for account in ("erin", "bob")} == {a: heard[a] for a in ("erin", "bob")}
