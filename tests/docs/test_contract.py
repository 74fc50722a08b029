"""docs/contract.md lists what the code has, no more and no less: reports, codes, settings, paths, columns, phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args

import pytest
from pydantic import BaseModel

from bot.commands import check, missing, purge, waiting
from bot.commands.failure import BAD, BROKEN
from bot.settings.tables import Settings
from channels import registry
from channels.contract import Channel
from checks.facts import NAMES
from domain.clock import CHINA
from domain.completeness import Counts
from domain.findings import Code, Finding, Kind, Level, Report
from domain.language import acts
from domain.language.decisions import Remark, Situation
from domain.language.names import NamedUnit
from domain.language.normal import normalised
from domain.language.questions import Topic
from domain.language.reading import read as read_words
from domain.language.vocabulary import MilestoneWords, Vocabulary
from domain.organisation import KINDS, Role
from domain.roster.roster import NEEDED_COLUMNS
from formats.digest.text import DayOverview, UnitLine
from formats.findings.examples import EXAMPLES
from formats.operator.not_arrived import CalledPerson
from handlers.context import Context
from handlers.roster.waiting import MissingContacts, PendingBinding
from storage.campaign_files import load
from storage.inbox import InboxWriter
from storage.purge.scope import Holdings, Others
from storage.simulator import SIMULATOR
from tests.support.documents import codes, read, section, squeezed, table, tables
from tests.support.said import STANDING, understood
from web import callbacks
from web.app import build_app
from web.tus.protocol import EXTENSIONS

DOCUMENT = "docs/contract.md"
TODAY = date(2020, 11, 9)


def test_make_targets() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony is not None
    assert {codes(row[0])[0] for row in table(DOCUMENT, "Make targets")} == set(phony[1].split())


def test_exit_codes() -> None:
    stated = tables(section(DOCUMENT, "Commands"))[1][1:]
    assert [int(row[0]) for row in stated] == [0, BAD, BROKEN]


def test_the_facts_of_every_kind() -> None:
    stated = {codes(row[0])[0]: sorted(codes(row[1])) for row in table(DOCUMENT, "Reports as JSON")}
    assert stated == {kind.value: sorted(names) for kind, names in NAMES.items()}


def test_the_keys_of_a_report() -> None:
    finding = Finding(code=Code.PHOTO_WIDTH, found=1, required=2)
    document = check._document(Path("a.jpg"), Report(kind=Kind.PHOTO, findings=(finding,)))
    told = section(DOCUMENT, "Reports as JSON").split("\n\n")[0]
    assert set(codes(told)) == {*document, *document["findings"][0], "check --json", *(level.value for level in Level)}


def test_the_keys_of_a_day() -> None:
    moment = datetime(2020, 11, 9, 10, tzinfo=CHINA)
    line = UnitLine(code="A", name="甲", kind="市教育局", met_at=moment)
    day = DayOverview(
        campaign="c",
        title="t",
        day=TODAY,
        item_name=None,
        due_at=moment,
        now=moment,
        counts=Counts(late=1, missing=1),
        missing=(line,),
        late=(line,),
        exempt=(),
        kinds=(),
        titles=(),
        titled=0,
    )
    document = missing._document(day)
    told = codes(section(DOCUMENT, "Reports as JSON").split("\n\n")[-2])
    assert told[0] == "missing --json"
    assert told[1 : 1 + len(document)] == list(document)
    assert set(told[1 + len(document) :]) == {
        "missing",
        "exempt_units",
        *document["missing"][0],
        "late_units",
        "met_at",
        "waiting_units",
        "due_at",
    }


def test_the_keys_of_a_purge() -> None:
    held = Holdings(campaign="c", files=1, bytes=2, previews=3, texts=4, captions=5)
    others = Others(persons=1, accounts=2, received=3, sent=4, bubbles=5, events=6)
    told = purge.Told(known=(), held=(held,), others=others, backups=(("p", ["n"]),))
    document = purge._document(told, purge.Wanted(before=TODAY, keep_adopted=False, all_of_it=False))
    (stated,) = (codes(part) for part in section(DOCUMENT, "Reports as JSON").split("\n\n") if "`purge --json`" in part)
    assert stated == [
        *("purge --json", "before", "purged", "campaigns", *asdict(held), "others", *asdict(others)),
        *("backups", *document["backups"][0]),  # type: ignore[index]
    ]
    assert list(document) == ["before", "purged", "campaigns", "others", "backups"]


def test_the_keys_of_who_has_not_arrived() -> None:
    one = CalledPerson(unit="一中", name="甲", phone="1")
    pending = PendingBinding(person="乙", units=(), channel="wecom", account="y", asked_at=datetime.now(CHINA))
    document = waiting._document(MissingContacts(asking=[pending]))
    told = codes(section(DOCUMENT, "Reports as JSON").split("\n\n")[-1])
    assert told[0] == "roster waiting --json"
    person = list(asdict(one))
    assert told[1:] == [
        *("unregistered", *person, "without_liaison", "silent", *person[:-1]),
        *("asking", *document["asking"][0]),  # type: ignore[index]
    ]


def test_finding_codes() -> None:
    stated = [code for row in table(DOCUMENT, "Finding codes") for code in codes(row[0])]
    assert stated == [code.value for code in Code if code is not Code.UNKNOWN]
    advice = {one.code for one in EXAMPLES if one.level is Level.ADVICE}
    refusing = {one.code for one in EXAMPLES if one.level is Level.ERROR}
    always = section(DOCUMENT, "Finding codes").rsplit("\n\n", 1)[1]
    assert set(codes(always)) == advice - refusing


def _settings(model: type[Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every table of the settings with its keys."""
    types: dict[str, Any] = (
        {name: one.annotation for name, one in model.model_fields.items()} if issubclass(model, BaseModel) else {}
    )
    types |= {one.name: one.type for one in fields(model)} if is_dataclass(model) else {}
    if types.pop("channels", None):
        for kind, row in registry.kinds().items():
            yield from _settings(row.settings, f"channels.{kind}")
    if types.pop("channel", None):
        yield from (("channel", name) for name in ("kind", "name", "groups"))
    for name, type_ in types.items():
        inner = [one for one in (*get_args(type_), type_) if isinstance(one, type)]
        nested = [one for one in inner if issubclass(one, BaseModel) or is_dataclass(one)]
        if nested:
            yield from _settings(nested[0], f"{path}.{name}".lstrip("."))
        else:
            yield path, name


