"""The lines of a receipt that speak of its files: one verdict each, alike ones together, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.abilities import UPLOAD_PAGE, Abilities
from domain.findings import Code, Finding, Kind, Level
from domain.personal import without_personal_numbers
from domain.submission import State
from formats.chat.answers import CAPTION_LIMIT
from formats.chat.receipt_alike import Alike, Trait, together_found, traits
from formats.findings.finding import together, worded
from formats.spoken import amount, clipped, kind_name, numbers_text
from formats.words import chat as texts
from formats.words import talk as words

#: So many texts are named one by one.
TEXTS_BY_NAME = 5
#: Longest address or contact repeated, in characters.
WORDS_LIMIT = 200
#: Advice that says why a photo is too small.
_CAUSES = (Code.PHOTO_COMPRESSED,)
#: The states that a receipt of several files sums up, the worst first.
_SUMMED = (State.LOST, State.REFUSED, State.INCOMPLETE, State.ACCEPTED)


@dataclass(frozen=True, kw_only=True)
class ReceiptItem:
    """One submission. ``label`` is the milestone's name when ``item`` is not daily; ``characters`` for texts.

    ``by_page``: it came by the upload page, where nothing is shrunk and every file arrives.
    """

    number: int
    kind: Kind
    state: State
    findings: tuple[Finding, ...]
    caption: str = ""
    title: str = ""
    file_name: str = ""
    characters: int | None = None
    item: str = "daily"
    label: str = ""
    by_page: bool = False
    #: The words themselves, of an address or a contact.
    words: str = ""

    def channel_of(self, channel: Abilities) -> Abilities:
        """What carried it here: the upload page, else the ``channel`` its sender hears from us on."""
        return UPLOAD_PAGE if self.by_page else channel


def item_lines(items: Sequence[ReceiptItem], channel: Abilities) -> list[str]:
    """One verdict per file, alike ones together: how many of what, lost, refused, without caption, good, advice."""
    return [
        *_summary(items),
        *_numbered(texts.RECEIPT_LOST, items, State.LOST),
        *refused_lines([i for i in items if i.state is State.REFUSED], channel),
        *_uncaptioned_lines([i for i in items if i.state is State.INCOMPLETE]),
        *_accepted_lines([i for i in items if i.state is State.ACCEPTED]),
        *_advice_lines([i for i in items if i.state in (State.ACCEPTED, State.INCOMPLETE)], channel),
        *_numbered(texts.RECEIPT_RECEIVING, items, State.RECEIVING),
        *_numbered(texts.RECEIPT_WITHDRAWN, items, State.WITHDRAWN),
    ]


def refused_lines(refused: Sequence[ReceiptItem], channel: Abilities) -> list[str]:
    """Every refusal with all its reasons: whoever reads this can mend it in one go."""
    groups: dict[tuple[object, ...], list[ReceiptItem]] = {}
    for item in refused:
        groups.setdefault((item.kind, item.by_page, _shown_name(item), *traits(_reasons(item))), []).append(item)
    lines: list[str] = []
    for items in groups.values():
        what = _shown_name(items[0]) or kind_name(items[0].kind)
        lines.append(texts.RECEIPT_REFUSED.format(numbers=numbers_of(items), what=what))
        alike = [together_found(same) for same in zip(*map(_reasons, items), strict=True)]
        lines.extend(_reason_lines(alike, items[0].channel_of(channel)))
    if any(f.code is Code.PHOTO_CAPTION for item in refused for f in item.findings):
        lines.append(texts.RECEIPT_CAPTION_AGAIN)
    return lines


def caption_lines(items: Sequence[ReceiptItem]) -> list[str]:
    """Every caption quoted, so that whoever did not mean it sees it."""
    captioned = [item for item in items if item.kind is Kind.PHOTO and item.caption]
    lines = [
        words.RECEIPT_CAPTION.format(
            caption=clipped(caption, CAPTION_LIMIT), numbers=numbers_of(i for i in captioned if i.caption == caption)
        )
        for caption in dict.fromkeys(item.caption for item in captioned)
    ]
    if lines:
        lines[-1] += words.RECEIPT_NOT_CAPTION
    return lines


def numbers_of(items: Iterable[ReceiptItem]) -> str:
    return numbers_text(i.number for i in items)


def _summary(items: Sequence[ReceiptItem]) -> list[str]:
    """Of files that fared differently, how many did how."""
    counts = {state: sum(item.state is state for item in items) for state in _SUMMED}
    said = [texts.RECEIPT_SUMMED[state.value].format(count=count) for state, count in counts.items() if count]
    return [texts.RECEIPT_SUM.format(count=sum(counts.values()), said="，".join(said))] if len(said) > 1 else []


def _numbered(template: str, items: Sequence[ReceiptItem], state: State) -> list[str]:
    numbers = [i.number for i in items if i.state is state]
    return [template.format(numbers=numbers_text(numbers))] if numbers else []


def _reasons(item: ReceiptItem) -> tuple[Finding, ...]:
    return tuple(f for f in item.findings if f.level is Level.ERROR or f.code in _CAUSES)


def _reason_lines(alike: Iterable[Alike], channel: Abilities) -> list[str]:
    """Every problem once, then every different remedy once."""
    said = [
        (one.finding, worded(one.finding, channel, found=one.found))
        for one in alike
        if one.finding.code is not Code.PHOTO_CAPTION
    ]
    remedies = together(w for f, w in said if f.level is Level.ERROR)
    return list(dict.fromkeys([w.problem for _, w in said] + remedies))


def _shown_name(item: ReceiptItem) -> str:
    """Documents are told apart by what they are called; photos and videos by their number alone."""
    if item.kind in (Kind.PHOTO, Kind.VIDEO):
        return ""
    name = without_personal_numbers(item.title or item.file_name)
    return f"{kind_name(item.kind)}《{clipped(name)}》" if name else ""


def _uncaptioned_lines(items: Sequence[ReceiptItem]) -> list[str]:
    if not items:
        return []
    first = min(i.number for i in items)
    how = texts.RECEIPT_CAPTION_ONE if len(items) == 1 else texts.RECEIPT_CAPTION_MANY
    said = amount(Kind.PHOTO, len(items))
    return [texts.RECEIPT_UNCAPTIONED.format(amount=said, numbers=numbers_of(items)), how.format(number=first)]


def _accepted_lines(items: Sequence[ReceiptItem]) -> list[str]:
    named = [i for i in items if _details(i)]
    if len(named) > TEXTS_BY_NAME:
        named = []
    lines = [
        texts.RECEIPT_TEXT_ACCEPTED.format(amount=amount(i.kind, 1), number=i.number, details=_details(i))
        for i in named
    ]
    plain = [i for i in items if i not in named]
    for kind in Kind:
        if alike := [i for i in plain if i.kind is kind]:
            said = amount(kind, len(alike))
            lines.append(texts.RECEIPT_ACCEPTED.format(amount=said, numbers=numbers_of(alike)))
    return lines


def _details(item: ReceiptItem) -> str:
    if item.kind in (Kind.PHOTO, Kind.VIDEO):
        return ""
    if item.words:
        return clipped(item.words, WORDS_LIMIT)
    name = without_personal_numbers(item.title or item.file_name)
    parts = [f"《{clipped(name)}》"] if name else []
    if item.characters is not None:
        parts.append(f"{item.characters} 字")
    return "，".join(parts)


def _advice_lines(items: Sequence[ReceiptItem], channel: Abilities) -> list[str]:
    groups: dict[tuple[bool, Trait], list[tuple[ReceiptItem, Finding]]] = {}
    for item in items:
        for finding in item.findings:
            if finding.level is Level.ADVICE:
                groups.setdefault((item.by_page, traits([finding])[0]), []).append((item, finding))
    return [_advice_line(found, channel) for found in groups.values()]


def _advice_line(found: Sequence[tuple[ReceiptItem, Finding]], channel: Abilities) -> str:
    items = [item for item, _ in found]
    alike = together_found([finding for _, finding in found])
    number = items[0].number if len(items) == 1 else None
    said = worded(alike.finding, items[0].channel_of(channel), number, found=alike.found)
    return texts.RECEIPT_ADVICE.format(numbers=numbers_of(items), advice=said.problem + said.remedy)
