"""Every route of the desk, asked by everybody for everything that is not theirs: the answer is that of what never was.

The routes are the router's own. Ids in an address are filled by the names of its parameters (``Ids``); what a route is
asked beside its address stands in ``QUERIES`` and ``FORMS``, and a route that is in neither fails this test.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import parse_qsl, unquote
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from domain.allowance import AllowanceKind
from domain.bulletin import BulletinKind
from domain.organisation import Role
from domain.reach import Reach
from domain.roster.roster import OrganisationEntry
from domain.selection import Level, Mark
from handlers.desk import adopting, allowing, announcing, bulletins, export_making, marking, returning, sharing
from handlers.desk import exports as export_desk
from handlers.desk import reach as reaching
from handlers.desk.allowing import NewAllowance
from handlers.desk.exports import ExportQuestion
from handlers.desk.marking import MarkChange
from storage import people as people_table
from storage.campaign_files import load
from storage.desk.exports import ExportFilter
from storage.engine.database import Database
from storage.tables import (
    adoptions,
    allowances,
    announcements,
    bulletin_blocks,
    duties,
    exemptions,
    exports,
    identities,
    invites,
    marks,
    organisations,
    returns,
    sessions,
    shares,
)
from storage.tables import bulletins as bulletin_rows
from storage.tables import people as people_rows
from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, DeskSite, desk_site
from tests.support.stage import Member, Stage, stage
from tests.support.town import november, photo

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
CAMPAIGN, DAY = "shandong-2021", "2021-05-24"
Key = tuple[str, str]

#: What begins so is no page of the desk.
OTHERS = ("/callback/", "/healthz", "/readyz", "/metrics", "/static", "/files/", "/u/", "/g/", "/chat")
#: The doors, and what ends one's own session: nothing in them is of a unit.
DOORS = {"/login", "/login/state", "/login/{token}", "/logout", "/rehearsal"}
#: What a page is asked beside its address; ``as`` is tried on all of them.
QUERIES: dict[str, tuple[str, ...]] = {
    "/": ("part={part}&list=missing",),
    "/desk": ("",),
    "/desk/unread": ("",),
    "/live": ("",),
    "/map": ("",),
    "/search": ("q={name}", "q={code}", "q={number}"),
    "/w/{campaign}/map": ("part={part}", "part={part}&fold=1", "only=missing&part={part}"),
    "/w/{campaign}/{day}": ("part={part}&list=on_time",),
    "/w/{campaign}/{day}.{paper}": ("",),
    "/w/{campaign}/desk": ("mark=all&unit={code}", "mark=all&kind=photo&unit={code}"),
    "/w/{campaign}/desk/list": ("mark=all&unit={code}",),
    "/w/{campaign}/desk/meter": ("mark=all&unit={code}",),
    "/w/{campaign}/desk/tiles": ("n={number}",),
    "/w/{campaign}/desk/chosen.zip": ("n={number}",),
    "/w/{campaign}/desk/news": ("since=1600000000&mark=all&unit={code}",),
    "/i/{number}": ("w={campaign}&unit={code}", "unit={unit}"),
    "/w/{campaign}/milestones": ("part={part}", "only=summary&part={part}"),
    "/w/{campaign}/milestones/{item}/nudged/{moment}": ("",),
    "/unit/{code}/beside": ("with={own}", "with={code}"),
    "/adopted": ("",),
    "/w/{campaign}/map.xlsx": ("part={part}",),
    "/w/{campaign}/adopted.xlsx": ("order=time",),
    "/calendar": ("",),
    "/w/{campaign}/calendar": ("",),
    "/w/{campaign}/calendar.ics": ("",),
    "/w/{campaign}/milestones/activities.xlsx": ("",),
    "/w/{campaign}/milestones/statistics.xlsx": ("",),
    "/w/{campaign}/milestones/blank.xlsx": ("",),
    "/w/{campaign}/milestones/contacts.xlsx": ("",),
    "/w/{campaign}/milestones/{item}.zip": ("",),
    "/w/{campaign}/milestones.xlsx": ("part={part}", "only=summary&part={part}"),
    "/w/{campaign}/adopted": ("order=time", "level=city&page=2"),
    "/bulletins": ("",),
    "/w/{campaign}/bulletins": ("kind=daily&day={day}",),
    "/people": ("unit={unit}", "q={name}"),
    "/sessions": ("",),
    "/settings": ("",),
    "/exports": ("",),
    "/announcements": ("",),
    "/audit": ("unit={unit}", "unit={name}", "number={number}"),
    "/audit.xlsx": ("unit={unit}", "number={number}"),
    "/w/{campaign}/exports": ("unit={unit}", "unit={name}", "mark=passed&kind=photo&unit={code}"),
}
#: The fields of a form; ``{{`` and ``}}`` are braces of JSON, ``own`` is a unit that is theirs.
FORMS: dict[str, tuple[str, ...]] = {
    "/marks": (
        'changes=[{{"n":{number},"mark":"passed"}}]',
        'changes=[{{"n":{number},"mark":"","stars":5}}]',
    ),
    "/w/{campaign}/{day}/nudge": ("unit={unit}", "unit={unit}&moment=20210524093000000000", "all=1&part={part}"),
    "/people/handover": ("unit={unit}&name=新小样&phone=13800000000", "unit={own}&leaving={person}&name=新小样"),
    "/people/{person}/phone": ("",),
    "/people/{person}/code": ("",),
    "/people/{person}/unbind": ("",),
    "/sessions/{session}/end": ("",),
    "/w/{campaign}/{day}/allowances": (
        "kind=exempt&unit={unit}&reason=停电",
        "kind=exempt&area={code}&reason=停电",
        "kind=more_time&unit={unit}&until=11:00&reason=停电",
        "kind=more_time&unit={name}&until=11:00&reason=停电",
    ),
    "/i/{number}/taken": ("reason=看过了",),
    "/i/{number}/mark": ("mark=passed", "mark="),
    "/i/{number}/note": ("stars=5&note=好",),
    "/i/{number}/words": ("caption=改过的话&seen=1", "own=1&seen=1"),
    "/i/{number}/return": ("reason=太暗", "reason=太暗&uncounted=1"),
    "/i/{number}/call-off": ("",),
    "/i/{number}/adopt": ("medium=某某报&level=city",),
    "/i/{number}/revoke": ("adoption=1",),
    "/w/{campaign}/milestones/{item}/nudge": ("part={part}", "part={part}&moment=20210524093000000000"),
    "/w/{campaign}/adopted": ("number={number}&medium=某某报&level=city",),
    "/w/{campaign}/adopted/paste": ("lines={number} 某某报", "lines={name} 大众网"),
    "/w/{campaign}/adopted/pasted": ("line-0=1&number-0={number}&medium-0=某某报&level-0=city",),
    "/w/{campaign}/adopted/revoke": ("number={number}&adoption=1",),
    "/allowances/{allowance}/revoke": ("",),
    "/w/{campaign}/bulletins": ("kind=none&day={day}",),
    "/bulletins/{bulletin}/blocks": ("title=别人的", "intro=别人的&had-intro=0"),
    "/bulletins/{bulletin}/switches": ("by_kind=1",),
    "/bulletins/{bulletin}/highlights": ("how=add&number={number}", "how=up&number={number}&said=别人的"),
    "/bulletins/{bulletin}/issue": ("revision=2",),
    "/bulletins/{bulletin}/correct": ("",),
    "/bulletins/{bulletin}/send": ("to=liaisons",),
    "/bulletins/{bulletin}/drop": ("",),
    "/w/{campaign}/exports": ("unit={unit}", "unit={name}&kind=photo"),
    "/announcements": (),
    "/exports/{export}/shares": ("label=报社&hours=24",),
    "/exports/{export}/shares/{share}/revoke": ("",),
}

AS = "as={code}"

_UNITS = (
    ("root", "总揽厅职教处", "受理单位", "", ""),
    ("edu", "甲省教育厅职教处", "受理单位", "教育", ""),
    ("lab", "乙省人社厅职建处", "受理单位", "人社", ""),
    ("city", "丙市教育局", "市教育局", "教育", "edu"),
    ("college", "丙市丁字学院", "高职院校", "教育", "city"),
    ("district", "戊区教育体育局", "区县教体局", "教育", "city"),
    ("school", "戊区己字学院", "高职院校", "教育", "district"),
    ("othercity", "庚市教育局", "市教育局", "教育", "edu"),
    ("othercollege", "庚市辛字学院", "高职院校", "教育", "othercity"),
    ("labcity", "壬市人社局", "市人社局", "人社", "lab"),
    ("labschool", "壬市癸字技校", "省属技工院校", "人社", "labcity"),
)
ROSTER = tuple(
    OrganisationEntry(code=code, name=name, kind=kind, line=line, parent_code=parent)
    for code, name, kind, line, parent in _UNITS
)
NAMES = {code: name for code, name, *_ in _UNITS}
REPORTING = ("city", "college", "school", "othercity", "othercollege", "labcity", "labschool")
EDUCATION = {code for code, _, _, line, _ in _UNITS if line == "教育"}
#: Who is at the desk for what: the codes of all that is theirs.
THEIRS: dict[str, set[str]] = {
    "rootboss": set(NAMES),
    "eduboss": EDUCATION,
    "labboss": {"lab", "labcity", "labschool"},
    "cityboss": {"city", "college", "district", "school"},
    "districtboss": {"district", "school"},
    "cityreader": {"city", "college", "district", "school"},
}
OFFICES = dict(zip(THEIRS, ("root", "edu", "lab", "city", "district", "city"), strict=True))
CAST = (
    *(
        Member(account=account, organisation=code, role=Role.READER if account == "cityreader" else Role.SUPERVISOR)
        for account, code in OFFICES.items()
    ),
    *(Member(account=f"liaison{code}", organisation=code) for code in REPORTING),
)


@dataclass(frozen=True, kw_only=True)
class Ids:
    """By the names of an address's parameters and of the fields above: what is foreign to somebody, and what no one."""

    foreign: Mapping[str, tuple[str, ...]]
    never: Mapping[str, str]

    def few(self) -> Ids:
        return replace(self, foreign={name: values[-2:] for name, values in self.foreign.items()})


