"""No channel lets what people write be more than words: nobody is called by it, no link has another name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import registry
from channels.group_robot.settings import Brand
from channels.markup import as_written
from channels.wecom_bot.markdown import escaped
from domain.messages import Choice, Sent
from tests.channels.cases import CASES, over
from tests.channels.harness import Answer, ChannelCase, Send, over_http
from tests.channels.samples.group_robot import channel_at, said

#: A unit's name, a caption, the end of a line: what somebody could put into either.
HOSTILE = (
    '高新区<at user_id="all">各位</at>一中 <AT id=all></AT>\n<a href="https://x.invalid">点此</a>[登录](https://x.invalid)'
    "![](https://x.invalid/a.png)<@all><@zhangsan> https://x.invalid/<@all>[点](https://y.invalid) <font color=red>"
    "\n<!-- --> <?x ?> <b>粗</b> </text_tag> 3<5 a<b 第1]条"
)
#: What would be read as a mark, where nothing keeps it from being one.
LIVE = re.compile(r"(?<!\\)<[A-Za-z/@!?]|(?<!\\)\]\(")


def strings(value: Any) -> Iterator[str]:
    """All texts within what was asked, those in a JSON text as well."""
    if isinstance(value, dict):
        yield from (text for one in value.values() for text in strings(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in strings(one))
    elif isinstance(value, str):
        try:
            within = json.loads(value)
        except ValueError:
            within = None
        if isinstance(within, dict | list):
            yield from strings(within)
        else:
            yield value


def spoken(case: ChannelCase) -> dict[str, Send]:
    """The messages of a kind that are words and reach somebody."""
    real = not registry.kinds()[case.kind].rehearsal
    return {
        name: send
        for name, send in case.calling.sends.items()
        if real and isinstance(send.ends, Sent) and send.outgoing.text and send.outgoing.attachment is None
    }


def test_every_kind_that_reaches_people_is_looked_at() -> None:
    assert {kind for kind, case in CASES.items() if spoken(case)} == {
        kind for kind, row in registry.kinds().items() if not row.rehearsal
    }


@over("send", spoken)
async def test_no_channel_says_a_mark(case: ChannelCase, send: Send) -> None:
    choices = tuple(Choice(label="<at id=all>", says=choice.says) for choice in send.outgoing.choices)
    outgoing = replace(send.outgoing, text=HOSTILE, choices=choices)
    async with case.calling.platform(send.answers) as platform:
        await platform.channel.send(outgoing)
        shown = [text for asked in platform.asked for text in strings(asked.body)]
    assert any("各位" in text for text in shown)
    assert [text for text in shown if LIVE.search(text)] == []


@pytest.mark.parametrize("brand", ["wecom", "dingtalk", "feishu"])
async def test_no_robot_of_a_group_says_a_mark(brand: Brand) -> None:
    ok = Answer(json={"errcode": 0, "code": 0})
    async with over_http(lambda url: channel_at(url, brand))([ok]) as platform:
        await platform.channel.send(replace(said(), text=HOSTILE))
        (asked,) = platform.asked
    shown = list(strings(asked.body))
    assert any("各位" in text for text in shown)
    assert [text for text in shown if LIVE.search(text)] == []
    # Who is called is told beside the words, never by them.
    assert not {"at", "mentioned_list", "mentioned_mobile_list"} & set(json.dumps(asked.body).split('"'))


@given(st.text(), st.integers(0, 60))
def test_words_without_marks_are_no_longer_than_they_may_be(words: str, most: int) -> None:
    shown = as_written(words, most)
    assert not LIVE.search(shown.replace("\\", ""))
    size = len(words.encode())
    assert len(shown.encode()) <= max(size, most)
    assert len(shown) == len(words)


@pytest.mark.parametrize("words", ["3<5", "a < b", "第1]条", "[x]", "a]（b）", "5>3", "https://a.invalid/?a=1&b=<"])
def test_what_is_no_mark_stays(words: str) -> None:
    assert as_written(words, 100) == words


@given(st.lists(st.sampled_from(["<", "@", "all", ">", "[", "]", "(", ")", "https://x.invalid/", "`", "\\", " ", "a"])))
def test_no_mark_hides_in_an_address_of_markdown(pieces: list[str]) -> None:
    unescaped = re.sub(r"\\.", "", escaped("".join(pieces)))
    assert not re.search(r"[<>\[\]`]", unescaped)
