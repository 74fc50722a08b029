"""Every way in to an account, and every kind of thing it may then say: by a table, walked."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from domain.upload import UploadRefused
from handlers import upload_links
from handlers.desk import entering
from handlers.desk.entering import Browser
from handlers.roster import accounts
from tests.support.roster_stage import account, admit, bring, code_of, hire, person_of, rows_of, without
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, ONE, photo

SPEAKER = "zhang"
NAME = "张联络"
#: Said by whoever is known as a liaison of the first school, by kind of act; a stranger is told how to enrol instead.
LIAISONS = (
    "状态",
    GOOD_TEXT,
    "稿件",
    "取消",
    "上传",
    "撤回 1",
    "说明 1 学生在实训车间展示焊接技能",
    "今天没活动",
    "撤销",
)
SUPERVISORS = (
    "今天谁没交",
    f"{ONE}电话多少",
    "谁还没登记",
    "催报",
    "确认",
    "催登记",
    "谁没发过消息",
    f"免报 {ONE} 11月10日",
    f"换联络员 {ONE} 李四 13800000000",
)
STRANGER = "还没有您的登记"
NOT_YOURS = ("没有登记您的这项权限", "只有管理员能查", "没有等您确认", "没有要您报送")


@dataclass(kw_only=True)
class Way:
    """A way in, walked. ``links`` and ``sessions``: what the account was given on it while it was somebody's."""

    on: Stage
    links: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)

    async def given(self) -> None:
        """Whatever this account can have is in its hands."""
        self.links += re.findall(r"/u/([\w-]+)", await self.on.ask(SPEAKER, "上传"))
        for token in re.findall(r"/login/([\w-]+)", await self.on.ask(SPEAKER, "看板")):
            session = await entering.enter(self.on.ctx, token, Browser())
            self.sessions += [session] if session else []


Walk = Callable[[Way], Awaitable[None]]


async def by_file(way: Way) -> None:
    await hire(way.on, NAME, "s1", bound=SPEAKER)
    await way.given()


async def by_code(way: Way) -> None:
    code = await hire(way.on, NAME, "s1")
    await way.on.ask(SPEAKER, f"绑定 {code}")
    await way.given()


async def with_an_old_code(way: Way) -> None:
    code = await hire(way.on, NAME, "s1")
    await accounts.renew(way.on.ctx.database, NAME, now=way.on.clock.now())
    await way.on.ask(SPEAKER, f"绑定 {code}")


async def with_a_used_code(way: Way) -> None:
    code = await hire(way.on, NAME, "s1")
    await way.on.ask("other", f"绑定 {code}")
    await way.on.ask(SPEAKER, f"绑定 {code}")


async def code_renewed_when_bound(way: Way) -> None:
    await by_code(way)
    await accounts.renew(way.on.ctx.database, NAME, now=way.on.clock.now())


async def unbound(way: Way) -> None:
    await by_code(way)
    await accounts.unbind(way.on.ctx.database, NAME, now=way.on.clock.now(), real=way.on.clock.real())


async def unbound_and_bound_again(way: Way) -> None:
    await unbound(way)
    await way.on.ask(SPEAKER, f"绑定 {await code_of(way.on, NAME)}")


async def file_names_another(way: Way) -> None:
    await by_code(way)
    rows = [replace(r, accounts=(account("other"),)) if r.person == NAME else r for r in await rows_of(way.on)]
    await bring(way.on, rows)


async def file_names_it_again(way: Way) -> None:
    await file_names_another(way)
    rows = [replace(r, accounts=(account(SPEAKER),)) if r.person == NAME else r for r in await rows_of(way.on)]
    await bring(way.on, rows)


async def removed(way: Way) -> None:
    await by_code(way)
    await bring(way.on, without(NAME, await rows_of(way.on)))


async def put_in_again(way: Way) -> None:
    await removed(way)
    await hire(way.on, NAME, "s1")


async def put_in_again_and_bound(way: Way) -> None:
    await put_in_again(way)
    await way.on.ask(SPEAKER, f"绑定 {await code_of(way.on, NAME)}")


async def duty_changed(way: Way) -> None:
    await by_code(way)
    rows = await rows_of(way.on)
    office = next(row for row in rows if row.person == "Dana")
    moved = {"code": "bureau", "name": office.name, "kind": office.kind, "line": office.line}
    fields = {**moved, "parent_code": "", "aliases": (), "roles": ("管理员",)}
    await bring(way.on, [replace(r, **fields) if r.person == NAME else r for r in rows], yes=True)  # type: ignore[arg-type]


async def line_changed(way: Way) -> None:
    await by_code(way)
    rows = [replace(row, line="人社") if row.code == "s1" else row for row in await rows_of(way.on)]
    await bring(way.on, rows)


async def unit_left(way: Way) -> None:
    await by_code(way)
    await bring(way.on, [row for row in await rows_of(way.on) if row.code != "s1"], yes=True)


async def unit_left_and_came_back(way: Way) -> None:
    await by_code(way)
    rows = await rows_of(way.on)
    await bring(way.on, [row for row in rows if row.code != "s1"], yes=True)
    await bring(way.on, [replace(row, accounts=()) if row.person == NAME else row for row in rows])


