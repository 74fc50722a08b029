"""Commands that carry words of their own: 说明 3 文字, 图1：… 图2：…, 稿件：…, 总结：…, 绑定 CODE. Pure.

The command is read, what follows is content and is kept as typed. Content that asks, puts off or negates is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.language import acts, office_acts
from domain.language.acts import CaptionText
from domain.language.caption_lists import CaptionList, Counting, caption_list
from domain.language.captions import caption_evidence
from domain.language.late import Late
from domain.language.lexicon import Tag
from domain.language.normal import Utterance
from domain.language.numerals import NUMBERS, counted, listed
from domain.language.scanner import scan
from domain.language.titles import LONG
from domain.language.vocabulary import MilestoneWords, Vocabulary
from domain.roster.identity import name_key

#: After 稿件 and a space so much is its beginning, in characters.
_PIECE = 20
_POLITE = r"(?:您好|你好|老师好|请|麻烦|帮我|帮忙|我要|我想|把|将|,|，|\s)*"
_N = r"\d{1,9}(?:\s*(?:-|–|—|~|至|到|、|,|和|及|与)\s*\d{1,9}){0,40}"
#: 给6号加个说明.
_ADDING = r"(?:[加补配写添](?:上|个|一个|一下)?)?"
#: Between captions.
_AROUND = " ,，;；、\n"
_C = r"\d{1,2}|[一二三四五六七八九十两]{1,2}"
#: One caption's head. At the front of a message, of a line, or after a space or a stop.
_HEAD = Late(
    rf"""(?:^|(?<=[\s,;。，；]))(?:
      (?:照片|图片|文字)?说明\s*[:]?\s*(?:编号|第)?\s*(?P<a>{_N})\s*(?:号|张)?\s*(?:(?:改成|改为|换成|是|为|[:,、。.])\s*|\s+)
    | (?:给|为)?\s*(?:编号|第)?\s*(?P<b>{_N})\s*(?:号|张)?\s*的?{_ADDING}(?:照片|图片|文字)?说明\s*
        (?:(?:改成|改为|换成|是|为)\s*[:]?\s*|[:]\s*|\s+)
    | (?:编号)\s*(?P<c>{_N})\s*(?:是|为|[:\s])\s*
    | (?P<d>{_N})\s*号(?:照片|图片|图)?\s*(?:是|为|[:])\s*
    | 第\s*(?P<e>{_C})\s*(?:张|幅|副)(?:照片|图片|图)?\s*(?:是|为|[:、,\s])?\s*
    | (?:图片|照片|图|p)\s*(?P<f>{_C})\s*(?:是|为|[:、,\s])\s*
    | (?P<g>\d{{1,9}})\s*(?:是|为)\s*
    | (?P<h>\d{{1,2}}|[一二三四五六七八九十])\s*[、.):]\s*(?=\D)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ALL = Late(r"(?:照片|图片|文字)?说明(?:[:]\s*|\s+)(?=\S)|(?:照片|图片)说明(?=\S)")
_COMPOSE = Late(
    rf"{_POLITE}(?:发|写|报|交|开始)?(?:稿件|稿子)(?P<mark>\s*[:]\s*|\s*\n\s*|\s+)(?P<rest>\S.*)", re.DOTALL
)
#: A code, with blanks in it only when it has all of its signs.
_CODE = r"(?P<code>[0-9A-Za-z](?:[\s-]?[0-9A-Za-z]){7}|[0-9A-Za-z-]{4,24})"
_OPEN, _SHUT = r"[“\"「『'【\[(<]", r"[”\"」』'】\])>]"
_BIND = Late(
    rf"(?:{_POLITE}|[^怎么不没别吗?等明后再若]{{1,20}}[,，。\s])(?P<verb>绑定|邦定|帮定|绑订|登记)\s*[:,，+]?\s*(?:我的)?(?:邀请码|码)?\s*[:是为]?\s*{_OPEN}?\s*{_CODE}\s*{_SHUT}?(?:吧|谢谢|多谢|老师|您|[。.!,，\s])*"
)
#: The sentence in which a code was given, handed on whole: 在那边打开报送机器人，发“绑定 ABCD2345”.
_BIND_HANDED_ON = Late(rf"发\s*[:]?\s*{_OPEN}绑定\s*{_CODE}(?:{_SHUT}|$)")
#: 绑定 alone: of somebody who is known, for another account of theirs.
_BIND_ALONE = Late(r"绑定(?:谢谢|[。.!,，\s])*")
_REVOKE_LOGINS = Late(
    rf"{_POLITE}(?:(?:作废|注销|退出|取消)(?:我的)?(?:所有|全部)?(?:的)?(?:工作台|看板)?的?登录|登录(?:全部|都)?作废)[。.!,，\s]*"
)
_CONFIRM = Late(
    rf"{_POLITE}(?:确认|同意)\s*(?:绑定|登记)?\s*[:]?\s*(?P<name>[^\s,，。!]{{2,20}}?)(?:的)?(?:绑定|登记)?[。.!,，\s]*"
)
_CONTACT = Late(
    r"(?:是|:|为|改成|换成|\s)*(?:[一-鿿]{2,8}\s+)?(?P<name>[一-鿿·]{2,5})\s*(?:老师|主任|同志)?了?\s*[,，:]?\s*(?:电话|手机号?|联系电话)?\s*[:是]?\s*"
    r"(?P<phone>1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?:谢谢|,?微信同号|[。.!,，\s])*"
)


