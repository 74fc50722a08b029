"""换联络员 星河一职 李四 13800000000: which unit, who comes, at which telephone. Pure; it is only proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.language.late import Late
from domain.language.names import Fit, Named
from domain.language.questions import Question, Topic, Where
from domain.language.vocabulary import Vocabulary

_VERB = r"(?:更换|变更|调换|换掉|换一下|换个?|改)"
_POLITE = r"(?:请|麻烦|帮我|帮忙|我要|我想)*\s*"
_BECOMES = r"(?:换成|改成|变成|换为|改为|变更为|变更成|调整为|调整成|更换为|更换成|由.{2,5}换成)"
#: The command at the front, or 把 UNIT 的联络员换成 … around a name.
_FRONT = Late(rf"{_POLITE}{_VERB}(?:一下)?联络员(?P<rest>.*)", re.DOTALL)
_AROUND = Late(
    rf"{_POLITE}(?:把|将)?(?P<unit>[^,，\s]{{2,40}}?)(?:的)?联络员\s*"
    rf"(?:{_BECOMES}|换[人了,，\s]*(?:换成|改成|现在是|是)|换人了)(?P<rest>.+)",
    re.DOTALL,
)
#: The same in other orders: nothing else than the command only where the unit is one and a telephone is there.
_OTHERS = (
    Late(rf"{_POLITE}{_VERB}(?P<unit>[^,，\s]{{2,40}}?)(?:的)?联络员\s*(?:为|成)?(?P<rest>.+)", re.DOTALL),
    Late(
        rf"{_POLITE}(?P<unit>[^,，\s]{{2,40}}?)\s*(?:要|需要|想)?{_VERB}(?:一下)?(?:新的?)?联络员(?P<rest>.+)",
        re.DOTALL,
    ),
    Late(rf"{_POLITE}(?P<unit>[^,，\s]{{2,40}}?)(?:的)?新(?:的)?联络员\s*(?P<rest>.+)", re.DOTALL),
)
_PHONE = re.compile(r"(?:\+?86[- ]?)?(1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_LABEL = re.compile(r"(?:姓名|电话|手机号?|联系电话|新联络员|单位|换成|改成|改为|换为|的?联络员)\s*[:是为]?")
_BETWEEN = re.compile(r"[\s,，、;；:。()（）]+")
_NAME = re.compile(r"[一-鿿㐀-䶿\U00020000-\U0003ffff]{2,4}|[一-鿿]{2,8}·[一-鿿·]{2,12}")
_REFUSED = re.compile("不用|不要|不换|先别|别换|先不|取消|算了|怎么|如何")
_PARTICLES = frozenset("哈啊呀哦噢吧呢了")
_TITLE = re.compile(r"(?:老师|主任|同志|科长|处长)$")


def read(plain: str, vocabulary: Vocabulary) -> Question | None:
    """The question, with as much as was given; None when the message is no such command."""
    front, around = _FRONT.regex.fullmatch(plain), _AROUND.regex.fullmatch(plain)
    match = front or around
    if match is None:
        return _in_other_order(plain, vocabulary)
    return _asked(match["rest"], around["unit"] if around is not None and front is None else "", vocabulary)


def _in_other_order(plain: str, vocabulary: Vocabulary) -> Question | None:
    for order in _OTHERS:
        match = order.regex.fullmatch(plain)
        if match is None or not _PHONE.search(match["rest"]):
            continue
        if vocabulary.area_names.find(match["unit"]).fit < Fit.INSIDE:
            continue
        question = _asked(match["rest"], match["unit"], vocabulary)
        if question.person:
            return question
    return None


def _asked(rest: str, before: str, vocabulary: Vocabulary) -> Question:
    if _REFUSED.search(rest):
        return Question(topic=Topic.CHANGE_LIAISON)
    phones = [re.sub(r"\D", "", found) for found in _PHONE.findall(rest)]
    words = [word for word in _BETWEEN.split(_LABEL.sub(" ", _PHONE.sub(" ", rest))) if word and word not in _PARTICLES]
    if before:
        words = [before, *words]
    unit, name = _unit_and_name(words, vocabulary)
    return Question(
        topic=Topic.CHANGE_LIAISON,
        where=Where(units=unit.units),
        person=name,
        phone=phones[0] if len(phones) == 1 else "",
    )


def _unit_and_name(words: list[str], vocabulary: Vocabulary) -> tuple[Named, str]:
    """Two words are the unit and the name, one word may be both; what is left over makes neither certain."""
    found: list[tuple[Fit, int, Named, str]] = []
    for unit_said, name in _splits(words):
        named = vocabulary.area_names.find(unit_said)
        if named.fit >= Fit.NEAR and (bare := _TITLE.sub("", name)) and _NAME.fullmatch(bare):
            found.append((named.fit, len(unit_said), named, bare))
    if found:
        # Of two that fit, the unit that more was said of: the other leaves its end to the name.
        return max(found, key=lambda one: one[:2])[2:]
    return vocabulary.area_names.find("".join(words)) if words else Named(), ""


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    if len(words) > 1:
        yield "".join(words[:-1]), words[-1]
        yield "".join(words[1:]), words[0]
    elif words:
        for length in (3, 2, 4):
            yield words[0][:-length], words[0][-length:]
