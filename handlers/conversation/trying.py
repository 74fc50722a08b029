"""How phrases would be read and what would be done, without a conversation: nothing is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.campaigns.campaign import Campaign
from domain.language.decide import decide
from domain.language.decisions import Situation
from domain.language.names import NamedUnit
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.vocabulary import MilestoneWords, Vocabulary
from domain.organisation import Organisation
from handlers.conversation.learning import done
from handlers.reading import simplified


def try_phrases(
    campaign: Campaign, units: Sequence[Organisation], lines: Iterable[str], *, now: datetime
) -> list[tuple[str, str, str]]:
    """Each line with what it would lead to: from a liaison beside a waiting photo (number 1), from a supervisor."""
    named = tuple(NamedUnit(id=u.id, name=u.name, aliases=u.aliases, kind=u.kind) for u in units)
    milestones = tuple(
        MilestoneWords(code=m.code, name=m.name, words=m.words, accepts=m.accepts) for m in campaign.milestones
    )
    words = Vocabulary(today=now.date(), days=campaign.days, milestones=milestones)
    area = Vocabulary(today=now.date(), days=campaign.days, milestones=milestones, area=named)
    tried = []
    for line in lines:
        utterance = normalised(line, simplified(line))
        liaison = decide(read(utterance, words), Situation(reports=True, waiting=(1,), recent=(1,)), words)
        supervisor = decide(read(utterance, area), Situation(supervises=True), area)
        tried.append((line, done(liaison), done(supervisor)))
    return tried
