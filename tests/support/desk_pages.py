"""The desk's pages by their addresses, as the sample's week fills them: what is looked at in a browser, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from playwright.sync_api import Page, expect

from web.desk.routes import routes

WEEK = "/w/nanchang-2020"
PICK = f"{WEEK}/desk?day=2020-11-08&mark=all"


@dataclass(frozen=True, kw_only=True)
class Look:
    """``there``: what must be there before anybody looks. ``act``: what is done on the page before.

    ``leads_to``: an address like that of the page it leads to, where it leads to another one.
    """

    address: str
    there: str
    act: Callable[[Page], None] = lambda page: None
    leads_to: str = ""


def keys(*pressed: str) -> Callable[[Page], None]:
    """At the picking desk."""

    def act(page: Page) -> None:
        expect(page.locator(".shots_live .shot:focus")).to_have_count(1)
        for key in pressed:
            page.keyboard.press(key)

    return act


def buttons(*named: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for name in named:
            page.get_by_role("button", name=name).first.click()

    return act


def unfold(page: Page) -> None:
    """All that is folded."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


def paste(page: Page) -> None:
    unfold(page)
    page.get_by_label("一行一条").fill("12 大众网 https://example.org/1\n999999 大众网\n校园开放日 某某报")
    page.get_by_role("button", name="先看一遍").click()


