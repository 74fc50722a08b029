"""Rows of phrases with what was meant, the states they are said in, and how a decision compares with what was meant."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from domain.language import acts
from domain.language.acts import Act, Unit
from domain.language.decide import decide
from domain.language.decisions import Answer, Decision, Do, Offer, Say, Situation
from domain.language.names import NamedUnit
from domain.language.normal import normalised
from domain.language.questions import Question, Topic
from domain.language.reading import read
from domain.language.vocabulary import MilestoneWords, Vocabulary
from handlers.reading import simplified
from tests.support.rehearsal_units import NAMES

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2020, 11, 10)
DAYS = tuple(date(2020, 11, 8) + timedelta(days=n) for n in range(7))
MILESTONES = (
    MilestoneWords(code="plan", name="活动周方案", words=("方案", "工作方案", "活动方案"), accepts=("file", "text")),
    MilestoneWords(code="website", name="专题网站地址", words=("网站", "网址", "专栏", "专题网站"), accepts=("link",)),
    MilestoneWords(code="contact", name="联络员联系方式", words=("联络员", "联系人"), accepts=("contact",)),
    MilestoneWords(code="summary", name="活动周总结报告", words=("总结", "总结报告"), accepts=("file", "text")),
    MilestoneWords(code="statistics", name="情况统计表", words=("统计表",), accepts=("file",)),
)
CODE = "K7M2-9QXT"
#: 850 characters of a report.
LONG = "我校组织师生走进社区，开展家电维修、健康体检、茶艺展示等便民服务。" * 25
#: Numbers that the tables name and nobody has sent.
UNSENT = {88, 99}


class Verdict(StrEnum):
    RIGHT = "right"
    ONE_TAP = "one tap"
    WRONG = "wrong"
    #: Something was done that was not meant.
    UNMEANT = "unmeant"


@dataclass(frozen=True, kw_only=True)
class Row:
    role: str
    utterance: str
    intent: str
    day: str = ""
    unit: str = ""
    acceptable: tuple[str, ...] = ()
    number: str = ""
    context: str = "A"

    @property
    def meant(self) -> tuple[str, ...]:
        return (self.intent, *self.acceptable)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(date.fromisoformat(day) for day in self.day.split("/") if day)


def rows(name: str) -> list[Row]:
    """The rows of ``tests/data/<name>.tsv``; a line break is written \\n there."""
    lines = [line for line in (DATA / f"{name}.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
    found = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Row(
            role=row["role"],
            utterance=row["utterance"].replace("\\n", "\n").replace("{INVITE}", CODE).replace("{LONG}", LONG),
            intent=row["intent"],
            day=row["day"] or "",
            unit=row["unit"] or "",
            acceptable=tuple(filter(None, (row["acceptable"] or "").split("|"))),
            number=row["number"] or "",
            context=row["context"] or "A",
        )
        for row in found
    ]


@cache
def named(*names: str) -> tuple[NamedUnit, ...]:
    known = {name: NamedUnit(id=n, name=name, aliases=aliases, kind=kind) for n, (name, aliases, kind) in NAMES.items()}
    return tuple(known[name] for name in names) if names else tuple(known.values())


@cache
def vocabulary(role: str, two: tuple[str, str]) -> Vocabulary:
    own = {
        "liaison": ("江临区教体局",),
        "both": ("晨光区教育体育局",),
        "two": two,
    }.get(role, ())
    area = named() if role in ("supervisor", "both") else ()
    return Vocabulary(today=TODAY, days=DAYS, milestones=MILESTONES, own=named(*own) if own else (), area=area)


def two_units(row: Row) -> tuple[str, str]:
    first = ("晚霞区汽车工程学校", "晚霞区艺术职业学校")
    return first if not row.unit or row.unit in first else ("机电职业学校", "星河市望江职业学校")


def situation(role: str, context: str, units: tuple[Unit, ...] = ()) -> Situation:
    """What the contexts of the tables stand at."""
    waits = {"B": (5, 6), "D": (7,)}.get(context, ())
    return Situation(
        known=role != "stranger",
        reports=role in ("liaison", "both", "two"),
        supervises=role in ("supervisor", "both"),
        waiting=waits,
        recent=waits or ((7,) if context == "F" else ()),
        unit_asked=units if context == "F" else (),
        announced={"M": "summary", "MC": "contact"}.get(context, ""),
        accepts={"M": ("file", "text"), "MC": ("contact",)}.get(context, ()),
        composing=context == "C",
        pieces=context == "C",
        nudge=timedelta(minutes=1) if context == "N" else None,
        undoable=len(waits),
    )


@cache
def decided(row: Row) -> Decision:
    words = vocabulary(row.role, two_units(row))
    utterance = normalised(row.utterance, simplified(row.utterance))
    standing = situation(row.role, row.context, tuple(unit.unit for unit in words.own))
    return decide(read(utterance, words), standing, words)


def judged(row: Row) -> Verdict:
    return compare(row, decided(row))


def compare(row: Row, decision: Decision) -> Verdict:
    """Right as the table says, or one of its fair alternatives; an act only when it is one of these."""
    if isinstance(decision, Do):
        return Verdict.RIGHT if _act_meant(row, decision.act) else Verdict.UNMEANT
    if isinstance(decision, Answer):
        return Verdict.RIGHT if _answers(row, decision.questions) else Verdict.WRONG
    if isinstance(decision, Offer):
        if {"nothing", "caption_ask", "milestone_ask", "ambiguous", "unknown"} & set(row.meant):
            return Verdict.RIGHT
        choices = decision.choices
        if any(isinstance(c, Act) and _act_meant(row, c) for c in choices):
            return Verdict.ONE_TAP
        if any(isinstance(c, Question) and _answers(row, (c,)) for c in choices):
            return Verdict.ONE_TAP
    return Verdict.RIGHT if _said_meant(row, decision) else Verdict.WRONG


#: What an office does to items, by their numbers.
OF_ITEMS = (acts.Recommend, acts.Unrecommend, acts.Adopt, acts.Unadopt, acts.GiveBack, acts.CallReturnOff)
_ACTS: dict[type[Act], tuple[str, ...]] = {
    acts.Bind: ("bind",),
    acts.GiveCaption: ("caption",),
    acts.Withdraw: ("withdraw",),
    acts.UndoLast: ("undo", "withdraw", "caption_back"),
    acts.TakeCaptionBack: ("caption_back", "undo", "not_caption"),
    acts.MoveToDay: ("move",),
    acts.MoveToUnit: ("move_unit", "unit_moved", "unit_chosen", "move"),
    acts.Announce: ("milestone_ask", "milestone"),
    acts.HandIn: ("milestone",),
    acts.OpenComposing: ("pieces", "text"),
    acts.AddPiece: ("pieces", "text"),
    acts.CloseComposing: ("done",),
    acts.Cancel: ("cancel",),
    acts.KeepText: ("text",),
    acts.ChooseUnit: ("unit_chosen",),
    acts.ConfirmNudge: ("nudge_confirm",),
    acts.Exempt: ("exempt",),
    acts.Unexempt: ("unexempt",),
    acts.NoteNoActivity: ("no_activity",),
    acts.MakeLink: ("upload",),
    acts.RevokeLinks: ("revoke",),
    **dict.fromkeys(OF_ITEMS, ("select",)),
}


def _act_meant(row: Row, act: Act) -> bool:
    numbers = {int(n) for n in row.number.replace("/", ",").split(",") if n.isdecimal()}
    if isinstance(act, acts.Withdraw | acts.GiveCaption) and numbers <= UNSENT and numbers:
        return True
    if not set(_ACTS[type(act)]) & set(row.meant):
        return False
    if isinstance(act, acts.GiveCaption) and numbers:
        return {n for c in act.captions for n in c.numbers} == numbers
    named = set(act.numbers) if isinstance(act, (acts.Withdraw, acts.MoveToDay, *OF_ITEMS)) else numbers
    if isinstance(act, acts.MoveToDay) and not named:
        named = set(situation(row.role, row.context).recent) or numbers
    if numbers and named != numbers:
        return False
    if isinstance(act, acts.MoveToDay) and row.days:
        return act.day in row.days
    if isinstance(act, acts.Exempt | acts.Unexempt) and row.days and set(act.days) != set(row.days):
        return False
    if isinstance(act, acts.Exempt | acts.Unexempt | acts.ChooseUnit | acts.MoveToUnit) and row.unit:
        return act.unit.name == row.unit
    if isinstance(act, acts.Announce | acts.HandIn) and row.number:
        return act.milestone == row.number
    return True


_TOPICS: dict[str, tuple[Topic, ...]] = {
    "missing": (Topic.MISSING,),
    "late": (Topic.LATE,),
    "counts": (Topic.COUNTS, Topic.REPORTED, Topic.EXEMPTED, Topic.COMPARED),
    "digest": (Topic.DIGEST,),
    "unit": (Topic.UNIT, Topic.PHONE),
    "nudge": (Topic.NUDGE,),
    "change_liaison": (Topic.CHANGE_LIAISON,),
    "unregistered": (Topic.UNREGISTERED,),
    "silent": (Topic.SILENT,),
    "invitation": (Topic.INVITATION,),
    "status": (Topic.STATUS, Topic.ALL_DAYS, Topic.SUBMISSION, Topic.RECEIVED, Topic.QUALIFIED),
    "dashboard": (Topic.DASHBOARD,),
    "photos": (Topic.PHOTOS,),
    "select": (Topic.HOW_SELECT, Topic.HOW_RETURN),
    "bulletin": (Topic.BULLETIN,),
    "final_bulletin": (Topic.FINAL_BULLETIN,),
    "export": (Topic.EXPORT,),
    "announce": (Topic.ANNOUNCEMENT,),
    "caption_ask": (Topic.HOW_CAPTION,),
    "pieces_ask": (Topic.HOW_COMPOSE,),
    "milestone_ask": (Topic.HOW_MILESTONE,),
    "blank_form": (Topic.BLANK_FORM,),
}
_HELP = frozenset(
    {
        Topic.HELP, Topic.REQUIREMENTS, Topic.DEADLINE, Topic.PHOTO_SIZE, Topic.TEXT_LENGTH, Topic.VIDEO_RULES,
        Topic.WHAT_TO_SEND, Topic.ORIGINALS, Topic.CONTACT, Topic.HOW_CAPTION, Topic.HOW_WITHDRAW, Topic.HOW_COMPOSE,
        Topic.HOW_MOVE, Topic.HOW_MILESTONE, Topic.HOW_EXEMPT, Topic.HOW_BIND,
    }
)  # fmt: skip


def _answers(row: Row, questions: Iterable[Question]) -> bool:
    return any(_answers_one(row, question) for question in questions)


def _answers_one(row: Row, question: Question) -> bool:
    if question.topic is Topic.CHANGE_LIAISON and question.where.units and question.person and question.phone:
        # It would be proposed: of the unit that was meant.
        return "change_liaison" in row.meant and [unit.name for unit in question.where.units] == [row.unit]
    if "nothing" in row.meant:
        return True
    if question.topic is Topic.CHANGE_LIAISON and row.unit:
        return False
    if question.topic in _HELP:
        return bool({"help", "caption_ask", "pieces_ask"} & set(row.meant))
    if question.topic is Topic.UNIT and len(question.where.units) > 1 and "ambiguous" in row.meant:
        return True
    fitting = [intent for intent in row.meant if question.topic in _TOPICS.get(intent, ())]
    if not fitting:
        return False
    days = question.days or (TODAY,)
    if row.days and row.intent in fitting and not question.item and set(days) != set(row.days):
        return False
    units = [unit.name for unit in question.where.units]
    return not (row.unit and row.intent == "unit" and units != [row.unit])


def _said_meant(row: Row, decision: Decision) -> bool:
    if isinstance(decision, Say) and row.intent == "thanks":
        return decision.remark in ("thanks", "acknowledge", "greeting", "empty")
    return bool({"nothing", "unknown", "refuse"} & set(row.meant)) or _nothing_to(row, decision)


def _nothing_to(row: Row, decision: Decision) -> bool:
    if not isinstance(decision, Say):
        return False
    wanted = {"cancel": "nothing_to_cancel", "done": "not_composing", "caption": "early_caption"}
    wanted |= {"milestone_ask": "still_announced"}
    if decision.remark == "nothing_to_undo" and {"cancel", "withdraw"} & set(row.meant):
        return True
    wanted |= {"nudge_confirm": "nothing_to_confirm", "help": "stranger", "undo": "nothing_to_undo"}
    return any(wanted.get(intent) == decision.remark for intent in row.meant)