NEVER = {
    **dict.fromkeys(("number", "part", "person", "allowance", "export", "share", "announcement"), "999999"),
    "ending": "docx",
    **dict.fromkeys(("number", "part", "person", "allowance", "bulletin", "export", "share"), "999999"),
    **dict.fromkeys(("code", "unit"), "nowhere"),
    "name": "从没有过的学院",
    "session": "0" * 64,
    "sha256": "0" * 64,
    "moment": "0" * 20,
}


@pytest.fixture
async def on(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Stage]:
    """Every unit has sent a photo with a caption of its own; the offices have passed on, returned and adopted."""
    clock.set(november(9).replace(year=2021, month=5, day=24))
    async with stage(database, clock, tmp_path, [load(CAMPAIGN)], ROSTER, CAST) as opened:
        for code in REPORTING:
            await opened.photo(f"liaison{code}", photo())
            await opened.read()
            await opened.say(f"liaison{code}", f"说明：{said(code)}")
            await opened.read()
        for account, number in (("eduboss", 4), ("labboss", 6), ("cityboss", 2)):
            await _acts(opened, account, number)
        await opened.drain()
        yield opened


def said(code: str) -> str:
    return f"学生展示{NAMES[code]}的手艺"


async def _acts(on: Stage, account: str, number: int) -> None:
    async with on.ctx.database.write() as connection:
        person = await people_table.by_account(connection, "wecom", account)
        assert person is not None
        reach = await reaching.reach_of(on.ctx, connection, person)
        assert reach is not None
        await marking.mark(on.ctx, connection, reach, [MarkChange(number=number, mark=Mark.PASSED, stars=3)])
        await adopting.adopt(on.ctx, connection, reach, number, "大众网", level=Level.PROVINCE)
        await returning.give_back(on.ctx, connection, reach, number + 1, "说明不符")
    campaign = on.ctx.campaigns[CAMPAIGN]
    asked = NewAllowance(
        kind=AllowanceKind.EXEMPT,
        campaign=campaign,
        day=campaign.days[3],
        reason="停电",
        unit=REPORTING[number - 1],
    )
    assert (await allowing.allow(on.ctx, reach, asked)).refused is None
    drafted = await bulletins.draft_at_once(on.ctx, reach, campaign, BulletinKind.DAILY, campaign.days[0])
    assert isinstance(drafted, int)
    await _exports(on, reach)


