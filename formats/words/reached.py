"""Sentences about whom messages do not reach, and why."""

from __future__ import annotations

from collections.abc import Mapping

#: By ``domain.messages.Unreachable``.
REASONS: Mapping[str, str] = {
    "unknown": "平台上没有这个账号，或不在应用可见范围",
    "range": "不在应用可见范围",
    "unlicensed": "账号没有接口许可",
    "unspoken": "未发过消息",
    "window": "太久没有给机器人发消息，平台不让主动发",
    "blocked": "已退出，或不接收消息",
    "refused": "平台拒绝发送",
}
#: Of people who cannot be written to before they write.
SILENT = "提醒不到：{people}"
SO_MANY = "{count} 人（{why}）"
#: How that ends.
SILENT_HOW = "请让他们给机器人发一句话，等着的提醒就会送到。"
UNIT_NOT_REACHED = "（消息送不到）"
NOT_REACHED = "（消息送不到：{why}）"
UNIT_WHY = "{unit}（{why}）"
NUDGE_DOUBTFUL = "这些单位的联络员最近收不到消息，会再试一次：{units}"
NUDGED = "已提醒 {count} 个单位。"
NUDGED_NONE = "一个单位也没有提醒到。"
NUDGED_PARTLY = "其中这些单位另有联络员收不到：{units}"
#: By ``formats.chat.reached.Reached``.
NUDGED_OTHERS: Mapping[str, str] = {
    "no": "没有送到：{units}",
    "not_yet": "还没有送到，正在继续发：{units}",
    "no_account": "这些单位还没有登记联络员账号，提醒不到：{units}",
}
