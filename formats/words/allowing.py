"""What is said of exceptions: to liaisons in chat, and on the desk's pages."""

from __future__ import annotations

from collections.abc import Mapping

from domain.allowance import AllowanceKind
from domain.selection import Refusal

# --- To liaisons ---

MORE_TIME = "{day}的报送截止延到 {due}（{office}：{reason}）。还没报的，{due} 前报都算按时。"
MORE_TIME_ENDED = "{day}的延时取消了，报送截止仍是 {due}（{office}）。之后报的记为迟报。"
EXEMPTED = "{day}免报（{office}：{reason}）。这天不用报，也不算缺报。"
EXEMPT_ENDED = "{day}的免报取消了，照常要报（{office}）。"
ONLY_OF = "只对{units}。"
TAKEN = "您的 {number} 号{what}由{office}按合格处理：{reason}。"
TAKING_ENDED = "您的 {number} 号{what}不再按合格处理（{office}），请改好再发一次。"

# --- On the desk's pages ---

WHAT: Mapping[AllowanceKind, str] = {
    AllowanceKind.MORE_TIME: "延时到 {due}",
    AllowanceKind.EXEMPT: "免报",
    AllowanceKind.ACCEPT: "按合格处理",
}
ALL = "全部"
TO_UNITS = "{name}（{units} 个单位）"
SO_MANY = "{units} 个单位"
#: Of what an office above gave.
ABOVE = "上级单位"
#: Why a form did nothing.
REFUSED: Mapping[Refusal, str] = {
    Refusal.READER: "阅览员只能看，不能处理。",
    Refusal.NO_REASON: "没有做：请写原因。",
    Refusal.NOT_LATER: "没有做：延时要写比截止时间晚的钟点，例如 11:00。",
    Refusal.NOBODY: "没有做：其中没有这一天要报送的单位。",
    Refusal.UNKNOWN: "没有做：没有这个单位，或不止一个，或不在您的范围内。请写全名或编码。",
    Refusal.NOT_REFUSED: "没有做：这件不是不合格的材料。",
    Refusal.RETURNED: "没有做：这件已退回，请先取消退回。",
    Refusal.BUILT_ON: "没有做：这件已有推荐或采用，请先收回。",
}
