"""What is WeCom's own about callbacks: its XML as another library reads it, its cipher, its events' ids."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.work import parse_message

from channels.sealed_xml import read_elements
from domain.messages import CallbackError
from tests.channels.harness import Sample
from tests.channels.samples.wecom_messages import PLATFORM, RECEIVING, SENT, seal, signed
from tests.support.fakes import wecom_messages as xml

CHANNEL = RECEIVING.channel


@pytest.mark.parametrize("sample", RECEIVING.samples.values(), ids=RECEIVING.samples)
def test_our_reading_of_the_xml_is_wechatpys(sample: Sample) -> None:
    theirs = {name: value for name, value in parse_message(sample.wire)._data.items() if not isinstance(value, dict)}
    ours = {name: value.strip() or None for name, value in read_elements(sample.wire).items()}
    ours.pop("SelectedItems", None)
    assert ours == theirs


@settings(deadline=None)
@given(blocks=st.integers(min_value=0, max_value=12).flatmap(lambda n: st.binary(min_size=16 * n, max_size=16 * n)))
def test_signed_junk_never_gets_through(blocks: bytes) -> None:
    encrypted = PLATFORM.crypto.encrypt_blocks(blocks) or "A"
    with pytest.raises(CallbackError):
        CHANNEL.receive(signed(encrypted))


@settings(deadline=None)
@given(encrypted=st.text(min_size=1, max_size=80))
def test_signed_text_that_is_no_cipher_never_gets_through(encrypted: str) -> None:
    with pytest.raises(CallbackError):
        CHANNEL.receive(signed(encrypted))


def test_a_huge_text_arrives_whole() -> None:
    (message,) = CHANNEL.receive(seal(xml.text_xml("zhangsan", "报" * 40_000, SENT))).messages
    assert message.text == "报" * 40_000


def test_an_event_with_a_huge_key_has_a_short_id() -> None:
    wires = [xml.event_xml("zhangsan", "view", SENT, key="https://example.edu.cn/" + end * 5000) for end in "ab"]
    ids = {CHANNEL.receive(seal(wire)).messages[0].external_id for wire in wires}
    assert len(ids) == 2
    assert all(len(external_id) <= 200 for external_id in ids)
