"""What a roster would undo of what was changed in chat since the last import. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.organisation import Person
from domain.roster.identity import name_key
from domain.roster.planned import Handover
from domain.roster.roster import PersonEntry


@dataclass(frozen=True)
class Overwriting:
    """``units``: code in the file → known id. Each answer is the last handover that would be undone."""

    handovers: Sequence[Handover]
    units: Mapping[str, int]

    def by_leaving(self, person: Person) -> Handover | None:
        return _last(h for h in self.handovers if h.new_id == person.id)

    def by(self, entry: PersonEntry, before: Person) -> Handover | None:
        """A unit given in chat to this person is theirs no more, or one that was taken is theirs again."""
        served, had = self._served(entry), {duty.organisation.id for duty in before.duties}
        return _last(
            h
            for h in self.handovers
            if (h.new_id == before.id and h.organisation_id in had - served)
            or (h.old_id == before.id and h.organisation_id in served - had)
        )

    def by_coming(self, entry: PersonEntry) -> Handover | None:
        """Somebody new bears the name of whom one of these units was taken from."""
        served, name = self._served(entry), name_key(entry.name)
        return _last(h for h in self.handovers if h.organisation_id in served and name_key(h.old) == name)

    def _served(self, entry: PersonEntry) -> set[int]:
        return {self.units[code] for code, _ in entry.duties if code in self.units}


def _last(found: Iterator[Handover]) -> Handover | None:
    return next(reversed(list(found)), None)
