"""What a supervisor reads when a platform's month is nearly or wholly used up."""

from __future__ import annotations

from domain.precedence import Precedence

USED_UP = "{channel}本月能发的次数用完了，{again}起自动恢复。"
FEW = "{channel}本月只剩 {left} 次能发，只发回答、要改的和提醒。"
NOT_REACHED = "还没通知到 {number} 人："
OF_A_UNIT = "{unit}：{names}"
NO_UNIT = "没有单位的"
HELD = "没有发的：{what}。"
SO_MANY = "{what} {number} 条"
WHAT = {
    Precedence.ANSWER: "回答和要改的",
    Precedence.NOTICE: "提醒和通知",
    Precedence.RECEIPT: "合格回执",
    Precedence.NICETY: "简报、通报等",
}
LEFT_OUT = "合格回执和简报、通报等过 {hours} 小时还发不出，就不再发了，网页上都能看到。"
CALL = "急的请打电话，或请他们换个渠道。"
MORE = "想马上恢复，请管理员到平台后台加量。"
