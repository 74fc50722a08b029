"""Submissions: reserved before their bytes are fetched, settled with their verdict, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Result, Row, RowMapping, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.findings import Finding, Kind, Report
from domain.findings.stored import as_json, from_store
from domain.submission import Original, State, Submission, Words
from storage import submission_statements
from storage.engine.changes import UNSET, Unset, columns
from storage.engine.database import insert_new
from storage.tables import earlier_receipts, returns, submissions

#: Databases take only so many values in one statement.
_AT_ONCE = 5000


async def reserve(
    connection: AsyncConnection,
    *,
    inbox_id: int,
    person_id: int,
    organisation_id: int | None,
    obligation_id: int | None,
    item: str,
    kind: Kind,
    sent_at: datetime,
    file_name: str = "",
) -> Submission:
    """The submission of one message: made at the first try, found again at every other."""
    values: dict[str, Any] = {
        "inbox_id": inbox_id,
        "person_id": person_id,
        "organisation_id": organisation_id,
        "obligation_id": obligation_id,
        "item": item,
        "kind": kind,
        "state": State.RECEIVING,
        "sent_at": sent_at,
        "counted_at": sent_at,
        "file_name": file_name,
        "facts": {},
        "findings": [],
    }
    statement, _ = submission_statements.reserving(connection.dialect.name)
    row = (await connection.execute(statement, values)).mappings().one_or_none()
    if row is None:
        known = select(submissions).where(submissions.c.inbox_id == inbox_id)
        row = (await connection.execute(known)).mappings().one()
    return submission_of(row)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is written of a submission; ``report`` stands for all columns that a verdict fills."""

    report: Report | Unset = UNSET
    state: State | Unset = UNSET
    organisation_id: int | Unset = UNSET
    obligation_id: int | Unset | None = UNSET
    uncounted: bool | Unset = UNSET
    allowed: bool | Unset = UNSET
    captioned_at: datetime | Unset | None = UNSET
    counted_at: datetime | Unset = UNSET
    title: str | Unset = UNSET
    caption: str | Unset = UNSET
    text: str | Unset = UNSET
    file_name: str | Unset = UNSET
    key: str | Unset = UNSET
    receipt_id: int | Unset = UNSET
    original: Original | Unset | None = UNSET
    findings: tuple[Finding, ...] | Unset = UNSET
    misplaced: bool | Unset = UNSET


async def change(connection: AsyncConnection, submission_id: int, change: Change) -> Submission:
    """Write what ``change`` names; the other columns stay as they are."""
    values = columns(change)
    if not isinstance(change.report, Unset):
        values = _verdict(values.pop("report")) | values
    if not isinstance(change.findings, Unset):
        values["findings"] = findings_json(change.findings)
    if isinstance(change.original, Original):
        values["original"] = asdict(change.original)
    statement, fixed = submission_statements.changing(tuple(values), submission_id=submission_id)
    new = {f"new_{name}": value for name, value in values.items()}
    return submission_of((await connection.execute(statement, fixed | new)).mappings().one())


async def give_up(connection: AsyncConnection, inbox_id: int) -> Submission | None:
    """What this message announced will never come: it is lost, if it was still awaited; returns it then."""
    awaited = (submissions.c.inbox_id == inbox_id) & (submissions.c.state == State.RECEIVING)
    losing = update(submissions).where(awaited).values(state=State.LOST).returning(submissions)
    row = (await connection.execute(losing)).mappings().one_or_none()
    return submission_of(row) if row else None


def _verdict(report: Report) -> dict[str, Any]:
    """The columns that a report fills."""
    return {
        "kind": report.kind,
        "facts": dict(report.facts),
        "findings": findings_json(report.findings),
        "size": report.facts.get("bytes") or 0,
        "sha256": report.facts.get("sha256") or "",
        "crc32": report.crc32,
        "wording": report.wording,
        "title": report.facts.get("title") or "",
        "form": [dict(row) for row in report.form] or None,
    }


async def locked(connection: AsyncConnection, submission_id: int) -> Submission:
    """As it is now, and stays until the transaction ends: a caption may come while its bytes are checked."""
    (found,) = await all_locked(connection, [submission_id])
    return found


async def all_locked(connection: AsyncConnection, numbers: Collection[int]) -> list[Submission]:
    """Several, in the order of their numbers, so that two transactions never wait for each other."""
    if not numbers:
        return []
    return _submissions(await connection.execute(*submission_statements.locking(numbers=list(numbers))))


async def find(connection: AsyncConnection, numbers: Collection[int]) -> list[Submission]:
    if not numbers:
        return []
    query = select(submissions).where(submissions.c.id.in_(numbers)).order_by(submissions.c.id)
    return [submission_of(row) for row in (await connection.execute(query)).mappings()]