def announce(*pressed: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_label("公告内容").fill("明天上午九点线上培训，请准时参加。")
        buttons("预览", *pressed)(page)

    return act


#: By the name that their pictures get.
LOOKS = {
    "today": Look(address="/", there=".tiles"),
    "today-before": Look(address=f"{WEEK}/2020-11-08?list=on_time", there=".units"),
    "today-missing": Look(address=f"{WEEK}/2020-11-09?list=missing", there=".units"),
    "today-to-come": Look(address=f"{WEEK}/2020-11-12", there=".tiles"),
    "today-allow": Look(address="/", there="#allow [name=reason]", act=unfold),
    "nudge": Look(address="/", there=".acts-row [name=moment]", act=buttons("催报全部")),
    "week": Look(address=f"{WEEK}/map", there=".grid"),
    "week-sums": Look(address=f"{WEEK}/map?fold=1", there=".grid"),
    "week-none": Look(address=f"{WEEK}/map?only=twice&kind=x", there=".empty"),
    "pick": Look(address=PICK, there=".shots_live"),
    "pick-texts": Look(address=f"{PICK}&kind=text", there=".shots_live"),
    "pick-none": Look(address=f"{WEEK}/desk?day=2020-11-13", there=".empty"),
    "pick-loupe": Look(address=PICK, there="#loupe:not([hidden])", act=keys("Enter")),
    "pick-compare": Look(address=PICK, there=".compared", act=keys("Shift+ArrowRight", "c")),
    "pick-return": Look(address=PICK, there="#ask-return:not([hidden])", act=keys("b")),
    "pick-adopt": Look(address=PICK, there="#ask-adoption:not([hidden])", act=keys("a")),
    "pick-sort": Look(address=PICK, there="#ask-category:not([hidden])", act=keys("g")),
    "pick-help": Look(address=PICK, there="#help:not([hidden])", act=keys("?")),
    "milestones": Look(address=f"{WEEK}/milestones", there=".adopted"),
    "milestones-plan": Look(address=f"{WEEK}/milestones?only=plan", there=".owed-once"),
    "milestones-nudge": Look(address=f"{WEEK}/milestones", there=".acts-row [name=moment]", act=buttons("催活动周")),
    "calendar": Look(address=f"{WEEK}/calendar", there=".calendar"),
    "adopted": Look(address=f"{WEEK}/adopted", there=".adopted"),
    "adopted-all": Look(address=f"{WEEK}/adopted", there=".adopted", act=unfold),
    "adopted-none": Look(address=f"{WEEK}/adopted?level=nation", there=".empty"),
    "adopted-pasted": Look(address=f"{WEEK}/adopted", there=".pasted", act=paste),
    "bulletins": Look(address=f"{WEEK}/bulletins", there=".filter"),
    "bulletin": Look(address=f"{WEEK}/bulletins", there=".paper", act=buttons("起草"), leads_to="/bulletins/1"),
    "exports": Look(address=f"{WEEK}/exports", there=".export__form"),
    "export": Look(address=f"{WEEK}/exports", there="#made", act=buttons("做一份"), leads_to="/exports/1"),
    "announcements": Look(address="/announcements", there=".allow"),
    "announce": Look(address="/announcements", there="[name=moment]", act=announce()),
    "announcement": Look(
        address="/announcements", there="#became", act=announce("确认发出"), leads_to="/announcements/1"
    ),
    "audit": Look(address="/audit", there=".adopted"),
    "audit-none": Look(address="/audit?number=999999", there=".empty"),
    "beside": Look(address="/unit/XH41/beside?w=nanchang-2020&with=XH42", there=".page"),
    "beside-none": Look(address="/unit/XH41/beside?w=nanchang-2020", there="#with"),
    "people": Look(address="/people", there=".page"),
    "sessions": Look(address="/sessions", there=".page"),
    "settings": Look(address="/settings", there=".page"),
    "search": Look(address="/search?q=1", there=".page"),
    "search-none": Look(address="/search?q=没有这样的词", there=".page"),
    "not-there": Look(address="/i/999999", there=".door__card"),
    "login": Look(address="/login", there=".code"),
    "login-over": Look(address=f"/login/{'a' * 32}", there=".door__card"),
}


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Pages whose numbers only the sample knows: the first ``most`` links on a page whose address is so."""

    on: str
    pattern: str
    most: int = 1


LINKED = {
    "item": Linked(on=f"{WEEK}/adopted", pattern=r"/i/\d+", most=2),
    "item-refused": Linked(on="/unit/XH42?w=nanchang-2020", pattern=r"/i/\d+"),
    "item-plan": Linked(on=f"{WEEK}/milestones", pattern=r"/i/\d+"),
    "unit": Linked(on=f"{WEEK}/2020-11-09?list=missing", pattern=r"/unit/[^#]+"),
    "unit-on-time": Linked(on=f"{WEEK}/2020-11-08?list=on_time", pattern=r"/unit/[^#]+"),
    "person": Linked(on="/people", pattern=r"/people/\d+", most=6),
}
#: What is opened and yet no page to look at: files, what leads on at once, and what pages fetch.
_NO_PAGES = re.compile(
    r".*(\.xlsx|\.docx|\.\{ending\}|\.\{paper\}|\.png|\.jpg|\.zip|\.ics|/original|/login/state|/desk/\w+|/live)"
)
#: Why nobody looks at them here.
ELSEWHERE = {
    "/map": "leads on to the week",
    "/desk": "leads on to the picking desk",
    "/adopted": "leads on to the list",
    "/calendar": "leads on to the calendar",
    "/bulletins": "leads on to the list",
    "/exports": "leads on to the list",
    "/g/{token}": "no page of the desk; what it shows is compared over HTTP",
    "/w/{campaign}/{day}/nudged/{moment}": "two lines, behind a form",
    "/w/{campaign}/milestones/{item}/nudged/{moment}": "two lines, behind a form",
}


def unseen() -> list[str]:
    """The routes of pages that nobody looks at."""
    looked_at = [(look.leads_to or look.address).partition("?")[0] for look in LOOKS.values()]
    looked_at += [linked.pattern.replace(r"\d+", "1").replace("[^#]+", "x") for linked in LINKED.values()]
    found = []
    for route in routes():
        path = web.UrlDispatcher().add_resource(route.path).canonical
        if route.method != "GET" or path in ELSEWHERE or _NO_PAGES.fullmatch(path):
            continue
        shape = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))
        if not any(shape.fullmatch(one) for one in looked_at):
            found.append(path)
    return found
