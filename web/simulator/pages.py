"""The two views of the chat page: choosing who one is, and the conversation."""

from __future__ import annotations

from aiohttp import web

from domain.organisation import Role
from storage import simulator
from web.keys import CONTEXT
from web.pages import render
from web.same_origin import same_origin
from web.simulator import clock
from web.simulator.news import bubbles_html, visible
from web.simulator.people import Actor, actor, cast, fresh_stranger
from web.simulator.posting import FILE_LIMIT, TEXT_LIMIT


async def choose(request: web.Request) -> web.Response:
    """The list of everybody one can be."""
    return await _page(request, None)


async def talk(request: web.Request) -> web.Response:
    """One person's conversation. Whoever is chosen has an account from then on, so the bot can reach them."""
    me = await actor(request, request.match_info["account"])
    if me.person_id is not None and not me.bound:
        async with request.app[CONTEXT].database.write() as connection:
            await simulator.bind(connection, me.person_id)
    return await _page(request, me)


async def new_stranger(request: web.Request) -> web.Response:
    same_origin(request)
    raise web.HTTPSeeOther(f"/chat/{fresh_stranger()}")


async def _page(request: web.Request, me: Actor | None) -> web.Response:
    ctx = request.app[CONTEXT]
    everybody = await cast(ctx.database)
    async with ctx.database.read() as connection:
        said = await simulator.bubbles_since(connection, me.account) if me else []
    return render(
        "simulator/page.html",
        me=me,
        supervisors=[a for a in everybody if a.role is Role.SUPERVISOR],
        liaisons=[a for a in everybody if a.role is Role.LIAISON],
        strangers=[a for a in everybody if a.role is None],
        bubbles=bubbles_html(visible(said)),
        last=said[-1].id if said else 0,
        rehearsing=clock.rehearsing(ctx),
        clock=clock.label(ctx),
        now=ctx.clock.now(),
        text_limit=TEXT_LIMIT,
        file_limit=FILE_LIMIT,
    )