async def of_obligations(connection: AsyncConnection, obligation_ids: Sequence[int]) -> dict[int, list[Submission]]:
    """Obligation id → its submissions in the order of their numbers; obligations without any are not in it."""
    found: dict[int, list[Submission]] = {}
    for start in range(0, len(obligation_ids), _AT_ONCE):
        some = obligation_ids[start : start + _AT_ONCE]
        for row in (await connection.execute(*submission_statements.of_obligations(some=some))).mappings():
            found.setdefault(row["obligation_id"], []).append(submission_of(row))
    return found


async def name_again(connection: AsyncConnection, named: Collection[Submission], receipt_id: int) -> None:
    """Another receipt will speak of these: the ones that spoke of them before are kept."""
    before = [
        {"receipt_id": s.receipt_id, "submission_id": s.id} for s in named if s.receipt_id not in (None, receipt_id)
    ]
    if before:
        await insert_new(connection, earlier_receipts, before, ["receipt_id", "submission_id"])


async def named_on(connection: AsyncConnection, receipt_ids: Collection[int]) -> list[Submission]:
    """All that these receipts spoke of, though a later one has spoken of some again."""
    before = select(earlier_receipts.c.submission_id).where(earlier_receipts.c.receipt_id.in_(receipt_ids))
    named = or_(submissions.c.receipt_id.in_(receipt_ids), submissions.c.id.in_(before))
    query = select(submissions).where(named).order_by(submissions.c.id)
    return [submission_of(row) for row in (await connection.execute(query)).mappings()]


async def of_last_receipt(connection: AsyncConnection, person_id: int) -> list[Submission]:
    """What this person's newest receipt was about."""
    return _submissions(await connection.execute(*submission_statements.of_last_receipt(person_id=person_id)))


async def uncaptioned(connection: AsyncConnection, person_id: int, since: datetime) -> list[Submission]:
    """This person's photos without a caption, sent after ``since``, refused and still arriving ones among them."""
    return _submissions(await connection.execute(*submission_statements.uncaptioned(person_id=person_id, since=since)))


async def of_person(
    connection: AsyncConnection, person_id: int, obligation_ids: Sequence[int], *, since: datetime
) -> list[Submission]:
    """What this person sent for these obligations, what waits for its unit or was returned and not replaced, and all
    since then (campaign time)."""
    waits = returns.c.settled_by.is_(None) & returns.c.cancelled_at.is_(None)
    wanted = or_(
        submissions.c.id.in_(select(returns.c.submission_id).where(waits)),
        submissions.c.obligation_id.in_(obligation_ids),
        submissions.c.state == State.UNASSIGNED,
        submissions.c.sent_at >= since,
    )
    query = select(submissions).where(submissions.c.person_id == person_id, wanted).order_by(submissions.c.id)
    return [submission_of(row) for row in (await connection.execute(query)).mappings()]


async def awaits_unit(connection: AsyncConnection, person_id: int) -> bool:
    """Something is here, or on its way, whose sender has not said which unit it is for."""
    states = (State.UNASSIGNED, State.RECEIVING)
    query = select(submissions.c.id).where(
        submissions.c.person_id == person_id,
        submissions.c.organisation_id.is_(None),
        submissions.c.state.in_(states),
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def without_unit(connection: AsyncConnection, person_id: int) -> list[Submission]:
    return _submissions(await connection.execute(*submission_statements.without_unit(person_id=person_id)))


async def numbers_on(connection: AsyncConnection, receipt_id: int) -> list[int]:
    """The numbers of what this receipt is to speak of."""
    query = select(submissions.c.id).where(submissions.c.receipt_id == receipt_id).order_by(submissions.c.id)
    return list(await connection.scalars(query))


def _submissions(found: Result[Any]) -> list[Submission]:
    return [submission_of(row) for row in found.mappings()]


def submission_of(row: RowMapping | Row[Any]) -> Submission:
    row = row if isinstance(row, RowMapping) else row._mapping
    return Submission(
        id=row["id"],
        obligation_id=row["obligation_id"],
        organisation_id=row["organisation_id"],
        person_id=row["person_id"],
        item=row["item"],
        kind=row["kind"],
        state=row["state"],
        sent_at=row["sent_at"].astimezone(CHINA),
        captioned_at=row["captioned_at"],
        caption=row["caption"],
        text=row["text"],
        title=row["title"],
        file_name=row["file_name"],
        key=row["key"],
        facts=row["facts"],
        wording=row["wording"],
        receipt_id=row["receipt_id"],
        uncounted=row["uncounted"],
        allowed=row["allowed"],
        original=_original(row["original"]),
        findings=tuple(from_store(finding) for finding in row["findings"]),
    )


def _original(kept: Mapping[str, Any] | None) -> Original | None:
    return Original(**{**kept, "words": Words(**kept["words"])}) if kept else None


def findings_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [as_json(finding) for finding in findings]
