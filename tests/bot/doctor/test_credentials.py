"""What the doctor says of a Token, a key and a secret by their look alone."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from bot.doctor import credentials
from bot.settings.tables import Settings
from channels.dingtalk.settings import DingTalkSettings
from channels.registry import ChannelSettings
from channels.wecom.settings import WecomSettings
from formats.words import doctor as texts

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
GOOD = WecomSettings(corp_id="ww1", agent_id=1, secret="s-3_cret", token="Token123", encoding_aes_key=KEY)


def said(**changes: str) -> list[str]:
    its = dataclasses.replace(GOOD, **changes)  # type: ignore[arg-type]
    channel = ChannelSettings(kind="wecom", name="wecom", settings=its)
    settings = Settings.model_construct(channels={"wecom": channel}, channel={})
    found = []
    for diagnosis in credentials.examine(settings):
        sentence, remedy = texts.said(diagnosis.id, diagnosis.code, diagnosis.values)
        assert bool(remedy) is (diagnosis.code != "good")
        assert not any(value in sentence + remedy for value in changes.values())
        found.append(sentence)
    return found


def test_what_can_be_is_good() -> None:
    assert said() == ["渠道的 Token、密钥和 Secret 写法没有问题。"]
    assert said(token="a" * 32) == said()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"token": KEY[::-1]}, "企业微信的 token 有 43 个字符，像是把 EncodingAESKey 填到了这里。"),
        ({"token": "a" * 33}, "企业微信的 token 不像 Token：Token 只有字母和数字，最多 32 个。"),
        ({"token": "with-mark"}, "企业微信的 token 不像 Token：Token 只有字母和数字，最多 32 个。"),
        ({"secret": "two words"}, "企业微信的 secret 里有空格、汉字或看不见的字符。"),
        ({"secret": "密钥"}, "企业微信的 secret 里有空格、汉字或看不见的字符。"),
        ({"secret": "in\u200bside"}, "企业微信的 secret 里有空格、汉字或看不见的字符。"),
        ({"secret": KEY}, "企业微信的 secret 和另一项一模一样。"),
    ],
)
def test_what_cannot_be_is_named_and_not_shown(changes: dict[str, str], sentence: str) -> None:
    assert sentence in said(**changes)


def test_keys_of_sealed_callbacks_are_looked_at_on_any_channel() -> None:
    its = DingTalkSettings(client_id="ding1", client_secret="s", mode="http", token=KEY[::-1], aes_key=KEY)
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "is_a_key"),
        ({"token": "Token123"}, "good"),
        ({"client_secret": KEY}, "twice"),
    ]
    for changes, code in cases:
        settings = dataclasses.replace(its, **changes)
        channel = ChannelSettings(kind="dingtalk", name="dingtalk", settings=settings)
        found = list(credentials.examine(Settings.model_construct(channels={"dingtalk": channel}, channel={})))
        assert {one.code for one in found} >= {code}
        assert not any(KEY in "".join(texts.said(one.id, one.code, one.values)) for one in found)
