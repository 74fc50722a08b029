"""What five journeys say to the database, statement by statement, each line one transaction. Counted, never timed.

A line grows on purpose or not at all: every statement is a trip, every transaction that writes a wait for the disk.
"""

from __future__ import annotations

import pytest

from handlers import intake, upload_links
from handlers.outgoing import delivery, receipts
from handlers.schedule import keeping
from handlers.uploads import statistics_form
from storage.receipts import SILENCE
from tests.stories.test_repeats import scene
from tests.stories.test_statistics import NOW, PEOPLE, UNITS
from tests.stories.test_upload import token_in
from tests.support.stage import LEASE, Stage
from tests.support.statements import recorded, summary
from tests.support.town import CAPTION, november, photo

#: A photo from WeCom, to its sender's receipt. It is advised against, so that the receipt brings a link.
PHOTO = """
UPDATE inbox, SELECT people, SELECT obligations, INSERT submissions
SELECT submissions, SELECT submissions, INSERT receipts, UPDATE submissions, INSERT events, INSERT appearances, \
UPDATE inbox
UPDATE receipts, SELECT submissions, INSERT links, INSERT events, INSERT outbox, UPDATE outbox
UPDATE outbox
"""
#: The caption that completes it.
A_CAPTION = """
UPDATE inbox, SELECT people
SELECT conversations, SELECT recollections, SELECT submissions, SELECT submissions
SELECT conversations, SELECT recollections, SELECT submissions, SELECT submissions, SELECT submissions, \
INSERT receipts, INSERT earlier_receipts, UPDATE submissions, UPDATE returns, \
SELECT obligations, UPDATE obligations, INSERT events, UPDATE phrases, INSERT recollections, UPDATE inbox
"""
REMINDER = """
UPDATE scheduled_notices
SELECT scheduled_notices
SELECT obligations, SELECT people, SELECT submissions
INSERT outbox, UPDATE scheduled_notices
"""
#: 今天谁没交: it is answered over a connection that only reads.
QUESTION = """
UPDATE inbox, SELECT people
SELECT conversations, SELECT recollections, SELECT pending_bindings, SELECT organisations, \
SELECT notes, SELECT organisations, SELECT obligations, SELECT obligations, SELECT duties, SELECT submissions
UPDATE phrases, INSERT recollections, INSERT outbox, UPDATE inbox
"""
FORM_SHOWN = """
SELECT obligations, SELECT organisations, SELECT drafts
"""
FORM_KEPT = """
SELECT obligations, SELECT organisations, INSERT drafts
"""
FORM_HANDED_IN = """
SELECT obligations, SELECT organisations, SELECT drafts
SELECT uploads, SELECT uploads, INSERT uploads
UPDATE uploads
UPDATE uploads, INSERT segments, INSERT inbox
"""
FORM_RECEIVED = """
UPDATE inbox, SELECT people, SELECT uploads, SELECT obligations, INSERT submissions, INSERT conversations
SELECT uploads, SELECT segments
SELECT organisations
SELECT submissions, INSERT receipts, UPDATE submissions, UPDATE returns, SELECT obligations, UPDATE obligations, \
INSERT events, UPDATE inbox
"""
#: What every request of the page asks first.
HOLDER = """
SELECT links, SELECT people
"""
FILLED_IN = {
    "unit": "云麓职业技术学院",
    "schools": "1",
    "teachers": "120",
    "students": "3000",
    "enrolled": "4000",
    "companies": "8",
    "people": "3500",
    "projects": "6",
    "forms": "讲座",
    "media": "无",
}


async def photo_to_receipt(on: Stage) -> None:
    assert await intake.process_next(on.ctx, lease=LEASE)
    on.clock.advance(seconds=SILENCE.total_seconds())
    assert await receipts.send_next(on.ctx, lease=LEASE)
    assert await delivery.deliver_next(on.ctx, lease=LEASE)


