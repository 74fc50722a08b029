"""The upload page behind a personal link, and what its script asks and says: what hangs where."""

from __future__ import annotations

from aiohttp import web

from web.upload_page import form, page, saying, state


def routes() -> list[web.AbstractRouteDef]:
    return [
        web.get("/u/{token}", page.page),
        web.get("/u/{token}/state", state.show),
        web.get("/u/{token}/events", state.stream, allow_head=False),
        web.post("/u/{token}/say", saying.say),
        web.get("/u/{token}/statistics/{unit}", form.show),
        web.get("/u/{token}/statistics/{unit}/blank.xlsx", form.blank, allow_head=False),
        web.put("/u/{token}/statistics/{unit}", form.keep),
        web.post("/u/{token}/statistics/{unit}", form.hand_in),
    ]
