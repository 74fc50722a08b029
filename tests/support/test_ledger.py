"""The soak's own judge: it must see what is lost, doubled or not named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.measuring.ledger import Books, Sent, faults

PHOTO = Sent(account="jia", message_id=1, photo=True, acknowledged=True)
TEXT = Sent(account="yi", message_id=2, photo=False, acknowledged=True)
SENT = (PHOTO, TEXT)


def out(key: str, account: str, message_id: str, state: str = "sent") -> dict[str, Any]:
    return {"key": key, "account": account, "message_id": message_id, "state": state}


def shown(account: str, message_id: str, text: str) -> dict[str, Any]:
    return {"account": account, "message_id": message_id, "text": text}


RECEIPT = shown("jia", "m-1", "照片 1 张合格（编号 7）。")
ANSWER = shown("yi", "m-2", "还缺照片。")
GOOD = Books(
    inbox=[{"id": 11, "external_id": "1", "state": "done"}, {"id": 12, "external_id": "2", "state": "done"}],
    submissions=[{"id": 7, "inbox_id": 11, "state": "accepted"}],
    outbox=[out("receipt:3#1", "jia", "m-1"), out("reply:12#1", "yi", "m-2")],
    shown=[RECEIPT, ANSWER],
)


def test_nothing_is_found_where_all_is_well() -> None:
    assert not faults(SENT, GOOD)


def test_what_was_not_acknowledged_may_be_missing() -> None:
    assert not faults([*SENT, Sent(account="jia", message_id=3, photo=True, acknowledged=False)], GOOD)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"inbox": GOOD.inbox[:1]}, "acknowledged and lost"),
        ({"inbox": [{**GOOD.inbox[0], "state": "failed"}, GOOD.inbox[1]]}, "set aside"),
        ({"submissions": []}, "photo without its one effect"),
        ({"submissions": [*GOOD.submissions, {**GOOD.submissions[0], "id": 8}]}, "photo without its one effect"),
        ({"shown": [ANSWER]}, "photo named not once"),
        ({"shown": [RECEIPT, {**RECEIPT, "message_id": "m-3"}, ANSWER]}, "photo named not once"),
        ({"shown": [{**RECEIPT, "account": "yi"}, ANSWER]}, "photo named not once"),
        ({"shown": [RECEIPT]}, "answered not once"),
        ({"outbox": GOOD.outbox[:1]}, "answered not once"),
        ({"shown": [RECEIPT, ANSWER, ANSWER]}, "shown and not ordered, or shown twice"),
        ({"outbox": [*GOOD.outbox, out("reply:13#1", "yi", "", "failed")]}, "outgoing and not sent"),
        (
            {"submissions": [*GOOD.submissions, {"id": 8, "inbox_id": 12, "state": "accepted"}]},
            "text with a submission",
        ),
    ],
)
def test_every_fault_is_named(changed: dict[str, Any], kind: str) -> None:
    assert faults(SENT, replace(GOOD, **changed))[kind] > 0
