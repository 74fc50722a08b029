"""What is said of an office's work with items: to who did it, and to who sent them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.selection import Level, Mark, Refusal

MARKS: Mapping[Mark, str] = {Mark.SEEN: "已阅", Mark.PICKED: "备选", Mark.PASSED: "推荐"}
LEVELS: Mapping[Level, str] = {
    Level.COUNTY: "县级",
    Level.CITY: "市级",
    Level.PROVINCE: "省级",
    Level.NATION: "国家级",
}

#: Why an office may not, after the number.
REFUSALS: Mapping[Refusal, str] = {
    Refusal.READER: "阅览员只能看，不能处理材料。",
    Refusal.NOT_ACCEPTED: "{number} 号不合格或已撤回，不能推荐、采用；发“退回 {number} 原因”请对方重发。",
    Refusal.RETURNED: "{number} 号已退回，还没有补来；要推荐，请先取消退回。",
    Refusal.LOCKED: "{number} 号上级已经推荐、退回或采用，这里不能再收回。",
    Refusal.NO_REASON: "请写原因，例如：退回 {number} 说明与照片不符",
    Refusal.WITHDRAWN: "{number} 号已撤回或没有收到，不用退回。",
    Refusal.ADOPTED: "{number} 号已采用，要收回推荐，请先撤销采用。",
    Refusal.NO_MEDIUM: "请写是哪家媒体，例如：采用 {number} 大众网 https://…",
    Refusal.UNKNOWN: "没有 {number} 号，或不在您的范围内。",
}

# --- To who sent it ---

RETURNED = "您的 {number} 号{what}被{office}退回：{reason}。"
MEND_TODAY = "请补一张（{until}前仍算当天）。"
MEND_TEXT_TODAY = "请改好再发一次（{until}前仍算当天）。"
MEND = "请改好再发一次。"
STILL_COUNTS = "{day}的报送不受影响。"
NOT_COUNTED = "这件不计入{day}的报送，请尽快补。"
RETURN_CALLED_OFF = "您的 {number} 号{what}不用补了：{office}取消了退回。"
ADOPTED = "好消息：您的 {number} 号{what}被{medium}采用{where}。"
PASSED = "好消息：今天推荐了您的 {count} 件：{numbers} 号。"
OF_COLLEAGUE = "（由{name}报送）"

# --- Coming in to the desk ---

LOGIN_LINK = (
    "点开进入工作台（10 分钟内有效，只能用一次）：\n{url}\n电脑上打开 {login}，把 6 位数字发给我也行，例如：看板 483920"
)
LOGIN_ASK = "有电脑（{computer}，{at}）要以您的身份进入工作台，发“确认”同意。不是您本人打开的，请不要确认。"
LOGIN_COMPUTER = "电脑"
LOGIN_WRONG = "没有电脑在等这 6 位数字，或已过 5 分钟。请在电脑上重新打开登录页，再发新的数字。"
LOGIN_TOO_MANY = "试的次数太多了。请一小时后再试，或发“看板”点链接进入。"
LOGIN_AGREED = "已同意，电脑上马上就能进去。要退出所有登录，发“作废登录”。"
LOGIN_OVER = "电脑上的数字已过期，没有进去。请重新打开登录页。"
LOGINS_REVOKED = "已退出工作台的全部登录（{number} 处），没用过的链接也已作废。"
LOGINS_NONE = "现在没有登录着的工作台，没用过的链接已作废。"
LOGINS_HOW = "发“作废登录”，就退出工作台的全部登录。"
