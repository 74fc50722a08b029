"""看板 in chat: a link that lets in once, a computer that is let in after 确认, and the end of all logins."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.organisation import Role
from handlers.desk import entering
from handlers.desk.entering import Browser, Waiting
from tests.support.clocks import FrozenClock
from tests.support.stage import Member, Stage
from tests.support.town import PEOPLE, photo

READER = Member(account="rita", organisation="bureau", role=Role.READER)
pytestmark = [
    pytest.mark.town(people=(*PEOPLE, READER)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
WINDOWS = Browser(agent="Windows", address="10.1.*.*")


def token_in(answer: str) -> str:
    (token,) = re.findall(r"/login/([\w-]+)", answer)
    return str(token)


async def computer(on: Stage) -> tuple[str, str]:
    waiting = await entering.wait(on.ctx, WINDOWS)
    assert waiting is not None
    return waiting


@pytest.mark.parametrize("account", ["dana", "rita"])
async def test_the_link_lets_its_asker_in_once(on: Stage, account: str) -> None:
    answer = await on.ask(account, "看板")
    assert "10 分钟内有效" in answer
    session = await entering.enter(on.ctx, token_in(answer), WINDOWS)
    assert session is not None
    visitor = await entering.visitor(on.ctx, session)
    assert visitor is not None
    assert visitor.person.name == account.title()
    assert await entering.enter(on.ctx, token_in(answer), WINDOWS) is None
    assert token_in(await on.ask(account, "大屏那个链接再给我一下")) != token_in(answer)


async def test_a_liaison_gets_none(on: Stage) -> None:
    assert "/login" not in await on.ask("alice", "看板")
    token, code = await computer(on)
    await on.ask("alice", f"看板 {code}")
    await on.ask("alice", "确认")
    assert await entering.waited(on.ctx, token) is Waiting.WAITS


@pytest.mark.parametrize("account", ["dana", "rita"])
async def test_a_computer_is_let_in_after_a_yes(on: Stage, account: str) -> None:
    token, code = await computer(on)
    asked = await on.ask(account, f"看板 {code}")
    assert "Windows · 10.1.*.*" in asked
    assert "确认" in asked
    assert await entering.waited(on.ctx, token) is Waiting.WAITS
    assert "已同意" in await on.ask(account, "确认")
    assert await entering.waited(on.ctx, token) is Waiting.AGREED
    session = await entering.enter(on.ctx, token, WINDOWS)
    assert session is not None
    visitor = await entering.visitor(on.ctx, session)
    assert visitor is not None
    assert visitor.person.name == account.title()


@pytest.mark.parametrize("words", ["取消", "好的", "谁没交"])
async def test_anything_but_a_yes_lets_nobody_in(on: Stage, words: str) -> None:
    token, code = await computer(on)
    await on.ask("dana", f"看板 {code}")
    await on.ask("dana", words)
    assert await entering.waited(on.ctx, token) is Waiting.WAITS


async def test_a_yes_that_comes_too_late(on: Stage, clock: FrozenClock) -> None:
    token, code = await computer(on)
    await on.ask("dana", f"看板 {code}")
    clock.advance(seconds=301)
    assert "已过期" in await on.ask("dana", "确认")
    assert await entering.waited(on.ctx, token) is Waiting.OVER


async def test_five_wrong_codes_in_an_hour_are_enough(on: Stage, clock: FrozenClock) -> None:
    token, code = await computer(on)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert "没有电脑在等" in await on.ask("dana", f"看板 {wrong}")
    assert "试的次数太多" in await on.ask("dana", f"看板 {code}")
    await on.ask("dana", "确认")
    assert await entering.waited(on.ctx, token) is Waiting.WAITS
    clock.advance(seconds=timedelta(hours=1).total_seconds())
    _, fresh = await computer(on)
    assert "Windows" in await on.ask("dana", f"看板 {fresh}")


async def test_all_logins_end_by_one_sentence_and_by_no_other(on: Stage) -> None:
    session = await entering.enter(on.ctx, token_in(await on.ask("dana", "看板")), WINDOWS)
    unused = token_in(await on.ask("dana", "看板"))
    assert session is not None
    for words in ("怎么作废登录", "作废登录是什么意思", "别作废登录", "作废链接"):
        await on.ask("dana", words)
        assert await entering.visitor(on.ctx, session) is not None, words
    assert "1 处" in await on.ask("dana", "作废登录")
    assert await entering.visitor(on.ctx, session) is None
    assert await entering.enter(on.ctx, unused, WINDOWS) is None
    assert "现在没有登录着的" in await on.ask("dana", "作废登录。")


async def test_photos_asked_for_are_a_link_to_exactly_these(on: Stage) -> None:
    for account in ("erin", "alice"):
        await on.photo(account, photo(2400 if account == "erin" else 2500))
    await on.drain()
    await on.ask("erin", "说明 1 学生在实训车间展示焊接技能")
    await on.ask("alice", "说明 2 学生在实训车间展示焊接技能")
    said = await on.ask("dana", "把东山区今天的照片发我")
    assert said.startswith("点开看东山区教育体育局11月9日的照片，共 1 张")
    address = urlsplit(said.splitlines()[-1])
    (onward,) = parse_qs(address.query)["next"]
    assert onward == "/w/nanchang-2020/desk?day=2020-11-09&kind=photo&mark=all&unit=east"
    assert await entering.enter(on.ctx, address.path.rsplit("/", 1)[-1], WINDOWS) is not None
    assert "共 2 张" in await on.ask("rita", "今天的照片发我看看")
    assert await on.ask("dana", "云麓第三职业学校昨天的照片") == "云麓第三职业学校11月8日还没有合格的照片。"
    for account, named in (("dave", "把云麓第一职业学校今天的照片发我"), ("alice", "把东山区今天的照片发我")):
        assert "/login" not in await on.ask(account, named)
