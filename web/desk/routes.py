"""The map of the desk. Whoever is not logged in, or sees another area, is dealt with by the wrappers, not by pages.

``page`` wraps what is opened, ``part`` what a page fetches (pictures, streams, JSON), ``form`` what it posts; each
hands on a ``Visitor``, whose reach every query takes. What is not in reach raises ``NotThere``.
"""

from __future__ import annotations

from aiohttp import web

from web.desk import (
    adopted,
    allowing,
    announcing,
    audit,
    books,
    bulletin_files,
    bulletins,
    bundles,
    calendar,
    exports,
    item,
    live,
    login,
    milestones,
    nudging,
    pasting,
    people,
    pick,
    pictures,
    search,
    sessions,
    settings,
    shared,
    today,
    unit,
    unread,
    week,
)
from web.desk.access import form, page, part

#: A day in an address.
DAY = r"{day:\d{4}-\d{2}-\d{2}}"
#: An item in an address.
ITEM = r"/i/{number:\d{1,15}}"

#: An export in an address.
EXPORT = r"/exports/{export:\d{1,15}}"
#: A bulletin in an address.
BULLETIN = r"/bulletins/{bulletin:\d{1,15}}"
#: A person in an address.
PERSON = r"/people/{person:\d{1,15}}"


def routes() -> list[web.RouteDef]:
    return [
        # The doors.
        web.get("/login", login.computer, allow_head=False),
        web.get("/login/state", login.state, allow_head=False),
        web.post("/login", login.enter_computer),
        web.get("/login/{token}", login.link, allow_head=False),
        web.post("/login/{token}", login.enter),
        web.post("/logout", form(login.logout)),
        # Pages.
        web.get("/w/{campaign}/" + DAY, page(today.of_day), allow_head=False),
        web.get("/w/{campaign}/" + DAY + ".{paper:docx|png}", page(books.of_day), allow_head=False),
        web.get("/map", page(week.nearest), allow_head=False),
        web.get("/w/{campaign}/map", page(week.page), allow_head=False),
        web.get("/w/{campaign}/map.xlsx", page(books.of_week), allow_head=False),
        web.get("/w/{campaign}/adopted.xlsx", page(books.of_adopted), allow_head=False),
        web.get("/w/{campaign}/milestones.xlsx", page(books.of_milestones), allow_head=False),
        web.get("/w/{campaign}/milestones/{item}.zip", part(bundles.of_milestone), allow_head=False),
        web.get("/w/{campaign}/milestones/contacts.xlsx", page(books.of_contacts), allow_head=False),
        web.get("/w/{campaign}/milestones/blank.xlsx", page(books.of_blank_form), allow_head=False),
        web.get("/calendar", page(calendar.nearest), allow_head=False),
        web.get("/w/{campaign}/calendar", page(calendar.page), allow_head=False),
        web.get("/w/{campaign}/calendar.ics", page(calendar.to_keep), allow_head=False),
        web.get("/w/{campaign}/milestones/activities.xlsx", page(books.of_activities), allow_head=False),
        web.get("/w/{campaign}/milestones/statistics.xlsx", page(books.of_statistics), allow_head=False),
        web.get("/search", page(search.page), allow_head=False),
        web.get("/unit/{code}", page(unit.page), allow_head=False),
        web.get("/unit/{code}/dossier.docx", page(books.of_dossier), allow_head=False),
        web.get("/unit/{code}/beside", page(unit.side_by_side), allow_head=False),
        web.get("/desk", page(pick.nearest), allow_head=False),
        web.get("/w/{campaign}/desk", page(pick.page), allow_head=False),
        web.get("/people", page(people.listed), allow_head=False),
        web.get(PERSON, page(people.person), allow_head=False),
        web.get("/sessions", page(sessions.listed), allow_head=False),
        web.get("/settings", page(settings.page), allow_head=False),
        web.get("/w/{campaign}/milestones", page(milestones.page), allow_head=False),
        web.post("/w/{campaign}/milestones/{item}/nudge", form(milestones.nudge)),
        web.get("/w/{campaign}/milestones/{item}/nudged/{moment}", page(milestones.nudged), allow_head=False),
        web.get("/adopted", page(adopted.nearest), allow_head=False),
        web.get("/w/{campaign}/adopted", page(adopted.page), allow_head=False),
        web.post("/w/{campaign}/adopted", form(adopted.record)),
        web.post("/w/{campaign}/adopted/revoke", form(adopted.revoke)),
        web.post("/w/{campaign}/adopted/paste", form(pasting.preview)),
        web.post("/w/{campaign}/adopted/pasted", form(pasting.record)),
        web.get("/exports", page(exports.nearest), allow_head=False),
        web.get("/w/{campaign}/exports", page(exports.page), allow_head=False),
        web.post("/w/{campaign}/exports", form(exports.make)),
        web.get(EXPORT, page(exports.one), allow_head=False),
        web.post(EXPORT + "/shares", form(exports.share)),
        web.post(EXPORT + r"/shares/{share:\d{1,15}}/revoke", form(exports.revoke)),
        web.get(ITEM, page(item.page), allow_head=False),
        web.post(ITEM + "/mark", form(item.mark)),
        web.post(ITEM + "/note", form(item.note)),
        web.post(ITEM + "/words", form(item.edit)),
        web.post(ITEM + "/return", form(item.give_back)),
        web.post(ITEM + "/call-off", form(item.call_off)),
        web.post(ITEM + "/adopt", form(item.adopt)),
        web.post(ITEM + "/revoke", form(item.revoke)),
        web.get("/audit", page(audit.page), allow_head=False),
        web.get("/audit.xlsx", page(books.of_audit), allow_head=False),
        web.get("/announcements", page(announcing.page), allow_head=False),
        web.post("/announcements", form(announcing.announce)),
        web.get(r"/announcements/{announcement:\d{1,15}}", page(announcing.one), allow_head=False),
        # What somebody outside is given.
        web.get("/g/{token}", shared.page, allow_head=False),
        web.get(r"/g/{token}/{zip:\d{1,5}}.zip", shared.part),
        web.get("/bulletins", page(bulletins.nearest), allow_head=False),
        web.get("/w/{campaign}/bulletins", page(bulletins.listed), allow_head=False),
        web.post("/w/{campaign}/bulletins", form(bulletins.draft)),
        web.get(BULLETIN, page(bulletins.page), allow_head=False),
        web.get(BULLETIN + r".{ending:docx|xlsx|png}", page(bulletin_files.file), allow_head=False),
        web.post(BULLETIN + "/blocks", form(bulletins.write)),
        web.post(BULLETIN + "/switches", form(bulletins.switch)),
        web.post(BULLETIN + "/highlights", form(bulletins.highlight)),
        web.post(BULLETIN + "/issue", form(bulletins.issue)),
        web.post(BULLETIN + "/send", form(bulletins.send)),
        web.get(r"/bulletins/issued/{sha256:[0-9a-f]{64}}.docx", bulletin_files.issued, allow_head=False),
        web.post(BULLETIN + "/correct", form(bulletins.correct)),
        web.post(BULLETIN + "/drop", form(bulletins.drop)),
        # What pages fetch and send.
        web.get("/desk/unread", part(unread.number), allow_head=False),
        web.get(EXPORT + r"/{zip:\d{1,5}}.zip", part(exports.part)),
        web.get("/w/{campaign}/desk/list", part(pick.listed), allow_head=False),
        web.get("/w/{campaign}/desk/chosen.zip", part(bundles.of_chosen), allow_head=False),
        web.get("/w/{campaign}/desk/news", part(pick.news), allow_head=False),
        web.get("/w/{campaign}/desk/tiles", part(pick.tiles), allow_head=False),
        web.get("/w/{campaign}/desk/meter", part(pick.meter), allow_head=False),
        web.post("/marks", form(pick.mark)),
        web.post("/people/handover", form(people.hand_over)),
        web.post(r"/sessions/{session:[0-9a-f]{64}}/end", form(sessions.end)),
        web.post(PERSON + "/phone", form(people.show_phone)),
        web.post(PERSON + "/code", form(people.renew)),
        web.post(PERSON + "/unbind", form(people.unbind)),
        web.post("/w/{campaign}/" + DAY + "/nudge", form(nudging.nudge)),
        web.get("/w/{campaign}/" + DAY + r"/nudged/{moment:\d{20}}", page(nudging.nudged), allow_head=False),
        web.post("/w/{campaign}/" + DAY + "/allowances", form(allowing.allow)),
        web.post(ITEM + "/taken", form(allowing.take)),
        web.post(r"/allowances/{allowance:\d{1,15}}/revoke", form(allowing.take_back)),
        web.get(ITEM + "/small.jpg", part(pictures.small), allow_head=False),
        web.get(ITEM + "/preview.jpg", part(pictures.preview), allow_head=False),
        web.get(ITEM + "/original", part(pictures.original), allow_head=False),
        web.get("/live", part(live.stream), allow_head=False),
    ]