def test_settings() -> None:
    stated = {(codes(row[0]) or [""])[0]: codes(row[1]) for row in table(DOCUMENT, "Settings")}
    found: dict[str, list[str]] = {}
    for path, name in _settings(Settings):
        found.setdefault(path, []).append(name)
    assert {path: sorted(names) for path, names in stated.items()} == {
        path: sorted(names) for path, names in found.items()
    }


def _routes() -> dict[str, set[str]]:
    """Path → methods of the whole application, the simulator with it. aiohttp answers HEAD wherever GET is."""
    resource = SimpleNamespace(check=lambda: None)
    ctx = SimpleNamespace(database=resource, objects=resource, channels={SIMULATOR: cast(Channel, None)})
    app = build_app(cast(Context, ctx), cast(InboxWriter, None), wake=lambda: None)
    found: dict[str, set[str]] = {}
    for route in app.router.routes():
        assert route.resource is not None
        found.setdefault(route.resource.canonical, set()).add(route.method)
    return {path: methods - {"HEAD"} if "GET" in methods else methods for path, methods in found.items()}


def test_paths() -> None:
    rows = tables(section(DOCUMENT, "HTTP"))[0][1:]
    assert {codes(row[0])[0]: set(row[1].split()) for row in rows} == _routes()


def test_answers_of_a_callback() -> None:
    rows = tables(section(DOCUMENT, "HTTP"))[1][1:]
    refusals = {status for _, status, _ in callbacks._REFUSALS}
    assert {int(row[0]) for row in rows} == {200, 404, *refusals}


