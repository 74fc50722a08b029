"""A submission: one photo with its caption, one video, one text, one document, as received, with its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.findings import Code, Fact, Finding, Kind, Level, Report


class State(StrEnum):
    """RECEIVING: announced, bytes not here yet. UNASSIGNED: its sender serves several units and has not said which.

    INCOMPLETE: only the caption is missing. LOST: the platform no longer had the file; the sender was told.
    """

    RECEIVING = "receiving"
    UNASSIGNED = "unassigned"
    INCOMPLETE = "incomplete"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an item says: a text's title and words, the caption of a picture."""

    title: str = ""
    caption: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Original:
    """What the sender wrote, kept while words of an office (``office_id``) stand in its place.

    ``newer``: the sender has changed it since, and no office has looked at that.
    """

    words: Words
    office_id: int
    newer: bool = False


@dataclass(frozen=True, kw_only=True)
class Submission:
    """``id`` is its number, the one people type (说明 3 …, 推荐 128). Times are aware.

    ``sent_at`` is the time that counts; ``captioned_at`` when its caption came. ``key`` is where its bytes are,
    ``wording`` as in ``Report``, ``receipt_id`` the receipt that spoke, or will speak, of it last; ``uncounted``: an
    office returned it and takes it out of the counts; ``allowed``: an office takes it as accepted, whatever was found;
    ``original``: what its sender wrote, where an office has edited it.
    """

    id: int
    obligation_id: int | None
    organisation_id: int | None
    person_id: int
    item: str
    kind: Kind
    state: State
    sent_at: datetime
    captioned_at: datetime | None = None
    caption: str = ""
    text: str = ""
    title: str = ""
    file_name: str = ""
    key: str = ""
    wording: str = ""
    receipt_id: int | None = None
    uncounted: bool = False
    allowed: bool = False
    original: Original | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def words(self) -> Words:
        """As they are shown and handed on."""
        return Words(title=self.title, caption=self.caption, text=self.text)

    @property
    def own_caption(self) -> str:
        """The sender's, whatever an office made of it."""
        return self.original.words.caption if self.original else self.caption

    @property
    def counts(self) -> bool:
        """It is accepted, and no office has taken it out of the counts."""
        return self.state is State.ACCEPTED and not self.uncounted

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings that its sender is told: what an office takes all the same has no errors any more."""
        taken = self.allowed and self.state is State.ACCEPTED
        return tuple(f for f in self.findings if f.level is Level.ADVICE) if taken else self.findings

    @property
    def report(self) -> Report:
        """Its verdict as it is kept: without what the picture looks like, without the rows of a form."""
        return Report(kind=self.kind, facts=self.facts, findings=self.findings, wording=self.wording)


def judged(report: Report, caption: str) -> Report:
    """The verdict as far as the caption goes: one that has come is not missing any more."""
    return replace(report, findings=with_caption(report.findings)) if caption else report


def state_of(report: Report, *, before: State, unit_known: bool, allowed: bool = False) -> State:
    """Which state follows from a verdict: what was withdrawn stays so; without a unit it waits for that first.

    ``allowed``: an office takes it as accepted.
    """
    if before is State.WITHDRAWN:
        return State.WITHDRAWN
    if not unit_known:
        return State.UNASSIGNED
    if report.ok or allowed:
        return State.ACCEPTED
    return State.INCOMPLETE if report.only_caption_missing else State.REFUSED


def with_caption(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that remain once a caption is there."""
    return tuple(f for f in findings if f.code is not Code.PHOTO_CAPTION)


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.level is Level.ERROR)
