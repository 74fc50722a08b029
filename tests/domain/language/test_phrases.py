"""What people type, and what it is taken for. A doubtful sentence must never become something that changes state."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.phrases import CHANGING, Phrase, Verb, squeezed, understand

TODAY = date(2020, 11, 10)  # a Tuesday, the third day
DAYS = tuple(date(2020, 11, 8) + timedelta(days=n) for n in range(7))
WORDS = {
    "方案": "plan",
    "活动方案": "plan",
    "网站": "website",
    "网址": "website",
    "联络员": "contacts",
    "总结": "summary",
    "统计表": "statistics",
    "一览表": "highlights",
}


def read(text: str) -> Phrase:
    return understand(text, today=TODAY, days=DAYS, milestone_words=WORDS)


def nov(day: int) -> date:
    return date(2020, 11, day)


@pytest.mark.parametrize(
    ("text", "verb", "day"),
    [
        # the contract's own
        ("今天谁没交", Verb.MISSING, nov(10)),
        ("缺报 11月9日", Verb.MISSING, nov(9)),
        ("昨天哪些单位迟报", Verb.LATE, nov(9)),
        ("统计", Verb.COUNTS, None),
        ("简报", Verb.DIGEST, None),
        ("催报", Verb.NUDGE, None),
        ("确认", Verb.CONFIRM, None),
        ("帮助", Verb.HELP, None),
        ("状态", Verb.STATUS, None),
        # plain sentences about who is missing
        ("今天还有哪些学校没交？", Verb.MISSING, nov(10)),
        ("今天 谁 没 交 ？？", Verb.MISSING, nov(10)),
        ("今天谁没交!", Verb.MISSING, nov(10)),
        ("谁没交", Verb.MISSING, None),
        ("谁还没交？", Verb.MISSING, None),
        ("谁没有报", Verb.MISSING, None),
        ("还有谁没报送材料", Verb.MISSING, None),
        ("请问今天还有谁没有交材料呢？", Verb.MISSING, nov(10)),
        ("麻烦帮我看看昨天哪些单位还没报，谢谢", Verb.MISSING, nov(9)),
        ("没交的有哪些", Verb.MISSING, None),
        ("没报的单位", Verb.MISSING, None),
        ("哪些单位未报", Verb.MISSING, None),
        ("哪几个学校没交", Verb.MISSING, None),
        ("到现在为止还有多少单位没有上报", Verb.MISSING, None),
        ("缺报", Verb.MISSING, None),
        ("缺报名单", Verb.MISSING, None),
        ("今天的缺报名单", Verb.MISSING, nov(10)),
        ("11-9缺报", Verb.MISSING, nov(9)),
        ("缺报11.9", Verb.MISSING, nov(9)),
        ("未报单位名单", Verb.MISSING, None),
        ("还差谁", Verb.MISSING, None),
        ("今天还差哪些单位", Verb.MISSING, nov(10)),
        ("还有谁", Verb.MISSING, None),
        ("都交了吗", Verb.MISSING, None),
        ("大家都报了吗？", Verb.MISSING, None),
        ("今天都交齐了没有", Verb.MISSING, nov(10)),
        ("第二天谁没交", Verb.MISSING, nov(9)),
        ("最后一天谁没交", Verb.MISSING, nov(14)),
        ("周一谁没交", Verb.MISSING, nov(9)),
        ("星期天哪些学校没报", Verb.MISSING, nov(8)),
        ("9号谁没交", Verb.MISSING, nov(9)),
        ("９号谁没交", Verb.MISSING, nov(9)),
        ("前天谁没交", Verb.MISSING, nov(8)),
        ("１１月９日 谁没交", Verb.MISSING, nov(9)),
        ("2020年11月9日缺报", Verb.MISSING, nov(9)),
        ("2020-11-09 缺报", Verb.MISSING, nov(9)),
        ("十一月九日缺报", Verb.MISSING, nov(9)),
        # late
        ("谁迟报了", Verb.LATE, None),
        ("迟报", Verb.LATE, None),
        ("迟报名单", Verb.LATE, None),
        ("昨天谁交晚了", Verb.LATE, nov(9)),
        ("今天有没有迟到的", Verb.LATE, nov(10)),
        ("迟交的有哪些单位", Verb.LATE, None),
        ("11月9日迟报", Verb.LATE, nov(9)),
        # counts
        ("统计 11月9日", Verb.COUNTS, nov(9)),
        ("昨天的统计", Verb.COUNTS, nov(9)),
        ("统计一下", Verb.COUNTS, None),
        ("今天情况怎么样？", Verb.COUNTS, nov(10)),
        ("今天报送情况", Verb.COUNTS, nov(10)),
        ("多少单位报了", Verb.COUNTS, None),
        ("今天几个单位交了", Verb.COUNTS, nov(10)),
        ("谁交了", Verb.COUNTS, None),
        ("报了多少", Verb.COUNTS, None),
        ("免报名单", Verb.COUNTS, None),
        ("哪些单位免报", Verb.COUNTS, None),
        # digest, nudge
        ("昨天的简报", Verb.DIGEST, nov(9)),
        ("看看今天的简报", Verb.DIGEST, nov(10)),
        ("简报 周日", Verb.DIGEST, nov(8)),
        ("汇总", Verb.DIGEST, None),
        ("11月9日日报", Verb.DIGEST, nov(9)),
        ("催一下", Verb.NUDGE, None),
        ("催一下没交的单位", Verb.NUDGE, None),
        ("催报 11月9日", Verb.NUDGE, nov(9)),
        ("请催报", Verb.NUDGE, None),
        # small talk and a liaison's questions
        ("？", Verb.HELP, None),
        ("怎么用", Verb.HELP, None),
        ("请问怎么报送？", Verb.HELP, None),
        ("我的状态", Verb.STATUS, None),
        ("今天还缺什么？", Verb.STATUS, nov(10)),
        ("我今天报了吗", Verb.STATUS, nov(10)),
        ("状态 11月9日", Verb.STATUS, nov(9)),
        ("好的", Verb.ACKNOWLEDGE, None),
        ("收到！", Verb.ACKNOWLEDGE, None),
        ("OK", Verb.ACKNOWLEDGE, None),
        ("嗯嗯", Verb.ACKNOWLEDGE, None),
        ("好的，收到", Verb.ACKNOWLEDGE, None),
        ("谢谢老师", Verb.THANKS, None),
        ("好的谢谢", Verb.THANKS, None),
        ("您好", Verb.GREETING, None),
        ("完", Verb.DONE, None),
        ("完。", Verb.DONE, None),
        ("发完了", Verb.DONE, None),
        ("取消", Verb.CANCEL, None),
        ("上传", Verb.UPLOAD, None),
        ("请问怎么上传？", Verb.UPLOAD, None),
        ("我要上传链接", Verb.UPLOAD, None),
        ("作废链接", Verb.REVOKE, None),
        ("撤销上传", Verb.REVOKE, None),
        ("稿件", Verb.COMPOSE, None),
    ],
)
def test_sentences(text: str, verb: Verb, day: date | None) -> None:
    phrase = read(text)
    assert (phrase.verb, phrase.day) == (verb, day)
    assert phrase.raw == text


@pytest.mark.parametrize(
    ("text", "verb", "numbers", "rest"),
    [
        ("说明 3 学生在焊接", Verb.CAPTION, (3,), "学生在焊接"),
        ("说明3 学生在焊接", Verb.CAPTION, (3,), "学生在焊接"),
        ("说明 3：学生（左）在焊接，很认真。", Verb.CAPTION, (3,), "学生（左）在焊接，很认真。"),
        ("说明 ３－５ 开幕式", Verb.CAPTION, (3, 4, 5), "开幕式"),
        ("说明 3-5 开幕式", Verb.CAPTION, (3, 4, 5), "开幕式"),
        ("说明 3、4、7 开幕式", Verb.CAPTION, (3, 4, 7), "开幕式"),
        ("说明 3到5 开幕式", Verb.CAPTION, (3, 4, 5), "开幕式"),
        ("说明 3 4名学生在焊接", Verb.CAPTION, (3,), "4名学生在焊接"),
        ("说明 3名学生在焊接", Verb.CAPTION, (), "3名学生在焊接"),
        ("说明 2020.11.9开幕式", Verb.CAPTION, (), "2020.11.9开幕式"),
        ("说明 开幕式现场", Verb.CAPTION, (), "开幕式现场"),
        ("说明：开幕式现场", Verb.CAPTION, (), "开幕式现场"),
        ("说明\n开幕式现场", Verb.CAPTION, (), "开幕式现场"),
        ("编号 3 说明 开幕式", Verb.CAPTION, (3,), "开幕式"),
        ("说明 3", Verb.CAPTION, (3,), ""),
        ("说明", Verb.CAPTION, (), ""),
        ("撤回 3", Verb.WITHDRAW, (3,), ""),
        ("撤回3", Verb.WITHDRAW, (3,), ""),
        ("请帮我撤回编号 3", Verb.WITHDRAW, (3,), ""),
        ("撤回 3-5", Verb.WITHDRAW, (3, 4, 5), ""),
        ("撤回 3 5 8", Verb.WITHDRAW, (3, 5, 8), ""),
        ("撤回 3、5吧。", Verb.WITHDRAW, (3, 5), ""),
        ("撤回", Verb.WITHDRAW, (), ""),
        ("绑定 ABCD2345", Verb.BIND, (), "ABCD2345"),
        ("绑定abcd2345", Verb.BIND, (), "ABCD2345"),
        ("绑定：ＡＢＣＤ２３４５", Verb.BIND, (), "ABCD2345"),
        ("绑定 邀请码 AB-CD-23", Verb.BIND, (), "AB-CD-23"),
        ("绑定 邀请码", Verb.BIND, (), ""),
        ("我要绑定", Verb.BIND, (), ""),
        ("2", Verb.NUMBER, (2,), ""),
        ("第2个", Verb.NUMBER, (2,), ""),
        ("２。", Verb.NUMBER, (2,), ""),
        ("稿件\n匠心筑梦", Verb.COMPOSE, (), "匠心筑梦"),
        ("稿件：匠心筑梦", Verb.COMPOSE, (), "匠心筑梦"),
        ("稿件 " + "长" * 60, Verb.COMPOSE, (), "长" * 60),
    ],
)
def test_commands(text: str, verb: Verb, numbers: tuple[int, ...], rest: str) -> None:
    phrase = read(text)
    assert (phrase.verb, phrase.numbers, phrase.rest) == (verb, numbers, rest)


@pytest.mark.parametrize(
    ("text", "day", "numbers"),
    [
        ("记到 11月10日", nov(10), ()),
        ("记到11.10", nov(10), ()),
        ("记到明天", nov(11), ()),
        ("改到 11月9日吧", nov(9), ()),
        ("把 3-4 记到 昨天", nov(9), (3, 4)),
        ("记到第三天。", nov(10), ()),
        ("记到", None, ()),
    ],
)
def test_moving(text: str, day: date | None, numbers: tuple[int, ...]) -> None:
    phrase = read(text)
    assert (phrase.verb, phrase.day, phrase.numbers) == (Verb.MOVE, day, numbers)


@pytest.mark.parametrize(
    ("text", "unit", "day"),
    [
        ("免报 青云市第一职业学校 11月9日", "青云市第一职业学校", nov(9)),
        ("免报青云市第一职业学校11月9日", "青云市第一职业学校", nov(9)),
        ("免报 11月9日 市一职", "市一职", nov(9)),
        ("请免报 市一职 明天", "市一职", nov(11)),
        ("免报 市一职", "市一职", None),
        ("免报", "", None),
    ],
)
def test_exempting(text: str, unit: str, day: date | None) -> None:
    phrase = read(text)
    assert (phrase.verb, phrase.rest, phrase.day) == (Verb.EXEMPT, unit, day)


@pytest.mark.parametrize(
    ("text", "item", "rest"),
    [
        ("方案", "plan", ""),
        ("方案。", "plan", ""),
        ("我要交活动方案", "plan", ""),
        ("报送总结", "summary", ""),
        ("统计表", "statistics", ""),
        ("网站 https://school.example/Week?a=1", "website", "https://school.example/Week?a=1"),
        ("网站：https://school.example", "website", "https://school.example"),
        ("网址www.school.example", "website", "www.school.example"),
        ("联络员 张三 13800000000", "contacts", "张三 13800000000"),
        ("联络员张三１３８００００００００", "contacts", "张三１３８００００００００"),
        ("总结：\n本周共举办活动十场", "summary", "本周共举办活动十场"),
        ("总结 " + "本周活动丰富多彩" * 10, "summary", "本周活动丰富多彩" * 10),
    ],
)
def test_milestones(text: str, item: str, rest: str) -> None:
    phrase = read(text)
    assert (phrase.verb, phrase.item, phrase.rest) == (Verb.MILESTONE, item, rest)


@pytest.mark.parametrize(
    ("text", "item"), [("谁没交方案", "plan"), ("统计表谁没交", "statistics"), ("缺报总结的单位", "summary")]
)
def test_questions_about_milestones(text: str, item: str) -> None:
    phrase = read(text)
    assert (phrase.verb, phrase.item) == (Verb.MISSING, item)


@pytest.mark.parametrize(
    "text",
    [
        "我们学校撤回了原来的说明会",
        "撤回原来的说明会",
        "撤回 3 吗？",
        "不要撤回 3",
        "能不能撤回 3",
        "撤回 3 号楼的活动安排",
        "说明会在操场举行",
        "说明学生很认真",
        "说明书已经发放",
        "改到明天开会",
        "活动改到 11月10日 举行",
        "记到本子上",
        "记到 11月10日 可以吗",
        "请确认一下名单",
        "确认收货",
        "确认参加开幕式",
        "绑定失败了怎么办",
        "怎么绑定",
        "绑定不了",
        "免报政策是什么",
        "免报 市一职 11月9日 可以吗",
        "市一职申请免报",
        "取消免报 市一职 11月9日",
        "稿件已发邮箱",
        "稿件 已发邮箱",
        "稿件：什么时候交？",
        "方案 已发邮箱",
        "方案什么时候交？",
        "方案：什么时候交？",
        "总结一下今天的活动",
        "联络员换人了",
        "网站正在建设中",
        "今天我们举办了开幕式，撤回 3",
        "完成了今天的活动",
        "取消今天的活动",
        "老师您好，我们学校今天的活动推迟到下午，照片晚一点发，说明 3 也晚一点",
    ],
)
def test_a_doubtful_sentence_changes_nothing(text: str) -> None:
    phrase = read(text)
    assert phrase.verb not in CHANGING | {Verb.CANCEL, Verb.DONE}, phrase


@pytest.mark.parametrize(
    "text",
    [
        "学生在老师指导下练习焊接",
        "开幕式现场",
        "我没交",
        "我们学校没有学生会",
        "推荐 128",
        "采用 128 大众网 https://news.example",
        "退回 128 太短",
        "看板",
        "通报",
        "导出 11月9日",
        "公告 明天放假",
        "",
        "。。。",
        "https://school.example",
        "谁没交" + "啊" * 80,
    ],
)
def test_what_is_not_understood(text: str) -> None:
    assert read(text).verb is Verb.UNKNOWN


@pytest.mark.parametrize(
    ("text", "rest", "day"),
    [
        ("青云市第一职业学校", "青云市第一职业学校", None),
        ("市一职 11月9日", "市一职", nov(9)),
        ("昨天市一职", "市一职", nov(9)),
        ("市一职今天交了吗？", "市一职", nov(10)),
        ("请问市一职昨天的情况怎么样", "市一职", nov(9)),
        ("市一职的联络员是谁", "市一职", None),
        ("查桥职业学校", "查桥职业学校", None),
    ],
)
def test_an_unknown_sentence_may_be_a_units_name(text: str, rest: str, day: date | None) -> None:
    phrase = read(text)
    assert (phrase.verb, phrase.rest, phrase.day) == (Verb.UNKNOWN, rest, day)


@pytest.mark.parametrize("text", ["缺报 13月45日", "第九天谁没交", "缺报 2月30日", "记到 11月31日"])
def test_a_day_that_does_not_exist_is_named_but_empty(text: str) -> None:
    phrase = read(text)
    assert phrase.said_day
    assert phrase.day is None


def test_a_weekday_is_looked_for_in_the_week_of_the_campaign() -> None:
    before = understand("周三谁没交", today=date(2020, 10, 1), days=DAYS, milestone_words={})
    assert before.day == nov(11)


def test_squeezing_joins_spellings() -> None:
    assert squeezed(" 今天，谁 没交？！") == squeezed("今天谁没交")


COMMANDS = [
    "说明",
    "撤回",
    "记到",
    "绑定",
    "免报",
    "稿件",
    "方案",
    "联络员",
    "确认",
    "今天",
    "11月9日",
    "3-5",
    "https://",
    "：",
    " ",
]


@given(st.lists(st.one_of(st.sampled_from(COMMANDS), st.text(max_size=12)), max_size=8).map("".join), st.dates())
def test_never_raises(text: str, today: date) -> None:
    phrase = understand(text, today=today, days=DAYS, milestone_words=WORDS)
    assert phrase.raw == text
    assert phrase.rest == "" or len(phrase.rest) <= len(text) * 18


@given(st.text(alphabet="我们学校老师的了在说明撤回确认方案联络员免报稿件今天活动照片，。 ", min_size=8, max_size=50))
def test_words_in_the_middle_of_a_sentence_change_nothing(text: str) -> None:
    phrase = read("我们学校" + text)
    assert phrase.verb not in CHANGING