async def _exports(on: Stage, reach: Reach) -> None:
    """One that can be fetched, with a link."""
    everything = ExportFilter(campaign=CAMPAIGN)
    question = ExportQuestion(campaign=on.ctx.campaigns[CAMPAIGN], asked=everything, part_bytes=10**9)
    made = await export_desk.ask(on.ctx, reach, question)
    assert isinstance(made, int) and await export_making.make_next(on.ctx)
    assert await sharing.make(on.ctx, reach, made, label="报社", hours=24)
    assert await announcing.send(on.ctx, reach, "今天下午三点线上培训", "20210524090000000000")


@pytest.fixture
async def site(on: Stage) -> AsyncIterator[DeskSite]:
    async with desk_site(on) as opened:
        yield opened


def routes(site: DeskSite) -> list[Key]:
    """Method and path of every route of the desk."""
    found = []
    for route in site.app.router.routes():
        assert route.resource is not None
        path = route.resource.canonical
        if route.method in ("GET", "POST") and not path.startswith(OTHERS):
            found.append((route.method, path))
    return found


def fields(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def asks(site: DeskSite) -> Iterator[tuple[str, str, str, str]]:
    """Method, path, query and form of everything that is asked, with the names of ids still in it."""
    for method, path in routes(site):
        if path in DOORS:
            continue
        if method == "POST":
            assert path in FORMS, f"{path}: say in FORMS which ids its form takes"
            yield from ((method, path, "", form) for form in FORMS[path])
            continue
        assert path in QUERIES or set(fields(path)) - {"campaign", "day", "item", "zip"}, (
            f"{path}: say in QUERIES what it is asked"
        )
        for query in QUERIES.get(path, ("",)):
            yield method, path, query, ""
        yield method, path, AS, ""


async def ids(on: Stage, theirs: set[str]) -> Ids:
    """Items, units and people that are not of these units; nobody's own office is foreign to its people."""
    foreign = [code for code in NAMES if code not in theirs]
    async with on.ctx.database.read() as connection:
        units = {row.code: row.id for row in await connection.execute(select(organisations))}
        persons = {row.name: row.id for row in await connection.execute(select(people_rows))}
        given = (await connection.execute(select(allowances))).all()
        exported = (await connection.execute(select(exports))).all()
        said_ = (await connection.execute(select(announcements))).all()
        links = (await connection.execute(select(shares))).all()
        papers = (await connection.execute(select(bulletin_rows))).all()
        logged_in = (await connection.execute(select(sessions))).all()
    others = {str(persons[m.account.title()]) for m in CAST if m.organisation in foreign}
    found = {
        "number": tuple(str(1 + REPORTING.index(code)) for code in foreign if code in REPORTING),
        "part": tuple(str(units[code]) for code in foreign),
        "person": tuple(sorted(others)),
        "allowance": tuple(str(row.id) for row in given if row.organisation_id in {units[code] for code in foreign}),
        "session": tuple(row.sha256 for row in logged_in if str(row.person_id) in others),
        "name": tuple(NAMES[code] for code in foreign),
        "code": tuple(foreign),
        "unit": tuple(foreign),
        "moment": ("20210524090000000000",),
        "bulletin": tuple(str(row.id) for row in papers if row.office_id in {units[code] for code in foreign}),
        "ending": ("docx", "xlsx", "png"),
        "sha256": tuple(row.sha256 for row in papers if row.sha256),
        "export": tuple(str(row.id) for row in exported if row.office_id in {units[code] for code in foreign}),
        "announcement": tuple(str(row.id) for row in said_ if row.office_id in {units[code] for code in foreign}),
        "share": tuple(str(row.id) for row in links),
    }
    return Ids(foreign=found, never=NEVER)


async def asked(browser: Browser, method: str, address: str, form: str, form_token: str) -> tuple[int, str]:
    """Status, and body with where it leads to; of a stream what it says first."""
    site = browser.site
    if method == "POST":
        answer = await browser.post(address, form_token=form_token, **dict(parse_qsl(form)))
        return answer.status, unquote(answer.headers.get("Location", "")) + await answer.text()
    async with browser.client.get(site.url + address, allow_redirects=False) as response:
        if response.content_type == "text/event-stream":
            return response.status, (await response.content.readany()).decode()
        body = await response.read()
        if response.content_type.endswith(".sheet"):
            return response.status, _book(body)
        if response.content_type.endswith(".document"):
            return response.status, _book(body, "word/")
        if response.content_type == "application/zip":
            return response.status, _zip(body)
        return response.status, body.decode("latin-1" if _is_file(response.content_type) else "utf-8")


def _book(body: bytes, within: str = "xl/") -> str:
    """What its sheets say, or a document ``within`` its folder, without when it was made."""
    with ZipFile(BytesIO(body)) as book:
        names = [name for name in sorted(book.namelist()) if name.startswith(within)]
        return "".join(book.read(name).decode("utf-8", "replace") for name in names)


def _zip(body: bytes) -> str:
    """The names of its files, and what they say."""
    with ZipFile(BytesIO(body)) as bundle:
        found = {name: bundle.read(name) for name in bundle.namelist()}
    said = (_book(data) if name.endswith(".xlsx") else data.decode("utf-8", "replace") for name, data in found.items())
    return "".join([*found, *said])


def _is_file(content_type: str) -> bool:
    return content_type.startswith(("image/", "application/octet-stream"))


async def token_of(browser: Browser) -> str:
    found = re.findall(r'name="form_token" value="(\w+)"', await (await browser.get("/")).text())
    return found[0] if found else "none"


async def walk(site: DeskSite, browser: Browser, known: Ids, secrets: set[str], own: str) -> int:
    """Ask everything with every foreign id and with ones that never were; how many answers were compared."""
    form_token, compared = await token_of(browser), 0
    fixed = {"campaign": CAMPAIGN, "day": DAY, "item": "summary", "own": own, "zip": "1", "paper": "docx"}
    for method, path, query, form in asks(site):
        names = [name for name in fields(f"{path}?{query}{form}") if name not in fixed]
        unknown = set(names) - set(known.never)
        assert not unknown, f"{path}: say in Ids what {unknown} is"
        before = await asked(browser, method, *_filled(path, query, form, fixed | dict(known.never)), form_token)
        rows = _together([known.foreign[name] for name in names])
        # Whose office it is is asked in one place for all pages.
        for values in islice(rows, 2 if query == AS else None):
            mine = fixed | dict(zip(names, values, strict=True))
            status, body = await asked(browser, method, *_filled(path, query, form, mine), form_token)
            expected = before[1]
            for name, value in zip(names, values, strict=True):
                expected = expected.replace(known.never[name], value)
            assert (status, body) == (before[0], expected), (method, path, query, form, mine)
            # What a page repeats of its own address is no secret.
            told = body.replace(mine.get("name", "\0"), "")
            assert not [word for word in secrets if word in told], (path, mine)
            compared += 1
        assert not [word for word in secrets if word in before[1]], (method, path, query, form)
    return compared


def _together(found: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Every id of each at least once, one of each at a time."""
    most = max(map(len, found), default=0) if all(found) else 0
    return zip(*(islice(cycle(values), most) for values in found), strict=True)


def _filled(path: str, query: str, form: str, values: Mapping[str, str]) -> tuple[str, str]:
    address = path.format(**values) + (f"?{query.format(**values)}" if query else "")
    return address, form.format(**values)


async def _written(on: Stage) -> list[object]:
    """All that could have been changed but logins, which the walk itself makes."""
    kept = (
        bulletin_rows,
        bulletin_blocks,
        marks,
        returns,
        adoptions,
        allowances,
        exemptions,
        invites,
        duties,
        identities,
        exports,
        shares,
        announcements,
    )
    async with on.ctx.database.read() as connection:
        tables = [(await connection.execute(select(table))).all() for table in kept]
        ended = [row.revoked_at for row in await connection.execute(select(sessions)) if row.revoked_at]
    verbs = [event["verb"] for event in await on.rows("events") if not _of_their_own(event)]
    return [tables, ended, verbs]


def _of_their_own(event: Mapping[str, Any]) -> bool:
    """Coming in, and the telephones of one's own area taken along, which no id in the address can change."""
    whole_area = event["verb"] == "phone_shown" and "person" not in event["details"]
    return whole_area or event["verb"] in ("login_made", "logged_in")


def secrets_of(theirs: set[str]) -> set[str]:
    """Names, captions and people of all that is not theirs; the office's own people may stand in its pages."""
    foreign = [code for code in NAMES if code not in theirs]
    return {NAMES[code] for code in foreign} | {m.account.title() for m in CAST if m.organisation in foreign}


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)], ids=["few", "every"])
async def test_what_is_foreign_is_what_never_was(site: DeskSite, *, every: bool) -> None:
    browsers = {account: await site.browser(account) for account in THEIRS}
    before = await _written(site.on)
    for account, theirs in THEIRS.items():
        browser, own = browsers[account], next(code for code in REPORTING if code in theirs)
        known = await ids(site.on, theirs)
        known = known if every and account != "cityreader" else known.few()
        compared = await walk(site, browser, known, secrets_of(theirs), own)
        assert (compared > 40) is (account != "rootboss"), account
        # What is theirs is there: these answers could have been other ones.
        for number, code in enumerate(REPORTING, start=1):
            assert ((await browser.get(f"/i/{number}/small.jpg")).status == 200) is (code in theirs), account
    assert await _written(site.on) == before


async def test_who_has_no_desk_learns_nothing(site: DeskSite) -> None:
    liaison, stranger, nobody = [await site.browser() for _ in range(3)]
    assert (await liaison.post(f"/login/{await site.link('liaisoncollege')}")).status == 404
    stranger.client.cookie_jar.update_cookies({"desk": "a" * 43})
    before = await _written(site.on)
    everything = await ids(site.on, set())
    for browser, known in ((liaison, everything.few()), (stranger, everything.few()), (nobody, everything)):
        assert await walk(site, browser, known, secrets_of(set()), REPORTING[0]) > 30
    assert await _written(site.on) == before


async def test_a_route_that_nobody_walks_is_noticed(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/w/{campaign}/desk/tiles", "/"):
        monkeypatch.delitem(QUERIES, path)
        with pytest.raises(AssertionError, match="QUERIES"):
            list(asks(site))
        monkeypatch.undo()
    monkeypatch.delitem(FORMS, "/marks")
    with pytest.raises(AssertionError, match="FORMS"):
        list(asks(site))
