"""Short conversations on WeCom and in the simulator: what stands at their end, and that nothing else happened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.databases import ready_database
from tests.support.simulator_stage import in_simulator
from tests.support.stage import Stage
from tests.support.town import FOUR, ONE, REPORT, THREE, TWO, november, photo, town

LONG = "我校组织师生走进社区，开展家电维修、健康体检、茶艺展示等便民服务。" * 25
LIAISONS = ("alice", "bob", "carol", "erin")
#: A photo; one that is too small.
PHOTO, SMALL = "[photo]", "[small]"


@dataclass(frozen=True, kw_only=True)
class End:
    """``stored``: kind, state and caption of everything stored, in order; ``said`` stands in the last answer."""

    stored: tuple[tuple[str, str, str], ...] = ()
    said: str = ""
    nudged: frozenset[str] = frozenset()


def photos(*captions: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(("photo", "accepted" if caption else "incomplete", caption) for caption in captions)


#: What it is about → who says what, one message after another, and the end.
SEQUENCES: dict[str, tuple[str, tuple[str, ...], End]] = {
    "a caption after its photo": (
        "alice",
        (PHOTO, "好的", "护理专业学生练习包扎"),
        End(stored=photos("护理专业学生练习包扎"), said="说明“护理专业学生练习包扎”（编号 1）"),
    ),
    "a caption before its photo": (
        "alice",
        ("汽修专业学生更换刹车片", PHOTO),
        End(stored=photos(""), said="刚才的“汽修专业学生更换刹车片”记作编号 1 的说明？回 1 就记。"),
    ),
    "an explicit caption before its photo": (
        "alice",
        ("说明 汽修专业学生更换刹车片", PHOTO, "1"),
        End(stored=photos("汽修专业学生更换刹车片")),
    ),
    "a caption for a refused photo": (
        "alice",
        (SMALL, "护理专业学生练习包扎", PHOTO, "1"),
        End(stored=(("photo", "refused", ""), *photos("护理专业学生练习包扎"))),
    ),
    "two photos and one caption": (
        "alice",
        (PHOTO, PHOTO, "这两张都是烹饪班学生捏面点"),
        End(stored=photos("烹饪班学生捏面点", "烹饪班学生捏面点")),
    ),
    "two photos and two captions in one message": (
        "alice",
        (PHOTO, PHOTO, "第一张开幕式现场\n第二张领导参观展台"),
        End(stored=photos("开幕式现场", "领导参观展台")),
    ),
    "a second caption for two photos": (
        "alice",
        (PHOTO, PHOTO, "学生在练习插花", "老师在示范插花技巧"),
        End(stored=photos("学生在练习插花", "学生在练习插花"), said="2. 把“老师在示范插花技巧”记作编号 2 的说明"),
    ),
    "a second caption for two photos, and which": (
        "alice",
        (PHOTO, PHOTO, "学生在练习插花", "老师在示范插花技巧", "2"),
        End(
            stored=photos("学生在练习插花", "老师在示范插花技巧"),
            said="编号 2 的说明已由“学生在练习插花”改为：“老师在示范插花技巧”",
        ),
    ),
    "a second caption, then its photo": (
        "alice",
        (PHOTO, PHOTO, "学生在练习插花", "老师在示范插花技巧", PHOTO),
        End(
            stored=photos("学生在练习插花", "学生在练习插花", ""),
            said="刚才的“老师在示范插花技巧”记作编号 3 的说明？回 1 就记。",
        ),
    ),
    "places of which one has its caption": (
        "alice",
        (PHOTO, PHOTO, "图二：学生练习茶艺", "1、学生练习插花\n2、学生表演茶艺", "1"),
        End(stored=photos("学生练习插花", "学生表演茶艺")),
    ),
    "a place where no photo is": (
        "alice",
        (PHOTO, "第五张：学生练习茶艺"),
        End(stored=photos(""), said="没有找到您说的那张照片"),
    ),
    "a further photo joins the question": (
        "alice",
        (PHOTO, "插花", PHOTO, "1"),
        End(stored=photos("插花", "插花")),
    ),
    "talk with a colleague": (
        "alice",
        (PHOTO, "李老师这是哪个班的", "你问问教务"),
        End(stored=photos("")),
    ),
    "talk that was noted is taken back": (
        "alice",
        (PHOTO, "幼师班学生表演手指操", "不是说明"),
        End(stored=photos(""), said="请再回复一句话作说明"),
    ),
    "a caption is corrected": (
        "alice",
        (PHOTO, "学生练习车床", "写错了", "说明 1 学生练习铣床"),
        End(stored=photos("学生练习铣床")),
    ),
    "one of two is withdrawn": (
        "alice",
        (PHOTO, PHOTO, "第二张不要了", "撤回2", "学生为居民理发"),
        End(stored=(*photos("学生为居民理发"), ("photo", "withdrawn", ""))),
    ),
    "a withdrawal that is put off": (
        "alice",
        (PHOTO, "先别撤回1", "我问下主任"),
        End(stored=photos("")),
    ),
    "withdrawn and sent again": (
        "alice",
        (PHOTO, "发错了", "撤回1", PHOTO, "无人机植保演示"),
        End(stored=(("photo", "withdrawn", ""), *photos("无人机植保演示"))),
    ),
    "a photo for another day": (
        "alice",
        (PHOTO, "学生参观校史馆", "记到11月11日"),
        End(stored=photos("学生参观校史馆"), said=f"{ONE} 11月11日现在：已报齐。"),
    ),
    "only a question about the day": (
        "alice",
        (PHOTO, "这张能记到昨天吗"),
        End(stored=photos("")),
    ),
    "a text in pieces and a photo between": (
        "alice",
        ("稿件", "我校今天举行活动周启动仪式，全校师生参加。", PHOTO, LONG, "完"),
        End(stored=(*photos(""), ("text", "accepted", ""))),
    ),
    "a sentence like a caption in a text": (
        "alice",
        ("稿件", LONG, "学生们在操场展示无人机编队。", "完了"),
        End(stored=(("text", "accepted", ""),), said="839 字"),
    ),
    "a text not finished": (
        "alice",
        ("稿件", LONG, "还没完，等下"),
        End(said="没有加进稿件"),
    ),
    "a text dropped": (
        "alice",
        ("稿件", "今天上午", "取消"),
        End(said="已取消"),
    ),
    "a long text, then thanks": (
        "alice",
        (f"技能之花开满校园\n{LONG}", "谢谢🙏"),
        End(stored=(("text", "accepted", ""),), said="不客气"),
    ),
    "a summary announced, a photo first": (
        "alice",
        ("总结", PHOTO, "[2020活动周总结.docx]"),
        End(stored=(*photos(""), ("attachment", "accepted", "")), said="活动周总结已收到"),
    ),
    "a summary announced, then only talk": (
        "alice",
        ("总结", "还差校长签字", "下午给你"),
        End(said="“下午给你”没有记作活动周总结"),
    ),
    "two schools, then the caption": (
        "carol",
        (PHOTO, "第三职业学校", "导游专业学生模拟讲解"),
        End(stored=photos("导游专业学生模拟讲解"), said=THREE),
    ),
    "two schools, the caption first": (
        "carol",
        (PHOTO, "机电一体化专业学生装配机器人", "第二职业学校", "1"),
        End(stored=photos("机电一体化专业学生装配机器人"), said=TWO),
    ),
    "two schools, the wrong one": (
        "carol",
        (PHOTO, TWO, f"错了 改到 {THREE}"),
        End(stored=photos(""), said=THREE),
    ),
    "a nudge put off": (
        "dana",
        ("催报", "先别发，等十一点", "确认一下都有谁"),
        End(),
    ),
    "a nudge confirmed after another question": (
        "dana",
        ("今天谁没交", "催一下", f"{FOUR}今天报了吗", "确认"),
        End(nudged=frozenset(LIAISONS), said="已提醒 4 个单位"),
    ),
    "a name that fits several, then a clearer part of it": (
        "dana",
        ("职业学校昨天报了吗", "第三"),
        End(said=f"{THREE}　昨天（11月9日）"),
    ),
    "a name that fits several, by number": (
        "dana",
        ("职业学校昨天报了吗", "2"),
        End(said=f"{TWO}　昨天（11月9日）"),
    ),
    "what others may know, then the last thing undone": (
        "alice",
        ("今天谁没交", PHOTO, "学生志愿者清扫社区", "撤销"),
        End(stored=photos(""), said="去掉编号 1 的说明"),
    ),
    "undone though something in vain came between": (
        "alice",
        (PHOTO, "学生志愿者清扫社区", "撤回 99", "撤销"),
        End(stored=photos(""), said="去掉编号 1 的说明"),
    ),
    "the unit chosen, then all undone": (
        "carol",
        (PHOTO, "1", "撤销"),
        End(stored=(("photo", "withdrawn", ""),), said="编号 1 已撤回"),
    ),
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Nothing here depends on which database it is."""
    async with ready_database("sqlite", tmp_path) as url:
        opened = Database(url)
        yield opened
        await opened.close()