async def handed_over(way: Way) -> None:
    await by_code(way)
    await way.on.ask("dana", f"换联络员 {ONE} 李四 13800000000")
    await way.on.ask("dana", "2" if NAME in way.on.last("dana").splitlines()[-2] else "1")
    await way.on.ask("dana", "确认")


async def supervisor_by_file(way: Way) -> None:
    await hire(way.on, NAME, "bureau", role="管理员", bound=SPEAKER)
    await way.given()


async def second_supervisor(way: Way) -> None:
    code = await hire(way.on, NAME, "bureau", role="管理员", phone="13800000009")
    await way.on.ask(SPEAKER, f"绑定 {code}")


async def second_supervisor_confirmed(way: Way) -> None:
    await second_supervisor(way)
    clock = way.on.clock
    await accounts.confirm(
        way.on.ctx.database, NAME, now=clock.now(), real=clock.real(), text="登记已确认", seal=way.on.ctx.seal
    )
    await way.given()


async def supervisor_unbound(way: Way) -> None:
    await second_supervisor_confirmed(way)
    await accounts.unbind(way.on.ctx.database, NAME, now=way.on.clock.now(), real=way.on.clock.real())


async def supervisor_of_another_account(way: Way) -> None:
    await supervisor_by_file(way)
    rows = [replace(r, accounts=(account("other"),)) if r.person == NAME else r for r in await rows_of(way.on)]
    await bring(way.on, rows)


async def supervisor_removed_and_put_in_again(way: Way) -> None:
    await second_supervisor_confirmed(way)
    rows = await rows_of(way.on)
    await bring(way.on, without(NAME, rows))
    await bring(way.on, [replace(row, accounts=()) if row.person == NAME else row for row in rows])


async def supervisor_is_reader_now(way: Way) -> None:
    await supervisor_by_file(way)
    rows = [replace(r, roles=("阅览员",)) if r.person == NAME else r for r in await rows_of(way.on)]
    await bring(way.on, rows)


#: Way in → what the account may do then: nothing, a liaison's things, a supervisor's, a reader's; and whether what it
#: was given before (upload links, logins at the desk) still opens.
TABLE: tuple[tuple[Walk, str, bool], ...] = (
    (by_file, "liaison", True),
    (by_code, "liaison", True),
    (with_an_old_code, "", False),
    (with_a_used_code, "", False),
    (code_renewed_when_bound, "liaison", True),
    (unbound, "", False),
    (unbound_and_bound_again, "liaison", False),
    (file_names_another, "", False),
    (file_names_it_again, "liaison", False),
    (removed, "", False),
    (put_in_again, "", False),
    (put_in_again_and_bound, "liaison", False),
    (duty_changed, "supervisor", False),
    (line_changed, "liaison", True),
    (unit_left, "", False),
    (unit_left_and_came_back, "", False),
    (handed_over, "", False),
    (supervisor_by_file, "supervisor", True),
    (second_supervisor, "", False),
    (second_supervisor_confirmed, "supervisor", True),
    (supervisor_unbound, "", False),
    (supervisor_of_another_account, "", False),
    (supervisor_removed_and_put_in_again, "", False),
    (supervisor_is_reader_now, "reader", True),
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("walk", "may", "opens"), TABLE, ids=[walk.__name__ for walk, _, _ in TABLE])
async def test_who_may_speak(on: Stage, walk: Walk, may: str, opens: bool) -> None:
    admit(on, SPEAKER, "other", "li")
    # One person more, so that what was sent can be another's.
    await on.photo("alice", photo())
    await on.drain()
    way = Way(on=on)
    await walk(way)
    await _opens(way, opens)
    before = len(await on.rows("submissions"))
    for said in LIAISONS:
        answer = await on.ask(SPEAKER, said)
        if not may:
            assert STRANGER in answer, said
        elif may == "liaison":
            assert not _refused(answer), (said, answer)
    for said in SUPERVISORS:
        answer = await on.ask(SPEAKER, said)
        if may == "supervisor":
            assert not _refused(answer), (said, answer)
        elif may == "liaison":
            assert any(words in answer for words in NOT_YOURS), (said, answer)
        elif not may:
            assert STRANGER in answer, said
    if may == "reader":
        assert "没有登记您的这项权限" in await on.ask(SPEAKER, "催报")
    await on.photo(SPEAKER, photo(2402))
    await on.drain()
    sent = len(await on.rows("submissions")) - before
    assert (sent > 0) is (may == "liaison")
    if not may:
        assert [row["state"] for row in await on.rows("submissions")] == ["incomplete"]
    assert (await person_of(on, "Dana")).supervises


def _refused(answer: str) -> bool:
    return STRANGER in answer or any(words in answer for words in NOT_YOURS)


async def _opens(way: Way, expected: bool) -> None:
    """Whether each thing that the account was given lets somebody in; ways that give none expect none."""
    found = []
    for token in way.links:
        try:
            await upload_links.holder(way.on.ctx, token)
        except UploadRefused:
            found.append(False)
        else:
            found.append(True)
    found += [await entering.visitor(way.on.ctx, session) is not None for session in way.sessions]
    assert set(found) <= {expected}
    assert found or not expected
