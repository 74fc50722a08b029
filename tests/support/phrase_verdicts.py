"""What a message did to the database and what was replied, compared with what was meant by it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.language import acts
from domain.language.acts import Act
from domain.language.decisions import About, Do, Offer
from tests.support.phrase_rows import OF_ITEMS, UNSENT, Row, Verdict, compare, decided
from tests.support.phrase_stage import Heard

#: What the answer to a question must say, by what was meant.
SAYS = {
    "missing": ("应报", "缺报", "还没报", "没有要报送的单位"),
    "late": ("迟报",),
    "counts": ("应报", "已报", "免报", "报了"),
    "digest": ("简报",),
    "change_liaison": ("联络员",),
    "unregistered": ("登记",),
    "silent": ("没发过消息", "发过消息"),
    "invitation": ("转发", "登记"),
    "nudge": ("确认", "没有需要催的单位", "提醒不到"),
    "thanks": ("不客气", "好的", "您好", "收到"),
}
_EVENTS = {
    "withdrawn": ("withdraw", "undo"),
    "captioned": ("caption",),
    "caption_taken_back": ("caption_back", "undo", "not_caption", "withdraw"),
    "assigned": ("unit_chosen", "move_unit", "unit_moved"),
    "moved": ("move", "move_unit", "unit_moved", "unit_chosen"),
    "exempted": ("exempt",),
    "unexempted": ("unexempt",),
    "no_activity": ("no_activity",),
    "nudged": ("nudge_confirm",),
    "bound": ("bind",),
    "wrong_code": ("bind",),
    "link_made": ("upload", "blank_form"),
    "links_revoked": ("revoke",),
    "login_made": ("dashboard", "bulletin", "final_bulletin"),
    "wrong_pairing": ("dashboard",),
    "logins_revoked": ("revoke_logins",),
    **dict.fromkeys(("marked", "returned", "return_called_off", "adopted", "adoption_revoked"), ("select",)),
    "received": ("text", "milestone", "done"),
    "restored": ("undo",),
}
#: What an act that was meant says when there was nothing to change.
_NOTHING_DONE: dict[type[Act], tuple[str, ...]] = {
    acts.Withdraw: ("没有找到",),
    acts.GiveCaption: ("没有找到",),
    acts.TakeCaptionBack: ("没有记过说明",),
    acts.MoveToDay: ("本来就记在", "没有找到"),
    acts.Unexempt: ("本来就不是免报",),
    acts.RevokeLinks: ("没有有效的上传链接",),
    **dict.fromkeys(OF_ITEMS, ("没有这个编号", "请写", "不合格", "已由", "已撤回")),
}


def judge(row: Row, heard: Heard) -> Verdict:
    """Right when all that changed was meant, or nothing had to and the answer is one; unmeant when more changed."""
    done = list(effects(row, heard))
    decision = decided(row)
    if done:
        # Of the unit, the day and the numbers that were meant, too.
        meant = all(meant for _, meant in done) and compare(row, decision) is Verdict.RIGHT
        return Verdict.RIGHT if meant else Verdict.UNMEANT
    if heard.remembered.offered:
        offered = Offer(about=About.ACT, said=row.utterance, choices=heard.remembered.offered)
        return compare(row, offered)
    wanted = SAYS.get(row.intent)
    if wanted and row.intent != "thanks" and not any(word in heard.reply for word in wanted):
        # Answered, but as the table calls another fair reading.
        fair = {word for intent in row.acceptable for word in SAYS.get(intent, ())}
        if not any(word in heard.reply for word in fair) and not (set(row.acceptable) & {"unknown", "nothing", "unit"}):
            return Verdict.WRONG
    if isinstance(decision, Do) and not any(word in heard.reply for word in _NOTHING_DONE.get(type(decision.act), ())):
        return Verdict.WRONG
    if not heard.reply:
        return Verdict.WRONG
    return compare(row, decision)


def effects(row: Row, heard: Heard) -> Iterator[tuple[str, bool]]:
    """Each thing that changed, with whether it was meant."""
    for event in heard.new("events"):
        yield event["verb"], bool(set(_EVENTS[event["verb"]]) & set(row.meant)) and _fits(row, event)
    for submission in heard.new("submissions"):
        if _touched(submission, heard) and not heard.new("events"):
            yield f"submission {submission['id']}", bool({"unit_chosen"} & set(row.meant))
    others = [sent for sent in heard.new("outbox") if sent["account"] != heard.account]
    if others:
        yield "said to others", bool({"nudge_confirm", "select"} & set(row.meant))
    for table, meant in (("exemptions", {"exempt", "unexempt"}), ("notes", {"no_activity"}), ("identities", {"bind"})):
        if heard.new(table) or heard.gone(table):
            yield table, bool(meant & set(row.meant))
    yield from _awaiting(row, heard)


def _touched(submission: dict[str, object], heard: Heard) -> bool:
    """More than the receipt that names it has changed."""
    old = next((one for one in heard.before["submissions"] if one["id"] == submission["id"]), None)
    return old is None or {**submission, "receipt_id": 0} != {**old, "receipt_id": 0}


def _fits(row: Row, event: dict[str, object]) -> bool:
    """Of the numbers, the day and the unit that were meant."""
    numbers = {int(n) for n in row.number.replace("/", ",").split(",") if n.isdecimal()} - UNSENT
    by_number = event["verb"] in ("withdrawn", "captioned", "moved", "marked", "returned", "adopted") and numbers
    if by_number and event["submission_id"] not in numbers:
        return False
    details = event["details"]
    day = details.get("day") if isinstance(details, dict) else None
    return not (day and row.day and day not in row.day.split("/"))


def _awaiting(row: Row, heard: Heard) -> Iterator[tuple[str, bool]]:
    """What the conversation waits for now: begun, gone on with, ended."""
    before, after = heard.before["conversations"], heard.after["conversations"]
    was = {one["person_id"]: (one["awaiting"], one["composed"]) for one in before}
    for one in after:
        old, new = was.get(one["person_id"], ("", "")), (one["awaiting"], one["composed"])
        if old == new:
            continue
        if new[0].startswith("nudge"):
            yield "nudge proposed", bool({"nudge", "missing", "nothing", "nudge_confirm"} & set(row.meant))
        elif new[0].startswith("handover"):
            yield "handover proposed", "change_liaison" in row.meant
        elif new[0] == "composing":
            yield "composing", bool({"pieces", "text"} & set(row.meant))
        elif new[0].startswith("milestone"):
            yield "announced", bool({"milestone_ask", "milestone"} & set(row.meant))
        elif not new[0] and old[0]:
            yield "ended", bool({"cancel", "done", "milestone", "text", "unit_chosen"} & set(row.meant))
