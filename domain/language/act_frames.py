"""Acts as patterns over the classes of a clause's words. What stands in a frame is accounted for; nothing else is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from domain.language import acts
from domain.language.clauses import Clause, at_spaces
from domain.language.late import Late
from domain.language.lexicon import Tag
from domain.language.names import Fit
from domain.language.scanner import Token
from domain.language.vocabulary import Vocabulary

_NUMBERS = "[nhrR]"
#: Why: 发错了, 不要了, 发错学校了.
_WHY = "[E6V]"
#: Words that an act may have beside it.
_BESIDE = frozenset((Tag.FETCH, Tag.NOT, Tag.LATER, Tag.EVERYBODY))
_UNDO = frozenset({"撤销", "撤消"})


@dataclass(frozen=True, kw_only=True)
class Framed:
    """``sure`` is False when something needed is missing or the words are weak: only to be offered."""

    act: acts.Act
    start: int
    end: int
    sure: bool = True
    place: int | None = None
    #: Its own words negate it or put it off.
    refused: bool = False
    #: The same for the other units that the name may mean.
    others: tuple[acts.Act, ...] = ()


class _Parts(NamedTuple):
    tokens: Sequence[Token]
    clause: Clause
    vocabulary: Vocabulary


def read(clauses: list[Clause], vocabulary: Vocabulary) -> tuple[list[Framed], list[Clause]]:
    """The acts, and the clauses that are none."""
    wrong_unit = _moved_unit(clauses, vocabulary)
    if wrong_unit is not None:
        return [wrong_unit], []
    found: list[Framed] = []
    rest: list[Clause] = []
    for clause in clauses:
        for part, act in _parts(clause, vocabulary):
            if act is None:
                rest.append(part)
            else:
                found.append(act)
    whole = _over_clauses(found, clauses, vocabulary)
    return ([whole], []) if whole is not None else (_merged(_of_links(found, clauses)), rest)


#: Of these the parts may stand in clauses of their own.
_ABOUT_SOMETHING = (acts.Withdraw, acts.Exempt, acts.Unexempt, acts.CloseComposing)


def _over_clauses(found: list[Framed], clauses: list[Clause], vocabulary: Vocabulary) -> Framed | None:
    """3号传错了，撤回: what the act is about stands in a clause of its own."""
    if len(clauses) < 2 or any(f.act not in (acts.Withdraw(), acts.CloseComposing()) or f.refused for f in found):
        return None
    together = Clause(tuple(token for clause in clauses for token in clause.tokens))
    framed = of_clause(together, vocabulary)
    return framed if framed is not None and isinstance(framed.act, _ABOUT_SOMETHING) else None


def _parts(clause: Clause, vocabulary: Vocabulary) -> list[tuple[Clause, Framed | None]]:
    """The clause as a whole, else its parts between spaces."""
    whole = of_clause(clause, vocabulary)
    parts = at_spaces(clause)
    if whole is not None or len(parts) < 2:
        return [(clause, whole)]
    found = [(part, of_clause(part, vocabulary)) for part in parts]
    return found if any(act for _, act in found) else [(clause, None)]


def of_clause(clause: Clause, vocabulary: Vocabulary) -> Framed | None:
    """The act that all words of the clause make up; ``refused`` when negated or put off."""
    tokens = [t for t in clause.telling if t.tag not in _BESIDE]
    if not tokens:
        return None
    letters = "".join(t.tag for t in tokens)
    for pattern, build in _FRAMES:
        if pattern.regex.fullmatch(letters):
            framed = build(_Parts(tokens, clause, vocabulary))
            if framed is None:
                return None
            told = isinstance(framed.act, _MAY_BE_TOLD) and _told(clause)
            return replace(framed, refused=clause.has(Tag.NOT, Tag.LATER), sure=framed.sure and not told)
    return None


#: Of these it is also told that they were done.
_MAY_BE_TOLD = (acts.Withdraw, acts.MoveToDay, acts.MoveToUnit, acts.Exempt, acts.Unexempt)
_DONE_BEFORE = frozenset({"已", "已经", "过"})
_REQUESTS = frozenset({"把", "将", "给"})


def _told(clause: Clause) -> bool:
    """已经撤回3了, 3号撤回了: that it was done, not that it is to be done."""
    texts = {token.text for token in clause.tokens}
    if texts & _DONE_BEFORE:
        return True
    requested = bool(texts & _REQUESTS) or clause.has(Tag.COURTESY, Tag.FETCH)
    return clause.tokens[-1].text == "了" and not requested


def _merged(found: list[Framed]) -> list[Framed]:
    """撤回1，撤回2 is one act."""
    withdrawals = [f.act for f in found if isinstance(f.act, acts.Withdraw) and f.sure]
    if len(found) < 2 or len(withdrawals) != len(found) or any(f.refused for f in found):
        return found
    together = acts.Withdraw(
        numbers=tuple(dict.fromkeys(n for act in withdrawals for n in act.numbers)),
        receipts=tuple(dict.fromkeys(r for act in withdrawals for r in act.receipts)),
    )
    return [Framed(act=together, start=found[0].start, end=found[-1].end)]


def _of_links(found: list[Framed], clauses: list[Clause]) -> list[Framed]:
    """上传链接发到群里了，作废掉: what is to be withdrawn and has no number is the link named before."""
    if not any(clause.has(Tag.LINK_WANTED) for clause in clauses):
        return found
    return [replace(f, act=acts.RevokeLinks(), sure=False) if f.act == acts.Withdraw() else f for f in found]


# --- Parts ---


def _all(parts: _Parts, *tags: Tag) -> list[Token]:
    return [t for t in parts.tokens if t.tag in tags]


def _numbers(parts: _Parts) -> tuple[int, ...]:
    tokens = _all(parts, Tag.NUMBER, Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY)
    return tuple(dict.fromkeys(n for t in tokens for n in t.value.numbers))


def _receipts(parts: _Parts) -> tuple[str, ...]:
    return tuple(t.value for t in _all(parts, Tag.RECEIPT))


def _days(parts: _Parts) -> tuple[date, ...]:
    found: list[date] = []
    for token in parts.tokens:
        if token.tag is Tag.DAY:
            found.extend(token.value)
        elif token.tag in (Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY):
            found.extend(token.value.days)
    return tuple(sorted(set(found)))


def _framed(parts: _Parts, act: acts.Act, *, sure: bool = True, place: int | None = None) -> Framed:
    start, end = parts.clause.tokens[0].start, parts.clause.tokens[-1].end
    return Framed(act=act, start=start, end=end, sure=sure, place=place)


# --- One builder per act ---


def _withdraw(parts: _Parts) -> Framed:
    places = _all(parts, Tag.PLACE)
    numbers, receipts = _numbers(parts), _receipts(parts)
    verbs = _all(parts, Tag.WITHDRAW)
    sure = bool(verbs) and verbs[0].text != "作废"
    if not numbers and not receipts and not places:
        if verbs and verbs[0].text in _UNDO and parts.clause.core == Tag.WITHDRAW:
            return _framed(parts, acts.UndoLast())
        return _framed(parts, acts.Withdraw(), sure=False)
    place = places[0].value if len(places) == 1 and not numbers else None
    act = acts.Withdraw(numbers=numbers, receipts=receipts)
    return _framed(parts, act, sure=sure and (bool(numbers or receipts) or place is not None), place=place)


def _move(parts: _Parts) -> Framed | None:
    days = _moved_to(parts)
    if len(days) != 1:
        return None
    moved = [t for t in parts.tokens[:-1] if t.tag in (Tag.NUMBER, Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY)]
    act = acts.MoveToDay(
        day=days[0], numbers=tuple(n for t in moved for n in t.value.numbers), receipts=_receipts(parts)
    )
    # 算今天的吧 may ask.
    asks = parts.clause.tokens[-1].text == "吧" and any(t.text.startswith("算") for t in parts.tokens)
    return _framed(parts, act, sure=not asks)


def _moved_to(parts: _Parts) -> tuple[date, ...]:
    last = parts.tokens[-1]
    return tuple(last.value) if last.tag is Tag.DAY else last.value.days


def _moved_unit(clauses: list[Clause], vocabulary: Vocabulary) -> Framed | None:
    """改到 望江职业学校; 发错单位了，是艺术学校. Over several clauses."""
    tokens = [t for clause in clauses for t in clause.telling]
    letters = "".join(t.tag for t in tokens)
    match = re.fullmatch(r"[E6J]*(?:[nhrR]+)?J?(?P<verb>6[YM6E]*|M)(?P<unit>[u0oMg]+)E*", letters)
    if match is None:
        return None
    unit_tokens = tokens[match.start("unit") : match.end("unit")]
    said = "".join(t.text for t in unit_tokens)
    named = (vocabulary.own_names if vocabulary.own else vocabulary.all_names).find(said)
    if not named.units:
        return None
    sure = len(named.units) == 1 and named.fit >= Fit.PART
    parts = _Parts(tokens, clauses[0], vocabulary)
    numbers, receipts = _numbers(parts), _receipts(parts)
    act, *others = (acts.MoveToUnit(unit=unit, numbers=numbers, receipts=receipts) for unit in named.units)
    start, end = clauses[0].tokens[0].start, clauses[-1].tokens[-1].end
    return Framed(act=act, start=start, end=end, sure=sure, others=tuple(others))


def _exemption(parts: _Parts) -> Framed | None:
    said = "".join(t.text for t in parts.tokens if t.tag in (Tag.UNREAD, Tag.NAMED, Tag.ORGANISATION, Tag.KIND))
    named = parts.vocabulary.area_names.find(said)
    days = _days(parts)
    if not named.units or not days:
        return None
    undoes = any(t.tag in (Tag.UNEXEMPT, Tag.CANCEL, Tag.WITHDRAW) for t in parts.tokens)
    said_so = undoes or any(t.tag is Tag.EXEMPT and "免" in t.text for t in parts.tokens)
    sure = len(named.units) == 1 and named.fit >= Fit.PART and said_so
    build = acts.Unexempt if undoes else acts.Exempt
    act, *others = (build(unit=unit, days=days) for unit in named.units)
    return replace(_framed(parts, act, sure=sure), others=tuple(others))


def _no_activity(parts: _Parts) -> Framed | None:
    days = _days(parts)
    return _framed(parts, acts.NoteNoActivity(day=days[0] if days else None)) if len(days) < 2 else None


def _announce(parts: _Parts) -> Framed:
    return _framed(parts, acts.Announce(milestone=_all(parts, Tag.MILESTONE)[0].value.code))


def _announced(parts: _Parts) -> Framed:
    """方案我要报; 方案报了 would tell that it was."""
    return replace(_announce(parts), sure=False)


def _hand_in(parts: _Parts) -> Framed | None:
    """网站 https://…: what it accepts tells whether this can be it."""
    milestone = _all(parts, Tag.MILESTONE)[0].value
    links = _all(parts, Tag.LINK)
    if "link" not in milestone.accepts:
        return None
    return _framed(parts, acts.HandIn(milestone=milestone.code, text=links[0].text))