#: 说明5 是哪张: what follows asks, though it is no question that the bot knows.
_ASKS = Late(r"[谁啥吗?]|哪(?!吒)|什么|怎么|怎样|咋|为何|几[张号条点]|多少|是不是|能不能|可不可|有没有|[呢么没不吧]$")


#: 说明3 校长还没定: what follows speaks to somebody, or puts it off.
_REMARK = Late(r"我(?![校院市县区省国局厅社])|[你您咱]|还没|没定|待定|不知道|稍后|晚点|回头|一会")


@dataclass(frozen=True, kw_only=True)
class Given:
    """``sure`` is False when the content reads as a question, a remark or nothing: only to be offered."""

    act: acts.Act
    sure: bool
    place: int | None = None


def read(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    """The command with its content, or None when the message is none of these."""
    for reader in (_bind, _revoke_logins, _confirm, _office, _captions, _caption_of_all, _composing, _milestone):
        found = reader(utterance, vocabulary)
        if found is not None:
            return found
    return None


def contact(text: str) -> bool:
    """A name with a telephone number and nothing else."""
    return bool(_CONTACT.regex.fullmatch(text.strip()))


def _bind(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    if _BIND_ALONE.regex.fullmatch(utterance.plain):
        return Given(act=acts.Bind(code=""), sure=True)
    match = _BIND.regex.fullmatch(utterance.plain)
    if match is None:
        handed_on = [found["code"] for found in _BIND_HANDED_ON.regex.finditer(utterance.plain)]
        return Given(act=acts.Bind(code=handed_on[0].upper()), sure=True) if len(handed_on) == 1 else None
    sure = match["verb"] == "绑定" or any(c.isdigit() for c in match["code"])
    return Given(act=acts.Bind(code=match["code"].upper()), sure=sure)


def _revoke_logins(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    match = _REVOKE_LOGINS.regex.fullmatch(utterance.plain)
    return Given(act=acts.RevokeLogins(), sure=True) if match is not None else None


def _confirm(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    """确认 王五: only of somebody for whom an account waits."""
    match = _CONFIRM.regex.fullmatch(utterance.plain) if vocabulary.pending else None
    name = name_key(match["name"]) if match else ""
    known = next((one for one in vocabulary.pending if name_key(one) == name), None)
    return Given(act=acts.ConfirmBinding(name=known), sure=True) if known is not None else None


def _office(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    found = office_acts.read(utterance, office=bool(vocabulary.area))
    return Given(act=found.act, sure=found.sure) if found is not None else None


def _captions(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    """One head at the very front, and more where more are; every head is followed by words."""
    listed = caption_list(utterance.plain)
    if listed is not None:
        return Given(act=acts.GiveCaption(captions=_listed(utterance, listed)), sure=True)
    heads = [m for m in _HEAD.regex.finditer(utterance.plain)]
    if not heads or utterance.plain[: heads[0].start()].strip():
        return None
    kind = heads[0].lastgroup
    if kind in ("g", "h"):
        heads = [m for m in heads if m.lastgroup == kind]
        if len(heads) < 2:
            return None
    ends = [*(m.start() for m in heads[1:]), len(utterance.plain)]
    spans = [(head, *_trimmed(utterance.plain, head.end(), end)) for head, end in zip(heads, ends, strict=True)]
    captions = tuple(_one(utterance.typed(start, end), head) for head, start, end in spans)
    if any(caption.place is None and not caption.numbers for caption in captions):
        return None
    texts = [utterance.plain[start:end] for _, start, end in spans]
    content = all(is_content(text, vocabulary) for text in texts)
    if kind in ("c", "d") and any(_orders(text, vocabulary) for text in texts):
        return None
    if not content and kind not in ("a", "b"):
        return None
    by_number = captions[0].place is None
    shown = kind != "h" and len(captions) > 1 and any(caption_evidence(text) for text in texts)
    return Given(act=acts.GiveCaption(captions=captions), sure=content and (by_number or shown))


def _listed(utterance: Utterance, listed: CaptionList) -> tuple[CaptionText, ...]:
    """The captions of a list as they were typed."""
    found: list[CaptionText] = []
    start = 0
    for numeral, text in listed.captions:
        place = utterance.plain.find(text, start)
        typed = utterance.typed(place, place + len(text)) if place >= 0 else text
        start = max(place, start)
        by_place = listed.counting is Counting.PLACES
        found.append(
            CaptionText(text=typed, place=numeral) if by_place else CaptionText(text=typed, numbers=(numeral,))
        )
    return tuple(found)


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    """The same span without stops and spaces around it."""
    text = plain[start:end]
    start += len(text) - len(text.lstrip(_AROUND))
    return start, start + len(text.strip(_AROUND))


def _one(text: str, head: re.Match[str]) -> CaptionText:
    said = head[head.lastgroup or "a"]
    if head.lastgroup in ("e", "f", "h"):
        return CaptionText(text=text, place=counted(said))
    return CaptionText(text=text, numbers=listed(said))


def _caption_of_all(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    match = _ALL.regex.match(utterance.plain)
    if match is None:
        return None
    text = utterance.typed(match.end())
    # What looks like numbers of photos and cannot be is no part of a caption.
    numbers = NUMBERS.regex.match(utterance.plain, match.end())
    return Given(
        act=acts.GiveCaption(captions=(CaptionText(text=text),)),
        sure=not (numbers and not listed(numbers.group())) and is_content(utterance.plain[match.end() :], vocabulary),
    )


def _composing(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    match = _COMPOSE.regex.fullmatch(utterance.plain)
    if match is None:
        return None
    text = utterance.rest(match.start("rest"))
    content = is_content(match["rest"], vocabulary)
    if not (":" in match["mark"] or "\n" in match["mark"]) and (len(text) < _PIECE or not content):
        return None
    return Given(act=acts.OpenComposing(text=text), sure=len(text) >= LONG or content)


def _milestone(utterance: Utterance, vocabulary: Vocabulary) -> Given | None:
    """总结：<long text>, 联络员 张三 138…; a remark after the word is none."""
    match = re.match(rf"{_POLITE}(?:我们学校的|我们的|我校的|我校)?(?:报送|上报|提交|交|报|发)?", utterance.plain)
    start = match.end() if match else 0
    for word, milestone in vocabulary.milestone_words.get(utterance.plain[start : start + 1], ()):
        if utterance.plain.startswith(word, start):
            return _handed_in(utterance, milestone, start + len(word))
    return None


def _handed_in(utterance: Utterance, milestone: MilestoneWords, end: int) -> Given | None:
    rest = utterance.plain[end:]
    if "contact" in milestone.accepts and contact(rest):
        text = utterance.typed(end).lstrip(":： ")
        return Given(act=acts.HandIn(milestone=milestone.code, text=text), sure=True)
    separator = re.match(r"\s*[:\n]\s*", rest)
    if separator and "text" in milestone.accepts and len(rest) - separator.end() >= LONG:
        return Given(act=acts.HandIn(milestone=milestone.code, text=utterance.rest(end + separator.end())), sure=True)
    if separator and ":" in separator.group():
        # What follows does not meet it: how to hand it in may be wanted.
        return Given(act=acts.Announce(milestone=milestone.code), sure=False)
    return None


def _orders(text: str, vocabulary: Vocabulary) -> bool:
    """2号是昨天拍的，帮我挪到11月9号: no caption, but what is to be done with it."""
    tags = {t.tag for t in scan(text[:60], vocabulary)}
    return bool(tags & {Tag.MOVE, Tag.WITHDRAW, Tag.UNWANTED, Tag.MISTAKE, Tag.WRONG_UNIT}) and not caption_evidence(
        text
    )


def is_content(text: str, vocabulary: Vocabulary) -> bool:
    """Text, in simplified characters, of its own: neither a question, nor a remark, nor nothing but the bot's words."""
    if len(text.strip()) < 2:
        return False
    if caption_evidence(text) is not None:
        return True
    if _ASKS.regex.search(text) or _REMARK.regex.search(text):
        return False
    tokens = [t for t in scan(text[:60], vocabulary) if t.tag not in (Tag.SPACE, Tag.SOFT, Tag.BREAK)]
    if not tokens or not any(t.tag is Tag.UNREAD for t in tokens):
        return False
    tags = {t.tag for t in tokens}
    asks = tags & {Tag.HOW, Tag.WHY, Tag.WHO, Tag.WHAT} or tokens[-1].tag is Tag.ASK
    unread = sum(len(t.text) for t in tokens if t.tag is Tag.UNREAD)
    putting_off = tokens[0].tag in (Tag.LATER, Tag.MISTAKE, Tag.NOT) and unread < 6
    return not asks and not putting_off
