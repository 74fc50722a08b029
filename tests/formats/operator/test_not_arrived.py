"""``baosong roster waiting``: each part with whom it is about, and nothing of parts with nobody."""

from __future__ import annotations

from formats.operator.not_arrived import AskingPerson, CalledPerson, not_arrived_text

LI = CalledPerson(unit="一中", name="李四", phone="13800000000", code="ABCD2345")


def test_every_part_names_its_people() -> None:
    silent = CalledPerson(unit="三中", name="王五", phone="")
    asking = AskingPerson(name="周主任", units=("市局", "区局"), channel="企业微信", account="zhou")
    assert not_arrived_text([LI], ["二中"], [silent], [asking]) == (
        "还没有登记账号的联络员 1 人：\n  一中　李四　13800000000　邀请码 ABCD2345\n\n"
        "没有联络员的单位 1 个：\n  二中\n\n"
        "登记了但从没发过消息的联络员 1 人：\n  三中　王五　没有电话\n\n"
        "等确认的账号 1 个（用 baosong roster confirm 姓名 确认）：\n  周主任（市局、区局）：企业微信 zhou"
    )


def test_a_part_with_nobody_is_left_out() -> None:
    assert not_arrived_text([], [], [], []) == "联络员都登记了，也都发过消息。"
    assert not_arrived_text([LI], [], [], []).count("\n") == 1
