"""The rules for Prometheus: each fires when it should and is silent when it should; measures and labels exist."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from domain.alarms import Alarm
from domain.messages import Problem
from domain.processes import Part
from handlers.measuring import REJECTED, SENT
from scheduler.timetable import LOOPS, TICKS
from storage.backlog import Box
from tests.support.documents import codes, read, section, tables
from tests.support.promql import Series, evaluate, selectors
from web.metrics import GAUGES, STORED, Metrics

RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule for group in yaml.safe_load(read("docs/alerts.rules.yml"))["groups"] for rule in group["rules"]
}
#: What Prometheus itself adds.
_ADDED = {"job", "instance"}
#: What a label may be.
_VALUES: dict[str, set[str]] = {
    "alarm": set(Alarm),
    "part": set(Part),
    "box": set(Box),
    "name": {*LOOPS, *TICKS},
    "outcome": {SENT, REJECTED, STORED, "verified", *Problem},
}


def one(measure: str, /, *samples: float, **labels: str) -> Series:
    return Series(measure=measure, labels=labels, samples=samples)


def alarm(kind: str) -> tuple[list[Series], list[Series]]:
    others = [one("baosong_alarm", 1, alarm=other) for other in Alarm if other != kind]
    return [one("baosong_alarm", 1, alarm=kind)], [*others, one("baosong_alarm", 0, alarm=kind)]


#: Alert → what it fires for, and what looks like it and is in order.
CASES: dict[str, tuple[list[Series], list[Series]]] = {
    "BaosongDown": (
        [one("up", 0, job="baosong-web", instance="a")],
        [one("up", 1, job="baosong", instance="a"), one("up", 0, job="other", instance="b")],
    ),
    "BaosongNotReady": (
        [one("baosong_ready", 1, check="files"), one("baosong_ready", 0, check="schema")],
        [one("baosong_ready", 1, check="files")],
    ),
    "BaosongNoWorker": (
        [one("baosong_processes", 3, part="web"), one("baosong_processes", 0, part="worker")],
        [
            one("baosong_processes", 0, part="worker", instance="a"),
            one("baosong_processes", 1, part="serve", instance="a"),
        ],
    ),
    "BaosongOutboxStandsStill": alarm("outbox"),
    "BaosongSecretRefused": alarm("credentials"),
    "BaosongConnectionLost": alarm("connection"),
    "BaosongDiskFills": alarm("disk"),
    "BaosongCheckHangs": alarm("checks"),
    "BaosongMonthNearlyUsed": alarm("quota"),
    "BaosongNothingComesIn": alarm("silence"),
    "BaosongClockWrong": alarm("clock"),
    "BaosongWorkWaits": (
        [one("baosong_oldest_seconds", 121, box="receipts")],
        [one("baosong_oldest_seconds", 120, box="inbox")],
    ),
    "BaosongBacklog": ([one("baosong_waiting", 1001, box="inbox")], [one("baosong_waiting", 1000, box="inbox")]),
    "BaosongNoMessageForADay": (
        [one("baosong_last_message_seconds", 86401)],
        [
            one("baosong_last_message_seconds", 90000, instance="a"),
            one("baosong_last_message_seconds", 5, instance="b"),
        ],
    ),
    "BaosongNoCallbackForADay": (
        [one("baosong_last_callback_seconds", 86401, channel="wecom")],
        [one("baosong_last_callback_seconds", 86400, channel="wecom")],
    ),
    "BaosongCallbacksRefused": (
        [one("baosong_callbacks_total", 100, 121, channel="wecom", outcome="forged")],
        [
            one("baosong_callbacks_total", 100, 120, channel="wecom", outcome="forged"),
            one("baosong_callbacks_total", 0, 9999, channel="wecom", outcome="stored"),
        ],
    ),
    "BaosongSetAside": (
        [one("baosong_set_aside", 0, lane="intake"), one("baosong_set_aside", 1, lane="receipts")],
        [one("baosong_set_aside", 0, lane="intake")],
    ),
    "BaosongUnreachable": (
        [one("baosong_unreachable", 1, reason="range", instance="a"), one("baosong_unreachable", 0, reason="range")],
        [one("baosong_unreachable", 0, reason="range")],
    ),
    "BaosongChannelRests": (
        [one("baosong_paused", 1, channel="wecom", problem="throttled")],
        [one("baosong_paused", 0, channel="wecom", problem="throttled")],
    ),
    "BaosongSendsFail": (
        [
            one("baosong_sends_total", 0, 11, channel="wecom", outcome="busy", instance="a"),
            one("baosong_sends_total", 0, 10, channel="wecom", outcome="busy", instance="b"),
        ],
        [
            one("baosong_sends_total", 0, 20, channel="wecom", outcome="rejected"),
            one("baosong_sends_total", 0, 5000, channel="wecom", outcome="sent"),
        ],
    ),
    "BaosongNotConnected": (
        [one("baosong_connected", 0, channel="bot", instance="a"), one("baosong_connected", 1, channel="other")],
        [one("baosong_connected", 1, channel="bot")],
    ),
    "BaosongConnectionFlaps": (
        [one("baosong_connected_seconds", 59, channel="bot")],
        [one("baosong_connected_seconds", 60, channel="bot")],
    ),
    "BaosongNothingHeardForADay": (
        [one("baosong_heard_seconds", 86401, channel="bot")],
        [one("baosong_heard_seconds", 86400, channel="bot")],
    ),
    "BaosongChecksSlow": (
        [one("baosong_check_seconds_sum", 0, 201), one("baosong_check_seconds_count", 0, 10)],
        [one("baosong_check_seconds_sum", 0, 200), one("baosong_check_seconds_count", 0, 10)],
    ),
    "BaosongChecksQueue": (
        [one("baosong_checks_under_way", 6, instance="a")],
        [one("baosong_checks_under_way", 5, instance="a")],
    ),
    "BaosongOldestCheck": (
        [one("baosong_oldest_check_seconds", 121)],
        [one("baosong_oldest_check_seconds", 120)],
    ),
    "BaosongLoopStopped": (
        [one("baosong_last_round_seconds", 301, name="notices")],
        [
            one("baosong_last_round_seconds", 599, name="scratch"),
            one("baosong_last_round_seconds", 300, name="notices"),
        ],
    ),
    "BaosongDiskLow": (
        [one("baosong_disk_free_bytes", 4_999_999_999, place="files")],
        [one("baosong_disk_free_bytes", 5_000_000_000, place="files")],
    ),
    "BaosongClockDrifts": (
        [one("baosong_clock_ahead_seconds", -31)],
        [one("baosong_clock_ahead_seconds", -30)],
    ),
    "BaosongDescriptors": (
        [
            one("process_open_fds", 821, job="baosong", instance="a"),
            one("process_max_fds", 1024, job="baosong", instance="a"),
        ],
        [
            one("process_open_fds", 811, job="baosong", instance="a"),
            one("process_max_fds", 1024, job="baosong", instance="a"),
        ],
    ),
}


def test_every_rule_has_its_case() -> None:
    assert list(CASES) == list(RULES)


@pytest.mark.parametrize("alert", RULES)
def test_a_rule_fires_when_it_should_and_only_then(alert: str) -> None:
    expression = RULES[alert]["expr"]
    fires, calm = CASES[alert]
    assert len(evaluate(expression, fires)) == 1
    assert evaluate(expression, calm) == {}
    assert evaluate(expression, []) == {}


def _samples() -> dict[str, set[str]]:
    """Name → labels of everything that is measured."""
    metrics = Metrics()
    for name, (_, labels) in GAUGES.items():
        metrics.measure(name, {("x",) * len(labels): 1.0})
    metrics.callback("wecom", STORED)
    metrics.sent("wecom", SENT, 1)
    metrics.checked(1.0)
    families = text_string_to_metric_families(generate_latest(metrics.registry).decode())
    return {sample.name: set(sample.labels) for family in families for sample in family.samples}


@pytest.mark.parametrize("alert", RULES)
def test_what_a_rule_asks_for_is_measured(alert: str) -> None:
    measured = {**_samples(), "up": set()}
    for selector in selectors(RULES[alert]["expr"]):
        asked = {matcher.name: matcher.value.split("|") for matcher in selector.matchers.matchers}
        assert set(asked) <= measured[selector.name] | _ADDED
        for label, values in asked.items():
            assert label in _ADDED or set(values) <= _VALUES[label]


def test_every_alarm_has_its_rule() -> None:
    asked = [m.value for rule in RULES.values() for s in selectors(rule["expr"]) for m in s.matchers.matchers]
    assert set(Alarm) <= set(asked)


def test_every_measure_has_its_rule_and_the_document_names_both() -> None:
    (stated,) = (part[1:] for part in tables(section("docs/operations.md", "Measures")))
    document = {codes(row[0])[0].partition("{")[0]: set(codes(row[2])) for row in stated}
    ours = {name for name in _samples() if name.startswith("baosong_") and not name.endswith(("_created", "_bucket"))}
    assert {name.removesuffix("_sum").removesuffix("_count") for name in ours} | {"process_open_fds"} == set(document)
    rules: dict[str, set[str]] = {}
    for alert, rule in RULES.items():
        for selector in selectors(rule["expr"]):
            rules.setdefault(selector.name.removesuffix("_sum").removesuffix("_count"), set()).add(alert)
    del rules["up"], rules["process_max_fds"]
    assert document == rules
