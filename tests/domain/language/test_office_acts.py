"""What offices say of items: thirty wordings that are acts, and sentences that merely contain the words."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language import acts, office_acts
from domain.language.acts import Act
from domain.language.decide import decide
from domain.language.decisions import Answer, Decision, Do, Offer, Say, Situation
from domain.language.normal import normalised
from domain.language.questions import Question, Topic
from domain.language.reading import read
from domain.language.vocabulary import Vocabulary
from tests.support.phrase_rows import Verdict, judged, named, rows, vocabulary

URL = "https://dzw.example/a/1"
ONE = (128,)
SUPERVISOR = Situation(supervises=True)


def decided(said: str, *, liaison: bool = False) -> Decision:
    words = vocabulary("liaison" if liaison else "supervisor", ("", ""))
    return decide(read(normalised(said), words), Situation(reports=True) if liaison else SUPERVISOR, words)


def give_back(reason: str, *numbers: int, uncounted: bool = False) -> acts.GiveBack:
    return acts.GiveBack(numbers=numbers or ONE, reason=reason, uncounted=uncounted)


def adopt(medium: str, url: str = "", level: str = "") -> acts.Adopt:
    return acts.Adopt(numbers=ONE, medium=medium, url=url, level=level)


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("推荐 128", acts.Recommend(numbers=ONE)),
        ("请推荐128号，谢谢", acts.Recommend(numbers=ONE)),
        ("推荐128-130", acts.Recommend(numbers=(128, 129, 130))),
        ("推荐 128、131", acts.Recommend(numbers=(128, 131))),
        ("推荐一下128跟130", acts.Recommend(numbers=(128, 130))),
        ("把128号推荐上去", acts.Recommend(numbers=ONE)),
        ("128这条不错 推荐上去", acts.Recommend(numbers=ONE)),
        ("推荐 128 号到省里", acts.Recommend(numbers=ONE)),
        ("推荐吧", None),
        ("撤销推荐 128", acts.Unrecommend(numbers=ONE)),
        ("取消推荐128号", acts.Unrecommend(numbers=ONE)),
        ("128号不推荐了", acts.Unrecommend(numbers=ONE)),
        ("把128的推荐撤销", acts.Unrecommend(numbers=ONE)),
        (f"采用 128 大众网 {URL}", adopt("大众网", URL)),
        (f"采用128号，大众网 {URL}", adopt("大众网", URL)),
        (f"采用 128 {URL} 大众网", adopt("大众网", URL)),
        ("采用 128 大众网（省级）", adopt("大众网", level="province")),
        (f"128被大众网采用了 {URL}", adopt("大众网", URL)),
        ("大众网采用了128", adopt("大众网")),
        ("采用 128", adopt("")),
        ("撤销采用 128", acts.Unadopt(numbers=ONE)),
        ("退回 128 说明与照片不符", give_back("说明与照片不符")),
        ("退回128 照片糊了重拍", give_back("照片糊了重拍")),
        ("退回128号，文字太少", give_back("文字太少")),
        ("把128退回 原因：重复了", give_back("重复了")),
        ("128 退回，人物模糊", give_back("人物模糊")),
        ("退回 128-130 时间不对", give_back("时间不对", 128, 129, 130)),
        ("退回 128 分辨率太低", give_back("分辨率太低")),
        ("退回 128", give_back("")),
        ("退回 128 吧", give_back("")),
        ("退回 128 不计 内容违规", give_back("内容违规", uncounted=True)),
        ("取消退回 128", acts.CallReturnOff(numbers=ONE)),
        ("128号不用退回了", acts.CallReturnOff(numbers=ONE)),
    ],
)
def test_what_is_said_is_done(said: str, act: Act | None) -> None:
    decision = decided(said)
    assert (decision.act if isinstance(decision, Do) else None) == act


@pytest.mark.parametrize(
    "said",
    [
        "推荐个中午吃饭的地方",
        "退回去的路上堵车了",
        "推荐 3 名学生参加省赛",
        "推荐3D打印课程",
        "采用 3D 打印技术",
        "先别退回 128",
        "不要推荐128",
        "推荐 128 了吗",
        "128推荐了吗",
        "推荐会上学生试讲",
        "推荐 2 张照片给省里",
        "退回 3 张照片的通知",
        "退回 2 号楼的包裹",
        "采用 5 天工作制",
        "已推荐 128",
        "128已退回",
        "谁采用了128",
        "要不要退回128 太糊",
        "推荐信写好了",
        "采用率是多少",
        "昨天退回的3件补来了吗",
        "今天推荐了29件",
        "退回 0 不清楚",
        "推荐 11-9",
        "采用的话要不要告诉学校",
    ],
)
def test_the_words_alone_do_nothing(said: str) -> None:
    assert not isinstance(decided(said), Do)
    assert not isinstance(decided(said, liaison=True), Do)


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("推荐 128 理由：画面好", acts.Recommend(numbers=ONE)),
        ("采用128号方案", adopt("方案")),
        ("退回 128 怎么操作", give_back("怎么操作")),
        ("退回128 2021年的旧照片", give_back("2021年的旧照片")),
    ],
)
def test_what_is_in_doubt_is_offered(said: str, act: Act) -> None:
    decision = decided(said)
    assert isinstance(decision, Offer)
    assert decision.choices == (act,)


@pytest.mark.parametrize(("said", "topic"), [("推荐", Topic.HOW_SELECT), ("怎么退回", Topic.HOW_RETURN)])
def test_without_a_number_how_it_is_done_is_answered(said: str, topic: Topic) -> None:
    assert decided(said) == Answer(questions=(Question(topic=topic),))


def test_liaisons_may_not_and_readers_may_not() -> None:
    assert isinstance(decided("推荐 128", liaison=True), Say)
    words = Vocabulary(today=date(2020, 11, 10), area=named())
    for said in ("退回 128 说明不符", "推荐 128", f"采用 128 大众网 {URL}"):
        assert not isinstance(decide(read(normalised(said), words), Situation(reads=True), words), Do)


def test_what_is_no_act_is_seen_at_once() -> None:
    """Patterns that try each way of sharing out spaces would not come back."""
    for said in ("推荐 1" + " 1" * 3000 + "x", "退回 1" + " " * 5000 + "、" * 5000 + "x", "推荐 1" + " " * 110 + "x"):
        found = office_acts.read(normalised(said), office=True)
        assert found is None or not found.sure or isinstance(found.act, acts.GiveBack)


def test_the_rows_of_the_table_that_an_office_says_are_understood_at_once() -> None:
    """Its 通报, 公告 and 导出 are judged with all the others, where the whole bot hears them."""
    said = [row for row in rows("phrases") if row.intent in ("dashboard", "select")]
    assert len(said) == 3
    assert [row.utterance for row in said if judged(row) is not Verdict.RIGHT] == []