def _take_back(parts: _Parts) -> Framed:
    return _framed(parts, acts.TakeCaptionBack(numbers=_numbers(parts)))


def _revoke(parts: _Parts) -> Framed:
    return _framed(parts, acts.RevokeLinks(), sure=False)


def _simple(build: Callable[[], acts.Act]) -> Callable[[_Parts], Framed]:
    return lambda parts: _framed(parts, build())


_FRAMES: tuple[tuple[Late, Callable[[_Parts], Framed | None]], ...] = tuple(
    (Late(pattern), build)
    for pattern, build in (
        (rf"{_WHY}*W[FJ]*(?:{_NUMBERS}|z)*F?{_WHY}*", _withdraw),
        (rf"{_WHY}*J?F?(?:{_NUMBERS}|z)+(?:{_WHY}|F)*W(?:{_NUMBERS})?{_WHY}*", _withdraw),
        (rf"{_WHY}*(?:JW|WJ){_WHY}*", _withdraw),
        (rf"{_WHY}*(?:{_NUMBERS}|z|J)+F?V{_WHY}*", _withdraw),
        (rf"s?(?:J|F|{_NUMBERS})*M[DhrE]", _move),
        (r"X[u0og]+[Dhr]+|X[Dhr]+[u0og]+|[u0og]+X[Dhr]+|[Dhr]+[u0og]+X|[u0og]+[Dhr]+X|[Dhr]+X[u0og]+", _exemption),
        (r"7[u0og]+[Dhr]+|7[Dhr]+[u0og]+|[u0og]+7[Dhr]+|[u0og]+[Dhr]+7|[Dhr]+[u0og]+7", _exemption),
        (r"[xW][u0og]+[Dhr]+X|[xW][Dhr]+[u0og]+X", _exemption),
        (r"s?o?s?D*s?o?8", _no_activity),
        (r"v?m|svm", _announce),
        (r"ms?v", _announced),
        (r"[so]*v?mF?Y?1", _hand_in),
        (r"O", _simple(acts.OpenComposing)),
        (r"s?A?[Od]d*|s?vd", _simple(acts.CloseComposing)),
        (r"E*x+", _simple(acts.Cancel)),
        (r"Y+|Yb|bY", _simple(acts.ConfirmNudge)),
        (r"F?p|pF|F?9|F*[p9]+F*", _simple(acts.MakeLink)),
        (r"pW|Wp", _revoke),
        (r"4", _simple(acts.RevokeLinks)),
        (rf"E*5|(?:{_NUMBERS})5|5(?:{_NUMBERS})", _take_back),
    )
)
