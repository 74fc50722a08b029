"""Every way in to an account, and every kind of thing it may then say: by a table, walked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

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
    f"免报 {ONE} 11月10日",
    f"换联络员 {ONE} 李四 13800000000",
)
STRANGER = "还没有您的登记"
NOT_YOURS = ("没有登记您的这项权限", "只有管理员能查", "没有等待确认", "没有要您报送")

Way = Callable[[Stage], Awaitable[None]]


async def by_file(on: Stage) -> None:
    await hire(on, NAME, "s1", bound=SPEAKER)


async def by_code(on: Stage) -> None:
    code = await hire(on, NAME, "s1")
    await on.ask(SPEAKER, f"绑定 {code}")


async def with_an_old_code(on: Stage) -> None:
    code = await hire(on, NAME, "s1")
    await accounts.renew(on.ctx.database, NAME, now=on.clock.now())
    await on.ask(SPEAKER, f"绑定 {code}")


async def code_renewed_when_bound(on: Stage) -> None:
    await by_code(on)
    await accounts.renew(on.ctx.database, NAME, now=on.clock.now())


async def unbound(on: Stage) -> None:
    await by_code(on)
    await accounts.unbind(on.ctx.database, NAME, now=on.clock.now(), real=on.clock.real())


async def file_names_another(on: Stage) -> None:
    await by_code(on)
    rows = [replace(r, accounts=(account("other"),)) if r.person == NAME else r for r in await rows_of(on)]
    await bring(on, rows)


async def removed(on: Stage) -> None:
    await by_code(on)
    await bring(on, without(NAME, await rows_of(on)))


async def put_in_again(on: Stage) -> None:
    await removed(on)
    await hire(on, NAME, "s1")


async def put_in_again_and_bound(on: Stage) -> None:
    await put_in_again(on)
    await on.ask(SPEAKER, f"绑定 {await code_of(on, NAME)}")


async def duty_changed(on: Stage) -> None:
    await by_code(on)
    rows = [replace(row, roles=("管理员",), code="bureau") if row.person == NAME else row for row in await rows_of(on)]
    bureau = next(row for row in rows if row.person == "Dana")
    moved = {"name": bureau.name, "kind": bureau.kind, "line": bureau.line, "parent_code": "", "aliases": ()}
    rows = [replace(row, **moved) if row.person == NAME else row for row in rows]  # type: ignore[arg-type]
    await bring(on, rows, yes=True)


async def line_changed(on: Stage) -> None:
    await by_code(on)
    rows = [replace(row, line="人社") if row.code == "s1" else row for row in await rows_of(on)]
    await bring(on, rows)


async def handed_over(on: Stage) -> None:
    await by_code(on)
    await on.ask("dana", f"换联络员 {ONE} 李四 13800000000")
    await on.ask("dana", "2" if NAME in on.last("dana").splitlines()[-2] else "1")
    await on.ask("dana", "确认")


#: Way in → what the account may do then: nothing, a liaison's things, a supervisor's.
TABLE: tuple[tuple[Way, str], ...] = (
    (by_file, "liaison"),
    (by_code, "liaison"),
    (with_an_old_code, ""),
    (code_renewed_when_bound, "liaison"),
    (unbound, ""),
    (file_names_another, ""),
    (removed, ""),
    (put_in_again, ""),
    (put_in_again_and_bound, "liaison"),
    (duty_changed, "supervisor"),
    (line_changed, "liaison"),
    (handed_over, ""),
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("way", "may"), TABLE, ids=[way.__name__ for way, _ in TABLE])
async def test_who_may_speak(on: Stage, way: Way, may: str) -> None:
    admit(on, SPEAKER, "other", "li")
    # One person more, so that what was sent can be another's.
    await on.photo("alice", photo())
    await on.drain()
    await way(on)
    before = len(await on.rows("submissions"))
    for said in LIAISONS:
        answer = await on.ask(SPEAKER, said)
        refused = STRANGER in answer or any(words in answer for words in NOT_YOURS)
        if not may:
            assert STRANGER in answer, said
        elif may == "liaison":
            assert not refused, (said, answer)
    for said in SUPERVISORS:
        answer = await on.ask(SPEAKER, said)
        if may == "supervisor":
            assert STRANGER not in answer and not any(words in answer for words in NOT_YOURS), (said, answer)
        elif may:
            assert any(words in answer for words in NOT_YOURS), (said, answer)
        else:
            assert STRANGER in answer, said
    await on.photo(SPEAKER, photo(2402))
    await on.drain()
    sent = len(await on.rows("submissions")) - before
    assert (sent > 0) is (may == "liaison")
    if not may:
        assert [row["state"] for row in await on.rows("submissions")] == ["incomplete"]
    assert (await person_of(on, "Dana")).supervises
