"""An issued bulletin to supervisors, or to liaisons: once, in words, with its picture and its Word file.

Where a channel brings no file, a link stands in its place. It names the file by its SHA-256, which nobody guesses, and
opens that file alone; so who has it needs no desk, and gets exactly what was issued.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain import bulletin as rules
from domain.abilities import AttachmentKind
from domain.bulletin import BulletinRefusal
from domain.events import EventVerb
from domain.precedence import Precedence
from domain.reach import Reach
from formats.bulletin.lines import three_lines
from formats.bulletin.written import Written
from formats.words import bulletins as words
from handlers.context import Context
from handlers.desk import bulletin_papers as papers
from handlers.desk.bulletin_papers import KeptPaper, Snapshot
from handlers.desk.bulletins import note
from handlers.outbox import address, say
from storage import bulletins, people
from storage.desk import bulletins as queries
from storage.outbox import OutboxMessage
from storage.outbox_parts import StoredAttachment


@dataclass(frozen=True, kw_only=True)
class SentBulletin:
    """``number``: how many hear of it; ``others``: who have no account. ``again``: it was sent before."""

    refused: BulletinRefusal | None = None
    number: int = 0
    others: int = 0
    again: bool = False


async def send(ctx: Context, reach: Reach, bulletin_id: int, *, liaisons: bool) -> SentBulletin:
    async with ctx.database.write() as connection:
        found = await bulletins.find(connection, reach, bulletin_id)
        refused = rules.refused_after(reach, found) if found is not None else BulletinRefusal.UNKNOWN
        if refused is not None or found is None:
            return SentBulletin(refused=refused)
        now = ctx.clock.now()
        if not await bulletins.told(connection, reach, bulletin_id, liaisons=liaisons, now=now):
            return SentBulletin(again=True)
        snapshot = papers.snapshot_of(await bulletins.snapshot(connection, reach, bulletin_id))
        ids = await queries.receivers(connection, reach, found.campaign, liaisons=liaisons)
        # Who sends it has it before their eyes.
        persons = await people.several(connection, [one for one in ids if one != reach.person_id])
        messages: list[OutboxMessage] = []
        reached = 0
        for person in persons:
            account = address(ctx, person)
            if account is None:
                continue
            reached += 1
            text = title(reach, snapshot.written) if liaisons else said(reach, snapshot.written)
            key = f"bulletin:{bulletin_id}:{person.id}"
            messages += brought(ctx, account.channel, account.account, text, key, snapshot, Precedence.NICETY)
        await say(ctx, connection, messages)
        to = "liaisons" if liaisons else "supervisors"
        await note(ctx, connection, reach, EventVerb.BULLETIN_SENT, found, to=to, number=reached)
    return SentBulletin(number=reached, others=len(persons) - reached)


def brought(
    ctx: Context, channel: str, account: str, text: str, key: str, snapshot: Snapshot, precedence: Precedence
) -> list[OutboxMessage]:
    """The words with the first picture, then Word."""
    docx, png = snapshot.paper(papers.DOCX), snapshot.paper(papers.PNG)
    picture = attachment(AttachmentKind.PICTURE, png) if png else None
    said = OutboxMessage(
        channel=channel, account=account, text=text, key=key, attachment=picture, precedence=precedence
    )
    messages = [said]
    if docx is not None:
        instead = words.PAPER_LINK.format(url=link(ctx, docx))
        file = attachment(AttachmentKind.FILE, docx, instead)
        messages.append(replace(said, text="", key=f"{key}:docx", attachment=file))
    return messages


def attachment(kind: AttachmentKind, paper: KeptPaper, instead: str = "") -> StoredAttachment:
    return StoredAttachment(kind=kind, key=paper.key, name=paper.name, size=paper.size, instead=instead)


def link(ctx: Context, paper: KeptPaper) -> str:
    return f"{ctx.public_url}/bulletins/issued/{paper.sha256}.docx"


def title(reach: Reach, written: Written) -> str:
    return words.SENT_TITLE.format(
        office=reach.office.name, kind=written.kind, number=written.number, title=written.title
    )


def said(reach: Reach, written: Written) -> str:
    """With what its first section says, for who decides."""
    return "\n".join([title(reach, written), *three_lines(written)[1:]])


async def issued_paper(ctx: Context, sha256: str) -> KeptPaper | None:
    """The Word file of that hash, when its bulletin was sent to somebody: for whoever was given the link."""
    async with ctx.database.read() as connection:
        text = await bulletins.sent_snapshot(connection, sha256)
    return papers.snapshot_of(text).paper(papers.DOCX) if text else None
