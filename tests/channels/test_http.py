"""What channels share of HTTP: secrets taken out of texts, statuses as behaviour, a session that can be reopened."""

from __future__ import annotations

import pytest

from channels.http import Http, Redaction, error_of_status
from domain.messages import Problem
from tests.channels.harness import Answer, Asked, HttpPlatform, over_http
from tests.channels.samples.wecom_messages import channel_at


def test_a_known_secret_goes_wherever_it_stands() -> None:
    redact = Redaction(("hush", "", "hushed"))
    assert redact("hush and hush") == "*** and ***"
    assert redact("") == ""


def test_a_parameters_value_goes_whether_known_or_not() -> None:
    redact = Redaction((), parameters=("access_token", "a.b"))
    said = "GET https://h/x?access_token=elsewhere&a=1 'https://h/?a.b=2' axb=3 access_token=last"
    assert redact(said) == "GET https://h/x?access_token=***&a=1 'https://h/?a.b=***' axb=3 access_token=***"
    assert Redaction(())("access_token=x") == "access_token=x"


def test_what_is_learned_takes_the_place_of_what_was() -> None:
    redact = Redaction(("kept",))
    redact.learn("one")
    assert redact("kept one two") == "*** *** two"
    redact.learn("two")
    assert redact("kept one two") == "*** one ***"


@pytest.mark.parametrize("length", [299, 300, 301])
def test_a_long_text_is_cut_after_its_secrets_are_out(length: int) -> None:
    said = Redaction(("hush" * 100,))("hush" * 100 + "x" * length)
    assert said == ("***" + "x" * length)[:300]


@pytest.mark.parametrize(
    ("status", "code", "wait"),
    [
        (404, Problem.BUSY, 60.0),
        (428, Problem.BUSY, 60.0),
        (429, Problem.THROTTLED, 60.0),
        (430, Problem.BUSY, 60.0),
        (499, Problem.BUSY, 60.0),
        (500, Problem.BUSY, 5.0),
        (502, Problem.BUSY, 5.0),
    ],
)
def test_a_status_becomes_behaviour(status: int, code: Problem, wait: float) -> None:
    error = error_of_status(status, "/path")
    assert (error.code, error.permanent, error.retry_after) == (code, False, wait)
    assert error.detail == f"HTTP {status}: /path"


def test_what_is_worth_another_try_says_why_without_secrets() -> None:
    http = Http("http://h", timeout=5, redact=Redaction(("hush",)))
    error = http.busy("/path: hush is wrong")
    assert (error.code, error.permanent, error.retry_after) == (Problem.BUSY, False, 5.0)
    assert error.detail == "/path: *** is wrong"


async def test_a_closed_session_is_opened_again_when_something_is_asked() -> None:
    async with over_http(channel_at)([]) as platform:
        assert isinstance(platform, HttpPlatform)
        platform.answers += [Answer(json={"a": 1}), Answer(json={"a": 2})]
        http = Http(platform.url + "/", timeout=5, redact=Redaction(()))
        assert await http.json("GET", "/one", {"b": "1"}) == {"a": 1}
        await http.close()
        assert await http.json("POST", "/two", {}, body={"c": 3}) == {"a": 2}
        await http.close()
        assert platform.asked == [Asked(line="GET /one?b=1"), Asked(line="POST /two", body={"c": 3})]
