"""What the bot says of invite codes that were used before, and of accounts that wait for a yes."""

from __future__ import annotations

ACCOUNT = "{channel}账号 {account}"
USED = "这个邀请码已经用过了。"
USED_SINCE = "这个邀请码在{at}已经用过了。"
ASK = "不是您本人用的，请马上联系：{names}。"
ASK_OFFICE = "不是您本人用的，请告诉上级管理员。"
SINCE = "在{at}"
TRIED = (
    "{name}（{units}）的邀请码{since}被{first}用过，{now}又有{second}来用，没有绑上。\n"
    "请问一下本人。不是本人绑的，请运行人员执行 baosong roster unbind {name}，再把新邀请码发给本人。"
)
WAITS = "收到。这个单位已经有一位管理员，要等上级确认，确认后马上告诉您。"
WAITS_FOR_OPERATOR = "收到。这个单位已经有一位管理员，要等运行人员确认，确认后马上告诉您。"
CONFIRM_WANTED = (
    "{now}，{account}用 {name} 的邀请码登记为{units}的管理员，这个单位已经有一位管理员。\n"
    "核实是本人后，请回：确认 {name}\n不是本人，不用回，也请告诉运行人员。"
)
CONFIRMING = "确认 {name}"
CONFIRMED = "已确认，{name}可以用{units}管理员的身份了。"
NOTHING_WAITS = "没有等您确认的“{name}”。"
SEVERAL_WAIT = "有 {count} 个账号都在等确认“{name}”，分不清哪个是本人。请运行人员用 baosong roster confirm 处理。"
TAKEN_MEANWHILE = "{name}的账号已经登记给别人了，没有确认。"
#: For who is known and says 绑定 alone.
PAIRING = "换{channels}也能报送：在那边打开报送机器人，发“绑定 {code}”。{minutes} 分钟内有效，只能用一次。"
OR = "或"
#: Its code was said on a channel on which that person has an account.
HERE_ALREADY = "这个码要到另一个软件上发：在{channel}上已经有登记好的账号。"
