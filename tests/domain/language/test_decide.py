"""What is done, answered, offered or said: by what was typed and what the conversation stands at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language import acts, bare_words
from domain.language.acts import CaptionText, GiveCaption, Unit
from domain.language.captions import CaptionEvidence
from domain.language.decide import decide
from domain.language.decisions import About, Answer, CaptionNoted, Decision, Do, Offer, Offered, Piece, Remark, Say
from domain.language.normal import normalised
from domain.language.questions import Question, Topic
from domain.language.reading import read
from tests.support.phrase_rows import CODE, LONG, situation, vocabulary

TWO = ("晚霞区汽车工程学校", "晚霞区艺术职业学校")
SOON, LATE = timedelta(minutes=1), timedelta(minutes=11)


def say(text: str, role: str = "liaison", context: str = "A", **changes: Any) -> Decision:
    words = vocabulary(role, TWO)
    standing = replace(situation(role, context, tuple(unit.unit for unit in words.own)), **changes)
    return decide(read(normalised(text), words), standing, words)


def done(text: str, role: str = "liaison", context: str = "A", **changes: Any) -> acts.Act | None:
    decision = say(text, role, context, **changes)
    return decision.act if isinstance(decision, Do) else None


@pytest.fixture
def every_word_a_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive marks in everything: what remains are the rules about when bare words count."""
    evidence: Callable[[str], CaptionEvidence | None] = lambda text: CaptionEvidence.__new__(CaptionEvidence)  # noqa: E731
    monkeypatch.setattr(bare_words, "caption_evidence", evidence)


def captioned(*numbers: int, text: str, replaces: bool = False) -> GiveCaption:
    return GiveCaption(captions=(CaptionText(text=text, numbers=numbers),), replaces=replaces)


# --- Full commands ---


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("撤回 1109-3", acts.Withdraw(receipts=("1109-3",))),
        ("把19撤回", acts.Withdraw(numbers=(19,))),
        ("删掉11", acts.Withdraw(numbers=(11,))),
        ("撤消5", acts.Withdraw(numbers=(5,))),
        ("撤销 3", acts.Withdraw(numbers=(3,))),
        ("撤回1，撤回2", acts.Withdraw(numbers=(1, 2))),
        ("发错了，撤回3", acts.Withdraw(numbers=(3,))),
        ("不是说明", acts.TakeCaptionBack()),
        ("3记到今天", acts.MoveToDay(day=date(2020, 11, 10), numbers=(3,))),
        ("发错单位了，是江临区教体局", acts.MoveToUnit(unit=Unit(id=33, name="江临区教体局"))),
        ("今天没活动", acts.NoteNoActivity(day=date(2020, 11, 10))),
        ("上传", acts.MakeLink()),
        ("作废链接", acts.RevokeLinks()),
        ("稿件", acts.OpenComposing()),
        ("方案", acts.Announce(milestone="plan")),
        (f"总结：{LONG}", acts.HandIn(milestone="summary", text=LONG)),
    ],
)
def test_a_full_command_is_done(text: str, act: acts.Act) -> None:
    assert done(text) == act


@pytest.mark.parametrize(
    "text",
    [
        "撤会5",
        "能撤回2吗",
        "不要撤回2",
        "先别撤回2号",
        "等会撤回2",
        "撤回2026年的计划书",
        "撤回2，算了你先别动",
        "撤回",
        "上传链接发到群里了 作废掉",
    ],
)
def test_a_doubtful_command_is_not(text: str) -> None:
    assert done(text) is None


def test_withdrawing_without_a_number_is_about_the_link_named_before() -> None:
    said = "上传链接发到群里了 作废掉"
    assert say(said) == Offer(about=About.ACT, said=said, choices=(acts.RevokeLinks(),))


def test_a_misspelt_command_is_offered() -> None:
    assert say("撤会5") == Offer(about=About.ACT, said="撤会5", choices=(acts.Withdraw(numbers=(5,)),))


def test_after_a_mistake_what_came_last_may_be_taken_back() -> None:
    five, six = acts.Withdraw(numbers=(5,)), acts.Withdraw(numbers=(6,))
    both = acts.Withdraw(numbers=(5, 6))
    assert say("发错了", context="B") == Offer(about=About.WITHDRAW, said="发错了", choices=(five, six, both))
    assert say("发错了") == Say(remark=Remark.MISTAKE, said="发错了")