async def test_a_photo_to_its_receipt_and_its_caption(on: Stage) -> None:
    await on.photo("alice", photo())
    with recorded(on.ctx.database) as said:
        await photo_to_receipt(on)
    assert str(said) == PHOTO.strip()
    assert said.statements <= 18 and len(said.transactions) <= 4
    assert "还缺说明" in on.last("alice")
    await on.say("alice", CAPTION)
    with recorded(on.ctx.database) as said:
        assert await intake.process_next(on.ctx, lease=LEASE)
    # SQLite has one writer, and needs no lock.
    assert str(said).replace("LOCK, ", "") == A_CAPTION.strip()


async def test_a_photo_that_looks_like_an_earlier_one(on: Stage) -> None:
    await on.photo("alice", scene(1))
    await on.drain()
    await on.photo("alice", scene(1, quality=90, width=2500))
    with recorded(on.ctx.database) as said:
        await photo_to_receipt(on)
    assert said.transactions[1][1:4] == ["SELECT submissions", "SELECT appearances", "SELECT submissions"]
    assert said.statements <= 18 and len(said.transactions) <= 4
    assert "重复" in on.last("alice")


async def test_a_reminder(on: Stage) -> None:
    on.clock.set(november(9, "09:33:00"))
    with recorded(on.ctx.database) as said:
        assert await keeping.keep_next(on.ctx)
    assert str(said) == REMINDER.strip()
    await on.drain()
    assert "还有 27 分钟" in on.last("alice")


async def test_a_question(on: Stage) -> None:
    await on.ask("dana", "统计")  # The first question loads the directory.
    await on.say("dana", "今天谁没交")
    with recorded(on.ctx.database) as said:
        assert await intake.process_next(on.ctx, lease=LEASE)
    assert str(said) == QUESTION.strip()


@pytest.mark.town(now=NOW, campaign="shandong-2021", more=UNITS, people=PEOPLE)
async def test_a_form(on: Stage) -> None:
    token = token_in(await on.ask("fay", "上传"))
    with recorded(on.ctx.database) as said:
        holder = await upload_links.holder(on.ctx, token)
    assert str(said) == HOLDER.strip()
    (unit,) = holder.person.reports_for
    with recorded(on.ctx.database) as said:
        await statistics_form.form_of(on.ctx, holder, unit.id)
    assert str(said) == FORM_SHOWN.strip()
    with recorded(on.ctx.database) as said:
        form = await statistics_form.keep(on.ctx, holder, unit.id, FILLED_IN)
    assert str(said) == FORM_KEPT.strip()
    assert form == await statistics_form.form_of(on.ctx, holder, unit.id)
    with recorded(on.ctx.database) as said:
        await statistics_form.hand_in(on.ctx, holder, unit.id)
    assert str(said) == FORM_HANDED_IN.strip()
    with recorded(on.ctx.database) as said:
        assert await intake.process_next(on.ctx, lease=LEASE)
    assert str(said) == FORM_RECEIVED.strip()
    await on.drain()
    assert "统计表已收到" in on.last("fay")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT people.name FROM people JOIN duties ON …", "SELECT people"),
        ("UPDATE inbox SET claim=? WHERE id = (SELECT inbox.id FROM inbox)", "UPDATE inbox"),
        ("INSERT INTO receipts (id) VALUES (?) ON CONFLICT DO UPDATE SET id = ?", "INSERT receipts"),
        ("WITH chosen AS \n(SELECT outbox.id AS id \nFROM outbox)\n UPDATE outbox SET id=?", "UPDATE outbox"),
        ("DELETE FROM segments WHERE id = ?", "DELETE segments"),
        ("SELECT notes.day, (SELECT max(links.id) FROM links) AS newest FROM notes", "SELECT notes"),
    ],
)
def test_a_statement_is_named_by_what_it_does(statement: str, expected: str) -> None:
    assert summary(statement) == expected
