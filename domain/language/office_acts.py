"""What an office says of items by their numbers: 推荐 128, 采用 128 大众网 https://…, 退回 128 原因. Pure.

The whole message is such an act or it is none. What follows the numbers and is neither known nor plainly a medium or a
reason makes it doubtful: only to be offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from domain.language import acts
from domain.language.acts import Act
from domain.language.late import Late
from domain.language.normal import Utterance
from domain.language.numerals import listed

#: Names of media are no longer, in characters.
LONGEST_MEDIUM = 20
#: Nothing longer is numbers and a verb alone, in characters.
SHORT = 120
_LEVELS = {"县": "county", "市": "city", "省": "province", "国家": "nation"}

_S = r"\s{0,3}"
#: Words that begin like something counted: 时间不对 is a reason, 3时 is a time.
_WHOLE = (
    r"人[物脸数员像]|时[间长效]|名[称单字]|日期|年[份度级]|分[辨类]|篇幅|位置|条理|层次|级别|月份|次[数序]|班级|个别|天气|种类|件数|点题"
    r"|项目|家长|所有|所属|这|那"
)
#: Not 3张, 2日, 5个: then the number counts or dates something.
_NO_MEASURE = rf"(?!{_S}(?!{_WHOLE})[号张个份篇条位名件所家种次天年月日点楼元块届级班台套项万千百分秒时人岁折层寸米%.])"
_ONE = rf"(?:(?:编号|第|\#){_S})?\d{{1,9}}(?:{_S}[号\#])?"
_JOIN = rf"(?:{_S}(?:--?|–|——?|~|至|到|、|,|和|及|与|跟|/){_S}|\s{{1,3}})"
_N = rf"(?P<n>{_ONE}(?:{_JOIN}{_ONE}){{0,40}})(?![\d:]){_NO_MEASURE}"
_POLITE = r"(?:您好|你好|老师|请|麻烦|帮我|帮忙|给我|我要|我想|把|将|,|\s){0,8}"
_ITEM = rf"(?:{_S}的?(?:[这那][条张件篇个]|照片|图片|图|稿件|稿子|文字|视频|材料))?"
_GOOD = rf"(?:{_S},?{_S}(?:很|挺|真|非常|比较)?(?:不错|好|可以|精彩|典型)的?[,\s]{{0,3}})?"
_SOON = r"(?:一下|下)?"
_ENDING = r"(?:吧|哈|啊|呀|哦|谢谢|多谢|辛苦|麻烦|老师|您|你|了(?=[谢您])|[。.!,\s]){0,8}"
_PLACE = "上级|上面|省里|省厅|省局|省教育厅|市里|市局|市教育局|部里|教育部|厅里"
_UP = rf"(?:{_S}(?:上去|上来|(?:给|到|往|报给|报到|上报)?{_S}(?:{_PLACE})))?"
#: What comes after the numbers and is content.
_TAIL = rf"{_S}(?:[:,;。、\s]{_S}|(?<=号))(?P<rest>\S.*)"
_URL = Late(r"(?:https?://|www\.)[^\s,，。；;、一-鿿]+", re.IGNORECASE)
_UNDO = "(?:撤销|撤消|取消|收回|撤回)"

_RECOMMEND = (
    Late(rf"{_POLITE}推荐{_SOON}{_S}{_N}{_ITEM}{_GOOD}{_UP}{_ENDING}"),
    Late(rf"{_POLITE}{_N}{_ITEM}{_GOOD}{_S},?{_S}(?:也|都|请|帮我|给我)?推荐{_SOON}{_UP}{_ENDING}"),
)
_RECOMMEND_WITH = Late(rf"{_POLITE}推荐{_SOON}{_S}{_N}{_TAIL}", re.DOTALL)
_UNRECOMMEND = (
    Late(rf"{_POLITE}{_UNDO}对?{_S}推荐{_S}{_N}{_ITEM}{_ENDING}"),
    Late(rf"{_POLITE}{_UNDO}对?{_S}{_N}{_ITEM}{_S}的?推荐{_ENDING}"),
    Late(rf"{_POLITE}{_N}{_ITEM}{_S}的?(?:{_UNDO}推荐|推荐{_UNDO}掉?|不推荐了){_ENDING}"),
    Late(rf"{_POLITE}不推荐{_S}{_N}{_ITEM}了{_ENDING}"),
)
_ADOPTED = "(?:采用|采纳|录用|刊用|刊发|刊登|登载|转载|发表)"
_ADOPT = (
    Late(rf"{_POLITE}(?:采用|采纳|录用){_SOON}{_S}{_N}(?:{_ENDING}|{_TAIL})", re.DOTALL),
    Late(
        rf"{_POLITE}{_N}{_ITEM}{_S},?{_S}(?:已经|已)?被{_S}(?P<m>[^\s,。:]{{2,20}}?){_S}{_ADOPTED}了?(?:{_ENDING}|{_TAIL})"
    ),
    Late(rf"{_POLITE}(?P<m>[^\s,。:\d]{{2,20}}?){_S}{_ADOPTED}了{_S}{_N}{_ITEM}(?:{_ENDING}|{_TAIL})"),
    Late(rf"{_POLITE}{_N}{_ITEM}{_S}(?:采用|采纳|录用)(?:{_ENDING}|{_TAIL})"),
)
_UNADOPT = (
    Late(rf"{_POLITE}{_UNDO}{_S}采用{_S}{_N}{_ITEM}{_ENDING}"),
    Late(rf"{_POLITE}{_UNDO}{_S}{_N}{_ITEM}{_S}的?采用(?:记录)?{_ENDING}"),
    Late(rf"{_POLITE}{_N}{_ITEM}{_S}的?(?:{_UNDO}采用|采用{_UNDO}掉?){_ENDING}"),
)
_RETURN = (
    Late(rf"{_POLITE}(?:退回|打回){_SOON}{_S}{_N}{_ITEM}(?:{_ENDING}|{_TAIL})", re.DOTALL),
    Late(rf"{_POLITE}{_N}{_ITEM}{_S}(?:给他|给我|请)?(?:退回|打回)(?:去|掉|一下)?(?:{_ENDING}|{_TAIL})", re.DOTALL),
)
_CALL_OFF = (
    Late(rf"{_POLITE}{_UNDO}{_S}(?:退回|打回){_S}{_N}{_ITEM}{_ENDING}"),
    Late(rf"{_POLITE}{_UNDO}{_S}{_N}{_ITEM}{_S}的?(?:退回|打回){_ENDING}"),
    Late(rf"{_POLITE}{_N}{_ITEM}{_S}的?(?:不用退回了|不退回了|不退了|{_UNDO}退回|退回{_UNDO}){_ENDING}"),
)

_UNCOUNTED = Late(r"(?:不计(?:入|算|数)?|不算|且不计|并不计)(?:\s*[:,、。\s]\s*|$)(?P<reason>.*)", re.DOTALL)
_WHY = Late(r"(?:原因|理由|因为|由于|是因为)\s*(?:是|为)?\s*[:,]?\s*")
#: What follows asks, puts off, forbids or says that it is over: no reason.
_DOUBT = Late(
    r"[谁啥吗?]|怎么|怎样|咋|为何|为什么|多少|是不是|能不能|可不可|有没有|要不要|行不行|[呢么没]$"
    r"|^(?:先|暂|暂时)?(?:别|不要|不用|不必|不)(?:退|推|了|$)|^(?:算了|不了|等|稍|待|回头|晚点|再说|了|过了|的|什么|通知|公告|名单)"
    r"|还没(?:定|想|退|推)|再看看|再想想|^\d{1,9}\s*[张个份篇条年月日天]"
)


@dataclass(frozen=True, kw_only=True)
class OfficeAct:
    """``sure`` is False when what follows the numbers is in doubt."""

    act: Act
    sure: bool = True


def read(utterance: Utterance, *, office: bool) -> OfficeAct | None:
    """The act that the whole message is.

    ``office``: of somebody who has an area; of others only the short forms are read.

    A liaison's 推荐 3 名学生参赛 is a caption; 推荐 3 is answered that it is not theirs.
    """
    for reader in (_short, _adopting, _returning, _recommending_with) if office else (_short,):
        found = reader(utterance)
        if found is not None:
            return found
    return None


_SHORT: tuple[tuple[tuple[Late, ...], Callable[[tuple[int, ...]], Act]], ...] = (
    (_UNRECOMMEND, lambda numbers: acts.Unrecommend(numbers=numbers)),
    (_CALL_OFF, lambda numbers: acts.CallReturnOff(numbers=numbers)),
    (_UNADOPT, lambda numbers: acts.Unadopt(numbers=numbers)),
    (_RECOMMEND, lambda numbers: acts.Recommend(numbers=numbers)),
)


def _short(utterance: Utterance) -> OfficeAct | None:
    for patterns, build in _SHORT if len(utterance.plain) <= SHORT else ():
        for pattern in patterns:
            match = pattern.regex.fullmatch(utterance.plain)
            if match is not None and (numbers := _numbers(match)):
                return OfficeAct(act=build(numbers))
    return None


def _adopting(utterance: Utterance) -> OfficeAct | None:
    match = _first(_ADOPT, utterance.plain)
    numbers = _numbers(match) if match else ()
    if match is None or not numbers:
        return None
    start = match.start("rest")
    rest = match.groupdict().get("rest") or ""
    url = _URL.regex.search(rest)
    typed = utterance.typed(start + url.start(), start + url.end()) if url else ""
    words = " ".join((rest[: url.start()], rest[url.end() :])) if url else rest
    said = match.groupdict().get("m") or _stripped(words)
    medium, level = _levelled(said)
    sure = _set_off(utterance.plain, start) and len(medium) <= LONGEST_MEDIUM and not _DOUBT.regex.search(medium)
    sure = sure and not re.search(r"[,。;!]|^.$", medium)
    return OfficeAct(act=acts.Adopt(numbers=numbers, medium=medium, url=typed, level=level), sure=sure)


def _returning(utterance: Utterance) -> OfficeAct | None:
    match = _first(_RETURN, utterance.plain)
    numbers = _numbers(match) if match else ()
    if match is None or not numbers:
        return None
    start, end = match.span("rest")
    uncounted = _UNCOUNTED.regex.match(match["rest"]) if match["rest"] else None
    if uncounted is not None:
        start += uncounted.start("reason")
    plain = utterance.plain[start:end] if start >= 0 else ""
    why = _WHY.regex.match(plain)
    start += why.end() if why else 0
    plain = plain[why.end() :] if why else plain
    reason = utterance.typed(start, end).strip(" 　:：,，") if plain else ""
    act = acts.GiveBack(numbers=numbers, reason=reason, uncounted=uncounted is not None)
    sure = _set_off(utterance.plain, match.start("rest")) and not _DOUBT.regex.search(plain)
    return OfficeAct(act=act, sure=sure and len(reason) != 1)


def _recommending_with(utterance: Utterance) -> OfficeAct | None:
    """推荐 3 理由：画面好: what is said beside it is not kept."""
    match = _RECOMMEND_WITH.regex.fullmatch(utterance.plain)
    numbers = _numbers(match) if match else ()
    if match is None or not numbers or _DOUBT.regex.search(match["rest"]):
        return None
    return OfficeAct(act=acts.Recommend(numbers=numbers), sure=False)


def _first(patterns: tuple[Late, ...], plain: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.regex.fullmatch(plain))), None)


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    """Empty when one of them can be no number."""
    numbers = listed(re.sub("编号|第", " ", match["n"]))
    return numbers if all(numbers) else ()


def _set_off(plain: str, start: int) -> bool:
    """8号方案 may be a name; 8号 方案 is not."""
    return start <= 0 or plain[start - 1] != "号"


def _levelled(said: str) -> tuple[str, str]:
    """大众网（省级）→ 大众网, province."""
    match = re.fullmatch(r"(?P<medium>.*?)[\s(,]*(?P<level>县|市|省|国家)级\)?", said)
    return (match["medium"].strip(), _LEVELS[match["level"]]) if match and match["medium"] else (said, "")


def _stripped(words: str) -> str:
    return re.sub(
        r"^(?:媒体|是|被|在)\s*[:]?|(?:链接|网址|地址)?\s*[:]?\s*$|[\s,。;:]+$", "", " ".join(words.split())
    ).strip(" ,。;:、")
