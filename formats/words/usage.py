"""The command line's own words: its help, and what is wrong with a line that was typed.

The library that reads command lines speaks English alone; each of its sentences is known here by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

USAGE = "用法："
_HEADINGS: Mapping[str, str] = {"Arguments": "要写的", "Options": "选项", "Commands": "命令"}
#: Parts of the usage line.
_PIECES: Sequence[tuple[str, str]] = (("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]..."))
_HELP: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"Show this message and exit\."), "显示这份说明。"),
    (re.compile(r"\[required\]"), "[必填]"),
    (re.compile(r"\[default: (.*?)\]"), r"[不写时：\1]"),
)
_REASONS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"Missing command"), "没有写命令"),
    (re.compile(r"Missing option '(.+?)'.*", re.DOTALL), r"缺少 \1"),
    (re.compile(r"Missing (?:argument|parameter) '(.+?)'.*", re.DOTALL), r"缺少 \1"),
    (re.compile(r"No such command '(.*)'\. Did you mean (.+)\?", re.DOTALL), r"没有 \1 这个命令，是不是 \2"),
    (re.compile(r"No such command '(.*)'", re.DOTALL), r"没有 \1 这个命令"),
    (re.compile(r"No such option: (.+) \(Possible options: (.+)\)", re.DOTALL), r"没有 \1 这个选项，是不是 \2"),
    (re.compile(r"No such option: (.+)", re.DOTALL), r"没有 \1 这个选项"),
    (re.compile(r"Option '(.+)' requires an argument"), r"\1 后面要写内容"),
    (re.compile(r"Option '(.+)' does not take a value"), r"\1 后面不能写内容"),
    (re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL), r"多写了 \1"),
    (
        re.compile(r"Invalid value for (.+?): (?:Value error, )?'(.*)' is not one of (.+)", re.DOTALL),
        r"\1 不能是 \2，只能是 \3",
    ),
    (re.compile(r"Invalid value for (.+?): .*", re.DOTALL), r"\1 写得不对"),
)
_UNKNOWN = "写得不对"


def reason_text(said: str) -> str:
    """What is wrong with a command line, without a full stop."""
    said = said.strip().rstrip(".")
    for shape, sentence in _REASONS:
        if found := shape.fullmatch(said):
            return found.expand(sentence).replace("'", "")
    return _UNKNOWN


def heading(name: str) -> str:
    return _HEADINGS.get(name, name)


def usage_line(pieces: str) -> str:
    for english, chinese in _PIECES:
        pieces = pieces.replace(english, chinese)
    return re.sub(r"\{(.+?)\}(?:\.\.\.)?", r"\1", pieces)


def help_name(said: str) -> str:
    """An option or an argument by its name; what kind of value the program makes of it is not said."""
    return re.sub(r" <[\w\[\]]+>", "", said)


def help_line(said: str) -> str:
    """What stands beside an option or an argument."""
    for shape, chinese in _HELP:
        said = shape.sub(chinese, said)
    return said