def test_to_undo_more_than_one_thing_is_asked_first() -> None:
    assert done("撤销", undoable=1) == acts.UndoLast()
    assert say("撤销", undoable=3) == Offer(about=About.UNDO, said="撤销", choices=(acts.UndoLast(all=True),))
    assert say("撤销") == Say(remark=Remark.NOTHING_TO_UNDO, said="撤销")


def test_only_who_may_is_obeyed() -> None:
    assert say("免报 农业学校 11月9日") == Say(remark=Remark.NOT_YOURS, said="免报 农业学校 11月9日")
    assert say("撤回3", "supervisor") == Say(remark=Remark.NOT_YOURS, said="撤回3")
    assert say("今天谁没交") == Say(remark=Remark.NOT_YOURS, said="今天谁没交")


def test_a_stranger_can_do_nothing_but_enrol() -> None:
    assert done(f"绑定 {CODE}", "stranger") == acts.Bind(code=CODE)
    assert say("撤回3", "stranger") == Say(remark=Remark.STRANGER)


# --- Numbers ---


CHOICES = (acts.Withdraw(numbers=(5,)), Question(topic=Topic.STATUS))


@pytest.mark.parametrize("text", ["1", "一", "1吧", "第一个", "选1", "１"])
def test_a_number_takes_what_was_offered(text: str) -> None:
    assert done(text, offered=Offered(choices=CHOICES, age=SOON)) == CHOICES[0]


def test_an_offered_question_is_answered() -> None:
    assert say("2", offered=Offered(choices=CHOICES, age=SOON)) == Answer(questions=(CHOICES[1],))


def test_a_number_too_late_or_too_high_does_nothing() -> None:
    assert say("1", offered=Offered(choices=CHOICES, age=LATE)) == Say(remark=Remark.NOTHING_OFFERED, said="1")
    assert say("3", offered=Offered(choices=CHOICES, age=SOON)) == Say(remark=Remark.NO_SUCH_CHOICE, said="3")


# --- Captions ---


@pytest.mark.usefixtures("every_word_a_caption")
def test_a_bare_caption_is_for_all_that_wait() -> None:
    assert done("学生在练习插花", context="B") == captioned(5, 6, text="学生在练习插花")


@pytest.mark.usefixtures("every_word_a_caption")
@pytest.mark.parametrize("changes", [{"asked": True}, {"offered": Offered(choices=CHOICES, age=SOON)}])
def test_a_bare_caption_after_a_question_is_asked(changes: dict[str, Any]) -> None:
    assert isinstance(say("学生在练习插花", context="B", **changes), Offer)


@pytest.mark.usefixtures("every_word_a_caption")
def test_a_supervisors_words_are_no_caption_at_once() -> None:
    assert isinstance(say("晨光区护理职业学校的展台", "both", "D"), Offer)


@pytest.mark.usefixtures("every_word_a_caption")
def test_a_second_caption_at_once_replaces_the_first() -> None:
    noted = CaptionNoted(numbers=(7,), text="学生", age=SOON)
    assert done("学生在修车", caption_noted=noted) == captioned(7, text="学生在修车", replaces=True)
    assert done("学生在修车", caption_noted=replace(noted, age=timedelta(minutes=3))) is None


@pytest.mark.usefixtures("every_word_a_caption")
def test_a_caption_before_its_photo_is_kept() -> None:
    assert say("学生在修车") == Say(remark=Remark.EARLY_CAPTION, said="学生在修车")


def test_unmarked_words_beside_photos_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare_words, "caption_evidence", lambda text: None)
    offered = say("孩子们玩得很开心", context="B")
    giving = captioned(5, 6, text="孩子们玩得很开心")
    assert offered == Offer(about=About.CAPTION, said="孩子们玩得很开心", choices=(giving,))


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("说明5 老师指导学生", {(5,): "老师指导学生"}),
        ("说明 学生练习插花", {(5, 6): "学生练习插花"}),
        ("第5张 老师在讲课", {(5,): "老师在讲课"}),
        ("第一张：开幕式 第二张：闭幕式", {(5,): "开幕式", (6,): "闭幕式"}),
        ("图1：钳工比赛 图2：颁奖", {(5,): "钳工比赛", (6,): "颁奖"}),
        ("说明 79 甲乙在练习\n说明 80 丙在练习", {(79,): "甲乙在练习", (80,): "丙在练习"}),
        ("5是开幕式 6是颁奖", {(5,): "开幕式", (6,): "颁奖"}),
        ("学生练习插花哈", {(5, 6): "学生练习插花"}),
    ],
)
def test_captions_with_their_photos(text: str, captions: dict[tuple[int, ...], str]) -> None:
    act = done(text, context="B")
    assert isinstance(act, GiveCaption)
    assert {c.numbers: c.text for c in act.captions} == captions


