"""换联络员 星河一职 李四 13800000000: which unit, who comes, at which telephone. Pure; it is only proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.language.late import Late
from domain.language.names import Fit, Named
from domain.language.questions import Question, Topic, Where
from domain.language.vocabulary import Vocabulary

_VERB = r"(?:更换|换掉|换一下|换个?|改)"
#: The command at the front, or 把 UNIT 的联络员换成 … around a name.
_FRONT = Late(rf"(?:请|麻烦|帮我|我要|我想)*\s*{_VERB}(?:一下)?联络员(?P<rest>.*)", re.DOTALL)
_AROUND = Late(
    r"(?:请|麻烦|帮我|我要|我想)*\s*(?:把|将)?(?P<unit>[^,，\s]{2,40}?)(?:的)?联络员\s*(?:换成|改成|换为|改为|更换为|更换成|由.{2,5}换成)(?P<rest>.+)",
    re.DOTALL,
)
_PHONE = re.compile(r"(?:\+?86[- ]?)?(1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_LABEL = re.compile(r"(?:姓名|电话|手机号?|联系电话|新联络员|单位|换成|改成|改为|换为|的?联络员)\s*[:是为]?")
_BETWEEN = re.compile(r"[\s,，、;；:。]+")
_NAME = re.compile(r"[一-鿿㐀-䶿\U00020000-\U0003ffff]{2,4}|[一-鿿]{2,8}·[一-鿿·]{2,12}")
_REFUSED = re.compile("不用|不要|不换|先别|别换|先不|取消|算了|怎么|如何")
_TITLE = re.compile(r"(?:老师|主任|同志|科长|处长)$")


def read(plain: str, vocabulary: Vocabulary) -> Question | None:
    """The question, with as much as was given; None when the message is no such command."""
    front, around = _FRONT.regex.fullmatch(plain), _AROUND.regex.fullmatch(plain)
    match = front or around
    if match is None:
        return None
    before = around["unit"] if around is not None and front is None else ""
    rest = match["rest"]
    if _REFUSED.search(rest):
        return Question(topic=Topic.CHANGE_LIAISON)
    phones = [re.sub(r"\D", "", found) for found in _PHONE.findall(rest)]
    words = [word for word in _BETWEEN.split(_LABEL.sub(" ", _PHONE.sub(" ", rest))) if word]
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
    found: list[tuple[Named, str]] = []
    for unit_said, name in _splits(words):
        named = vocabulary.area_names.find(unit_said)
        if named.fit >= Fit.NEAR and (bare := _TITLE.sub("", name)) and _NAME.fullmatch(bare):
            found.append((named, bare))
    if found:
        return max(found, key=lambda pair: pair[0].fit)
    return vocabulary.area_names.find("".join(words)) if words else Named(), ""


def _splits(words: list[str]) -> Iterator[tuple[str, str]]:
    if len(words) > 1:
        yield "".join(words[:-1]), words[-1]
        yield "".join(words[1:]), words[0]
    elif words:
        for length in (3, 2, 4):
            yield words[0][:-length], words[0][-length:]