def test_what_tus_offers() -> None:
    offered = section(DOCUMENT, "HTTP").rsplit("Extensions:", 1)[1]
    assert codes(offered) == EXTENSIONS.split(",")


def test_roster_columns() -> None:
    rows = table(DOCUMENT, "Roster file")
    columns = registry.roster_columns()
    assert tuple(row[0] for row in rows) == columns.headers
    assert {row[0] for row in rows if "needed" in row[1]} == set(NEEDED_COLUMNS)
    stated = {row[0]: codes(row[1])[0] for row in rows if "account on" in row[1]}
    assert stated == {column.header: column.channel for column in columns.accounts}


def test_kinds_and_roles() -> None:
    text = squeezed(section(DOCUMENT, "Roster file"))
    listed = re.search(r"Kinds: ([^.]+)\.", text)
    assert listed is not None
    assert tuple(listed[1].split(" · ")) == KINDS
    (roles,) = (row[1] for row in table(DOCUMENT, "Roster file") if row[0] == "角色")
    assert set(re.findall(r"[一-鿿]+", roles)) == {role.value for role in Role}


PHRASES = [(codes(row[0])[0], codes(row[1])[0]) for row in table(DOCUMENT, "What people say")]


UNIT = NamedUnit(id=1, name="示例职校")


@pytest.mark.parametrize(("said", "name"), PHRASES)
def test_what_people_say_is_understood(said: str, name: str) -> None:
    milestones = [
        MilestoneWords(code=m.code, name=m.name, words=m.words, accepts=m.accepts) for m in load("moe-2020").milestones
    ]
    days = [TODAY + timedelta(days=n) for n in range(-1, 6)]
    standing = replace(STANDING, composing=name == "CloseComposing", pieces=True)
    if name == "Bind":
        standing = Situation(known=False)
    elif name == Remark.ACKNOWLEDGE:
        standing = replace(STANDING, nudge=None)
    elif name == "ConfirmHandover":
        standing = replace(STANDING, nudge=None, handover=timedelta(0))
    elif name == "ConfirmAnnouncement":
        standing = replace(STANDING, nudge=None, announcement=timedelta(0))
    elif name == "ConfirmLogin":
        standing = replace(STANDING, nudge=None, login=timedelta(0))
    elif name == "ConfirmReturn":
        standing = replace(STANDING, nudge=None, withheld=timedelta(0))
    pending = ("王五",) if name == "ConfirmBinding" else ()
    found = understood(
        said, today=TODAY, days=days, milestones=milestones, area=[UNIT], standing=standing, pending=pending
    )
    assert found == (name,)


#: Said only after the bot has asked, and what undoing does.
ASKED_FOR = {"AddPiece", "KeepText", "ChooseUnit", "Restore", "TakeNoteBack", "MarkAgain", "TakeAdoptionBack"}


def test_every_act_has_a_phrase() -> None:
    known = {name for name, value in vars(acts).items() if isinstance(value, type) and issubclass(value, acts.Act)}
    assert known - {"Act"} - ASKED_FOR <= {name for _, name in PHRASES}


#: What has no words of its own: read as another one by who asks.
WITHOUT_WORDS = {Topic.WHETHER_SENT}


def test_every_question_has_a_phrase() -> None:
    asked = {topic for topic in Topic if not topic.startswith("how_")} - WITHOUT_WORDS
    assert {topic.value for topic in asked} <= {name for _, name in PHRASES}


def test_every_day_that_is_listed_is_understood() -> None:
    days = tuple(date(2020, 11, 8) + timedelta(days=n) for n in range(7))
    text = section(DOCUMENT, "What people say")
    listed = codes(text[text.index("Days:") : text.index("Units:")])
    assert len(listed) >= 9
    words = Vocabulary(today=TODAY, days=days)
    asked = {said: read_words(normalised(f"缺报 {said}"), words).questions for said in listed}
    assert {said: [question.topic for question in found] for said, found in asked.items()} == {
        said: [Topic.MISSING] for said in listed
    }
    assert [said for said, (question,) in asked.items() if not question.days or question.no_day] == []
