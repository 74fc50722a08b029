"""The two views of the chat page: choosing who one is, and the conversation."""

from __future__ import annotations

from aiohttp import web

from domain.organisation import Role
from formats.page.words import simulator_words
from handlers.desk import rehearsing
from handlers.simulator import conversation, people
from handlers.simulator.people import Actor
from web.keys import CONTEXT
from web.pages import render
from web.same_origin import same_origin
from web.simulator import clock
from web.simulator.access import actor
from web.simulator.limits import FILE_LIMIT, TEXT_LIMIT
from web.simulator.news import bubbles_html


async def choose(request: web.Request) -> web.Response:
    """The list of everybody one can be."""
    return await _page(request, None)


async def talk(request: web.Request) -> web.Response:
    """One person's conversation."""
    return await _page(request, await actor(request))


async def new_stranger(request: web.Request) -> web.Response:
    same_origin(request)
    raise web.HTTPSeeOther(f"/chat/{people.fresh_stranger()}")


async def _page(request: web.Request, me: Actor | None) -> web.Response:
    ctx = request.app[CONTEXT]
    everybody, had_sent = await people.cast(ctx), await people.had_sent(ctx)
    said = await conversation.opened(ctx, me) if me else []
    return render(
        "simulator/page.html",
        me=me,
        supervisors=[a for a in everybody if a.role in (Role.SUPERVISOR, Role.READER)],
        liaisons=[a for a in everybody if a.role is Role.LIAISON and a.person_id not in had_sent],
        had_sent=[a for a in everybody if a.role is Role.LIAISON and a.person_id in had_sent],
        desk=rehearsing.open_to_all(ctx),
        strangers=[a for a in everybody if a.role is None],
        bubbles=bubbles_html(said),
        last=said[-1].id if said else 0,
        rehearsing=clock.rehearsing(ctx),
        clock=clock.label(ctx),
        now=ctx.clock.now(),
        text_limit=TEXT_LIMIT,
        file_limit=FILE_LIMIT,
        words=simulator_words(characters=TEXT_LIMIT, size=FILE_LIMIT),
    )
