"""File names of press reports: 媒体单位+报道标题, with the plus signs and separators people really type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.file_names import stem_of
from domain.findings.required import Required

#: No file system has longer names; a message may claim one.
MAX_NAME = 255
#: What people type between medium and title; the plus sign of the notice first.
_SEPARATOR = re.compile(r"[+＋﹢➕✚⁺]+|[-－﹣—–―_＿:：·•|｜丨┃│∣/／~～.．,，]+|\s+|(?=[《“「【])")
_PLUS = re.compile(r"[+＋﹢➕✚⁺]")
#: What stands between them only when a medium comes before it; ``加`` is the plus sign in letters.
_LOOSE = re.compile(r"[&＆@＠#＃=＝*＊→、加]|(?=[（(])")
_BRACKETED = re.compile(r"[【（(\[「『]([^】）)\]」』]{2,20})[】）)\]」』](.+)")
_TITLE = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff].*[\u4e00-\u9fff].*[\u4e00-\u9fff]")
_MEDIUM = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{2}")
_KNOWN_MEDIUM = re.compile(
    r"([日晚晨早时商]报|都市报|教育报|青年报|工人报|农民报|报社|电视台|电台|广播|(?<!校园)网|新华社|央视|通讯社|融媒体?(中心)?"
    r"|客户端|公众号|头条|新闻|视频号|学习强国|在线)$"
)
_SAYS_PRESS = re.compile(r"剪报|媒体报道|新闻报道|报道")
#: What the material is, and no medium: 媒体报道+我校举办…. A 剪报 without a number may be where it was cut from.
_LABEL = re.compile(r"[\d\W_]*(?:剪报[\W_]*\d+|(?:媒体|新闻|宣传)?报道|媒体|新闻稿?|宣传稿?|稿件|通讯稿)[\d\W_]*")
#: 大众网我校举办…: the medium and the title in one, with nothing between them.
_BEGINS_WITH_MEDIUM = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,10}?(?:[日晚晨早时商]报|都市报|教育报|青年报|工人报|电视台|电台|新闻网|日报网|众网|央视网|新华社|新华网|人民网"
    r"|央视新闻|光明网|中国网|融媒|客户端|公众号|学习强国)[\u4e00-\u9fff]{4,}"
)
#: Of those the names that no story about a school begins with, also when nothing or only a plus sign follows.
_IS_MEDIUM = re.compile(
    r"(?:(?![我本]?校)[\u4e00-\u9fff]{2,6}?(?:晚报|晨报|都市报|青年报|新闻网|(?<![周动作校情况])日报)|大众网|央视网|新华[网社]|人民网|光明网|中国网)"
    r"(?:(?![络上红课页到名])[\u4e00-\u9fff]{4,}.*|[+＋]?)"
)
#: A copy's mark, which the system adds and the sender does not see.
_COPY = re.compile(r"\s*([（(]\d+[)）]|[-－ ]*副本)$")


def is_press_name(name: str) -> bool:
    """Whether a file's name reads as medium, separator, title: ``大众网+我校举办活动周启动仪式.docx``."""
    stem = _stem(name)
    for medium, title in _parts(_SEPARATOR, stem):
        if _MEDIUM.search(medium) and not _LABEL.fullmatch(medium) and _TITLE.search(title):
            return True
    return _begins_with_medium(stem)


def broken_rule(name: str) -> Required | None:
    """Which part of 媒体单位+报道标题 a name does not have; None for one that has both."""
    if is_press_name(name):
        return None
    stem = _stem(name)
    for one, other in _parts(_SEPARATOR, stem):
        if _KNOWN_MEDIUM.search(other) and _TITLE.search(one):
            return Required.PRESS_NAME_ORDER
    if any(_KNOWN_MEDIUM.search(part) and not _TITLE.search(other) for part, other in _parts(_SEPARATOR, f"{stem}+")):
        return Required.PRESS_NAME_TITLE
    if _BEGINS_WITH_MEDIUM.match(stem):
        return Required.PRESS_NAME_SEPARATOR
    return Required.PRESS_NAME_MEDIUM if _TITLE.search(stem) else Required.PRESS_NAME


def means_press(name: str) -> bool:
    """Whether a document's name says that it is a press report, well named or not."""
    stem = _stem(name)
    if _SAYS_PRESS.search(stem) or _IS_MEDIUM.fullmatch(stem):
        return True
    for medium, title in _parts(_SEPARATOR, stem):
        if _PLUS.search(stem) and _MEDIUM.search(medium) and re.search(r"[\u4e00-\u9fff]{2}", title):
            return True
        if _KNOWN_MEDIUM.search(medium) and _TITLE.search(title):
            return True
    return _begins_with_medium(stem)


def _begins_with_medium(stem: str) -> bool:
    """What could be anything between two words is a separator after a name that can only be a medium's."""
    bracketed = _BRACKETED.fullmatch(stem)
    parts = [*_parts(_LOOSE, stem), *([(bracketed[1], bracketed[2])] if bracketed else [])]
    return any(
        _KNOWN_MEDIUM.search(medium) and not _LABEL.fullmatch(medium) and _TITLE.search(title)
        for medium, title in parts
    )


def _stem(name: str) -> str:
    return _COPY.sub("", stem_of(name.strip()[-MAX_NAME:]))


def _parts(separators: re.Pattern[str], stem: str) -> Iterator[tuple[str, str]]:
    for separator in separators.finditer(stem):
        yield stem[: separator.start()].strip(), stem[separator.end() :].strip()
