"""docs/platform.md: the platform's numbers are those the code works with, and every fact says where it is relied on."""

from __future__ import annotations

import pytest

from channels import xml_message
from channels.dingtalk import errors as ding_errors
from channels.feishu import errors as feishu_errors
from channels.wechat import errors as wechat_errors
from channels.wecom import channel, errors, message
from channels.wecom.settings import MAX_RANGE_BYTES, WecomSettings
from channels.wecom_bot import errors as bot_errors
from channels.wecom_kf import errors as kf_errors
from domain.campaigns.toml_table import Unusable, quiet_moment
from domain.messages import Problem
from tests.support.documents import codes, headings, links, read, section, squeezed, table

DOCUMENT = "docs/platform.md"
FACTS = [heading for heading in headings(read(DOCUMENT)) if not heading.startswith("Error codes")]

#: What a source must hold: the number of a page, the name of a handbook, or that there is none.
_SOURCES = ("(9", "(10", "developerpedia", "open platform", "(2026-", "*SDK*", "*reported*", "*unknown*")


def _stated(fact: str) -> bool:
    return fact in squeezed(read(DOCUMENT))


def test_error_codes() -> None:
    stated = {int(code): codes(row[1])[0] for row in table(DOCUMENT, "Error codes") for code in row[0].split(", ")}
    assert stated == {code: meaning.problem.value for code, meaning in errors.MEANINGS.items()}
    # No code says that the outcome is not known, and no month of this platform is limited.
    assert set(stated.values()) == {problem.value for problem in Problem} - {Problem.UNCERTAIN, Problem.QUOTA}


def test_error_codes_of_bots() -> None:
    rows = table(DOCUMENT, "Error codes of bots")
    stated = {int(code): codes(row[1])[0] for row in rows for code in row[0].split(", ")}
    assert stated == {code: meaning.problem.value for code, meaning in bot_errors.MEANINGS.items()}


def test_error_codes_of_kf() -> None:
    rows = table(DOCUMENT, "Error codes of 微信客服")
    stated = {int(code): codes(row[1])[0] for row in rows for code in row[0].split(", ")}
    assert stated == {code: meaning.problem.value for code, meaning in kf_errors.MEANINGS.items()}


def test_error_codes_of_wechat() -> None:
    rows = table(DOCUMENT, "Error codes of 公众号")
    stated = {int(code): codes(row[1])[0] for row in rows for code in row[0].split(", ")}
    meant = {code: meaning.problem.value for code, meaning in wechat_errors.MEANINGS.items()}
    assert stated == meant | dict.fromkeys(wechat_errors.TOKEN, "busy") | {wechat_errors.DAY_USED_UP: "throttled"}


def test_error_codes_of_dingtalk() -> None:
    stated = {
        code.strip("`"): codes(row[1])[0]
        for row in table(DOCUMENT, "Error codes of DingTalk")
        for code in row[0].split(", ")
    }
    meant = {code: meaning.problem.value for code, meaning in ding_errors.MEANINGS.items()}
    meant |= {ding_errors.TOKEN: "busy"}
    meant |= {str(number): "busy" for number in ding_errors.OLD_TOKEN | ding_errors.OLD_TOO_FAST}
    meant |= {str(number): "quota" for number in ding_errors.OLD_MONTH_USED_UP}
    assert stated == meant


def test_error_codes_of_feishu() -> None:
    rows = table(DOCUMENT, "Error codes of Feishu")
    stated = {int(code): codes(row[1])[0] for row in rows for code in row[0].split(", ")}
    meant = {code: meaning.problem.value for code, meaning in feishu_errors.MEANINGS.items()}
    meant |= dict.fromkeys(feishu_errors.TOKEN, "busy") | dict.fromkeys(feishu_errors.WITHHELD, "refused")
    assert stated == meant


def test_types_and_events() -> None:
    (types,) = (row[0] for row in table(DOCUMENT, "Messages") if "types are documented" in row[0])
    documented = set(types.partition(": ")[2].rstrip(".").split(", "))
    assert documented | {"file", "shortvideo"} == set(message._MESSAGES)
    (events,) = (row[0] for row in table(DOCUMENT, "Messages") if "`subscribe`" in row[0])
    assert set(codes(events)) == set(message._EVENTS)


def test_numbers_of_sending() -> None:
    able = channel._ABILITIES
    assert _stated(f"at most {able.max_receivers:,} members")
    assert _stated(f"at most {able.max_text_bytes:,} bytes of UTF-8")
    assert _stated(f"at most {channel.PER_MINUTE} messages a minute")
    assert able.pace < channel.PER_MINUTE
    assert _stated(f"({channel.DUPLICATE_CHECK_INTERVAL:,} seconds by default")
    assert _stated(f"ranges of at most {MAX_RANGE_BYTES >> 20} MB")
    assert _stated(f"errcode {errors.RANGE_CODE}")


def test_the_key_has_as_many_characters_as_stated() -> None:
    settings = {"corp_id": "ww1", "agent_id": 1, "secret": "s", "token": "t"}
    assert _stated("The EncodingAESKey has 43 characters")
    WecomSettings(**settings, encoding_aes_key="a" * 43)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="43"):
        WecomSettings(**settings, encoding_aes_key="a" * 42)  # type: ignore[arg-type]


def test_an_account_is_as_long_as_stated() -> None:
    assert _stated(f"A userid has 1 to {xml_message.MAX_ID} bytes")


@pytest.mark.parametrize("moment", ["10:00", "09:30"])
def test_the_full_and_the_half_hour_are_avoided(moment: str) -> None:
    with pytest.raises(Unusable):
        quiet_moment(moment)
    assert quiet_moment("09:33").minute == 33
    assert _stated("full and the half hour")


@pytest.mark.parametrize("heading", FACTS)
def test_every_fact_has_a_source_and_a_reader(heading: str) -> None:
    for fact, source, reader in table(DOCUMENT, heading):
        assert fact and codes(reader) + links(reader), fact
        assert any(mark in source for mark in _SOURCES), fact


def test_every_section_is_there() -> None:
    assert section(DOCUMENT, "Media")
    assert len(FACTS) == 13
