"""What a channel's own settings must be, in Chinese: the channel says it in English, by one of these shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHAPES: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"must not be empty"), "不能为空"),
    (re.compile(r"must be more than (\S+)"), r"要大于 \1"),
    (re.compile(r"must be (\S+) or more"), r"要不小于 \1"),
    (re.compile(r"must be (\d+) characters"), r"要正好 \1 个字符"),
    (re.compile(r"must be (\d+) letters and digits"), r"要正好 \1 个字母和数字"),
    (re.compile(r"must be letters and digits only"), "只能有字母和数字"),
    (re.compile(r"must start with (\S+) or (\S+)"), r"要以 \1 或 \2 开头"),
    (re.compile(r"must be between (\S+) and (\S+?)(?: seconds| bytes)?"), r"要在 \1 到 \2 之间"),
    (re.compile(r"must be (\w+), (\w+) or (\w+)"), r"只能是 \1、\2 或 \3"),
    (re.compile(r"must be (\w+) or (\w+)"), r"只能是 \1 或 \2"),
    (re.compile(r"must be the whole webhook address of the robot"), "要是群机器人的完整 Webhook 地址"),
    (re.compile(r"(\w+) and (\w+), or neither"), r"要么都填 \1 和 \2，要么都不填"),
    (
        re.compile(r"secret \(long connection\) or token and encoding_aes_key \(webhook\), not both"),
        "长连接只填 secret，回调只填 token 和 encoding_aes_key，不能都填，也不能都空",
    ),
)


def must_text(required: str) -> str:
    """Empty for what no shape fits: the key is named, and the example says what it must be."""
    for shape, sentence in _SHAPES:
        if found := shape.fullmatch(required):
            return found.expand(sentence)
    return ""
