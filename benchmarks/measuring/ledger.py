"""What became of every message: read from the tables and from the platform's screens, judged without the bot's help."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from storage.engine.database import Database
from storage.states import InboxState, OutboxState, ReceiptState
from storage.tables import inbox, outbox, receipts, submissions

Row = Mapping[str, Any]

_ACCEPTED = re.compile(r"合格（编号 ([0-9–、]+)")
_REPLY = re.compile(r"reply:(\d+)#\d+")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message of one member; ``acknowledged``: its callback got a 200."""

    account: str
    message_id: int
    photo: bool
    acknowledged: bool


@dataclass(frozen=True, kw_only=True)
class Books:
    """The tables' rows, and what the platform has shown: ``account``, ``text``, ``message_id``."""

    inbox: Sequence[Row]
    submissions: Sequence[Row]
    outbox: Sequence[Row]
    shown: Sequence[Row]


async def read(database: Database, shown: Sequence[Row]) -> Books:
    async with database.read() as connection:
        rows: dict[str, list[Row]] = {
            table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in (inbox, submissions, outbox)
        }
    return Books(**rows, shown=shown)


async def waiting(database: Database) -> int:
    """How much the bot has still to do."""
    todo = (
        (inbox, inbox.c.state == InboxState.NEW),
        (outbox, outbox.c.state == OutboxState.NEW),
        (receipts, receipts.c.state.in_((ReceiptState.OPEN, ReceiptState.CLOSED))),
    )
    async with database.read() as connection:
        counts = [select(func.count()).select_from(table).where(which) for table, which in todo]
        return sum([int((await connection.execute(count)).scalar_one()) for count in counts])


def faults(sent: Iterable[Sent], books: Books) -> Counter[str]:
    """What must not be, by kind; nothing when every message had its one effect and was named once."""
    found: Counter[str] = Counter()
    rows = {str(row["external_id"]): row for row in books.inbox}
    kept: defaultdict[int, list[Row]] = defaultdict(list)
    for submission in books.submissions:
        kept[submission["inbox_id"]].append(submission)
    named, replies = _named(books.shown), _replies(books)
    found["shown and not ordered, or shown twice"] = _surplus(books)
    found["outgoing and not sent"] = sum(row["state"] != OutboxState.SENT for row in books.outbox)
    for message in sent:
        row = rows.get(str(message.message_id))
        if row is None:
            found["acknowledged and lost"] += message.acknowledged
        elif row["state"] != InboxState.DONE:
            found["set aside"] += 1
        elif message.photo:
            found.update(_of_photo(message, kept[row["id"]], named))
        else:
            found["answered not once"] += replies[row["id"]] != [message.account]
            found["text with a submission"] += bool(kept[row["id"]])
    return +found


def _of_photo(message: Sent, kept: Sequence[Row], named: Mapping[int, list[str]]) -> Counter[str]:
    if len(kept) != 1 or kept[0]["state"] != "accepted":
        return Counter({"photo without its one effect": 1})
    return Counter({"photo named not once": named.get(kept[0]["id"], []) != [message.account]})


def _named(shown: Iterable[Row]) -> dict[int, list[str]]:
    """Submission number → the accounts that were told it is good, once for every time they were told."""
    told: defaultdict[int, list[str]] = defaultdict(list)
    for one in shown:
        for numbers in _ACCEPTED.findall(one["text"]):
            for run in numbers.split("、"):
                first, _, last = run.partition("–")
                for number in range(int(first), int(last or first) + 1):
                    told[number].append(one["account"])
    return dict(told)


def _replies(books: Books) -> defaultdict[int, list[str]]:
    """Inbox row → the accounts that were shown its answer, once for each time its first part was shown."""
    shown = Counter((one["message_id"], one["account"]) for one in books.shown)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in books.outbox:
        answer = _REPLY.fullmatch(row["key"])
        if answer and row["key"].endswith("#1"):
            found[int(answer[1])] += [row["account"]] * shown[row["message_id"], row["account"]]
    return found


def _surplus(books: Books) -> int:
    """How much more was shown than the outbox has sent, message by message."""
    ordered = Counter((row["message_id"], row["account"]) for row in books.outbox)
    return (Counter((one["message_id"], one["account"]) for one in books.shown) - ordered).total()