def test_a_place_that_is_a_number_too_is_asked() -> None:
    offered = say("第二张：学生练习钳工", waiting=(2, 3))
    assert isinstance(offered, Offer)
    assert offered.about is About.PLACE
    assert [c.captions[0].numbers for c in offered.choices if isinstance(c, GiveCaption)] == [(3,), (2,)]


# --- Texts ---


def test_a_report_with_a_title_is_kept() -> None:
    assert done(f"技能改变命运\n{LONG}") == acts.KeepText(text=f"技能改变命运\n{LONG}")


@pytest.mark.parametrize("text", [LONG, f"各位老师：\n{LONG}", f"【通知】关于开会\n{LONG}请回复"])
def test_a_long_text_without_one_is_asked(text: str) -> None:
    assert say(text) == Offer(about=About.TEXT, said=text, choices=(acts.KeepText(text=text),))


def test_a_report_comes_before_any_command() -> None:
    assert done(f"撤回到教室的那一刻\n{LONG}") == acts.KeepText(text=f"撤回到教室的那一刻\n{LONG}")


def test_a_text_that_goes_on_is_offered_as_one() -> None:
    offered = say("随后，师生们走进社区，为居民服务。", piece=Piece(text="今天上午，我校", age=SOON, number=3))
    assert isinstance(offered, Offer)
    assert offered.choices[0] == acts.KeepText(text="今天上午，我校随后，师生们走进社区，为居民服务。", replaces=3)


@pytest.mark.parametrize("text", ["一、基本情况", "今天上午我校举行启动仪式，全校师生可以参加。", LONG])
def test_pieces_of_an_open_text(text: str) -> None:
    assert done(text, context="C") == acts.AddPiece(text=text)


@pytest.mark.parametrize("text", ["完", "完。", "我发完了", "就这些吧", "发完，谢谢"])
def test_the_end_of_an_open_text(text: str) -> None:
    assert done(text, context="C") == acts.CloseComposing()


@pytest.mark.parametrize("text", ["还没完，等下", "刚才那段发重了", "算了 这稿子作废重写", "怎么结束", "等等"])
def test_what_is_no_piece_for_certain_is_not_added(text: str) -> None:
    assert done(text, context="C") is None


# --- What was announced, and which unit ---


@pytest.mark.parametrize("text", ["等一会儿发", "还差校长签字", "好的马上", "下午给你"])
def test_remarks_meet_no_milestone(text: str) -> None:
    assert done(text, context="M") is None


def test_what_is_accepted_meets_it() -> None:
    assert done(LONG, context="M") == acts.HandIn(milestone="summary", text=LONG)
    assert done("李四 13900001111", context="MC") == acts.HandIn(milestone="contact", text="李四 13900001111")
    link = "https://www.xhyz.example/a"
    met = done(link, announced="website", accepts=("link",))
    assert met == acts.HandIn(milestone="website", text=link)


@pytest.mark.parametrize("text", ["艺校", "第二个", "二", "艺术学校", "是艺校", "不是汽车 是艺校"])
def test_which_unit(text: str) -> None:
    assert done(text, "two", "F") == acts.ChooseUnit(unit=Unit(id=11, name="晚霞区艺术职业学校"))


@pytest.mark.parametrize("text", ["学生在修车", "汽车专业学生练习插花", "等会", "艺校还没定"])
def test_other_words_choose_no_unit(text: str) -> None:
    assert done(text, "two", "F") is None


# --- Nudges ---


def test_a_nudge_is_confirmed_by_its_word_alone() -> None:
    assert done("确认", "supervisor", "N") == acts.ConfirmNudge()
    assert done("确认", "supervisor", "A") is None
    assert done("确认", "supervisor", "N", nudge=LATE) is None
    assert isinstance(say("好的", "supervisor", "N"), Offer)
    assert done("不确认", "supervisor", "N") is None


# --- Several questions ---


def test_every_question_is_answered() -> None:
    answered = say("昨天的简报和今天谁没交", "supervisor")
    assert isinstance(answered, Answer)
    assert [(q.topic, q.days[0].day) for q in answered.questions] == [(Topic.DIGEST, 9), (Topic.MISSING, 10)]


@settings(deadline=None)
@given(text=st.text(max_size=200), role=st.sampled_from(["liaison", "supervisor", "both", "two", "stranger"]))
def test_nothing_typed_raises(text: str, role: str) -> None:
    for context in "ABCDFMN":
        say(text, role, context)