@pytest.fixture(params=["wecom", "simulator"])
async def on(
    request: pytest.FixtureRequest, database: Database, clock: FrozenClock, tmp_path: Path
) -> AsyncIterator[Stage]:
    async with town(database, clock, tmp_path, now=november(10, "10:20:00")) as opened:
        yield opened if request.param == "wecom" else await in_simulator(opened)


@pytest.mark.parametrize("about", SEQUENCES)
async def test_a_short_conversation_ends_as_it_was_meant(on: Stage, about: str) -> None:
    account, messages, end = SEQUENCES[about]
    answer = ""
    for number, message in enumerate(messages):
        before = len(on.heard(account))
        await _send(on, account, message, number)
        answer = "\n".join(on.heard(account)[before:])
    stored = [(str(row["kind"]), str(row["state"]), str(row["caption"])) for row in await on.rows("submissions")]
    assert tuple(stored) == end.stored
    assert end.said in answer
    assert {who for who in LIAISONS if any("上级提醒" in text for text in on.heard(who))} == end.nudged


def _word() -> bytes:
    document = Document()
    document.add_paragraph(REPORT)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


async def _send(on: Stage, account: str, message: str, number: int) -> None:
    if message in (PHOTO, SMALL):
        await on.photo(account, photo(2400 + 2 * number) if message == PHOTO else photo(1600, 1000))
    elif message.startswith("["):
        await on.file(account, message.strip("[]"), _word())
    else:
        await on.say(account, message)
    await on.drain()
