"""The upload page of one person. What it shows beyond whose it is, its script asks for."""

from __future__ import annotations

from aiohttp import web

from domain.upload import UploadProblem, UploadRefused
from formats.page.head import page_head
from formats.page.problems import problem_text
from formats.page.words import upload_page_words
from handlers import upload_links
from web.keys import CONTEXT
from web.pages import render

#: A link that has been good once is gone; any other was never there.
_GONE = (UploadProblem.LINK_EXPIRED, UploadProblem.LINK_REVOKED)


async def page(request: web.Request) -> web.Response:
    ctx, token = request.app[CONTEXT], request.match_info["token"]
    try:
        holder = await upload_links.holder(ctx, token)
    except UploadRefused as refused:
        status = 410 if refused.problem in _GONE else 404
        return render("upload_page/closed.html", status=status, message=problem_text(refused))
    head = page_head(holder.person.name, ctx.clock.at(holder.link.expires_at), now=ctx.clock.now())
    words = upload_page_words()
    return render("upload_page/page.html", token=token, owner=holder.person.id, head=head, words=words)
