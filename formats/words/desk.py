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
    Refusal.NOT_REFUSED: "{number} 号不是不合格的材料，不用按合格处理。",
    Refusal.BUILT_ON: "{number} 号已有推荐或采用，先收回再撤销。",
    Refusal.NOT_LATER: "延时要写比原来的截止时间晚的钟点，例如 11:00。",
    Refusal.NOBODY: "这一天没有要报送的单位。",
    Refusal.NO_WORDS: "{number} 号的文字不能改成空白。",
    Refusal.CHANGED: "{number} 号的文字刚才有人改过，请看现在的文字再改。",
    Refusal.HELD: "{number} 号上级已经推荐、退回、采用或改过文字，这里不能再改文字。",
    Refusal.UNKNOWN: "没有这个编号，或不在您的范围内：{number}。",
}
#: Of an item with findings, and of one whose caption is missing.
REFUSED = "{number} 号不合格（{problem}），不能推荐、采用；发“退回 {number} 原因”请对方重发。"
INCOMPLETE = "{number} 号还没有说明，不能推荐、采用；发“退回 {number} 请补说明”提醒对方。"

# --- To who did it ---

PASSED_ONE = "已推荐 {number} 号：{what}（{unit}）。"
PASSED_MANY = "已推荐 {count} 件：{numbers} 号。"
PASSED_TODAY = "今天已推荐 {count} 件。"
PASSED_TODAY_OF = "今天已推荐 {count} 件，目标 {goal}。"
PASSED_UNDO = "发“撤销推荐 {numbers}”可收回。"
PASSED_BEFORE = "{number} 号 {at} 已由{name}推荐。"
REPLACED = "{number} 号原来由{name}标为{mark}。"
YOU = "您"
UNPASSED = "已收回 {numbers} 号的推荐。"
NOT_PASSED = "{numbers} 号没有推荐过。"
MARKED_AGAIN = "{numbers} 号的标记已改回。"
LEVEL_ASKED = "{medium}算哪一级？"
ADOPTED_NOW = "已记：{number} 号被{medium}（{level}）采用，{day}。"
ADOPTED_BEFORE = "{number} 号已记过被{medium}（{level}）采用，{day}。"
TOLD_UNIT = "已告诉{unit}。"
TOLD_NOBODY = "{unit}的联络员还没有绑定账号，没有通知到。"
ADDRESS_LATER = "可再发：采用 {number} {medium} 链接"
UNADOPTED = "已撤销 {number} 号被{medium}采用的记录。推荐没有动。"
NOT_ADOPTED = "{numbers} 号没有记过采用。"
GIVEN_BACK = "已退回 {numbers} 号并告诉{names}：{reason}。"
GIVEN_BACK_UNTOLD = "已退回 {numbers} 号：{reason}。联络员还没有绑定账号，没有通知到。"
DAY_STAYS = "{day}的报送不受影响。"
DAY_STILL_MET = "不计这 {count} 件，{unit}{day}仍算已报。"
DAY_NOT_MET = "不计这 {count} 件，{unit}{day}就成了没报。"
DAY_NOT_MET_BEFORE = "{unit}{day}本来就没有报齐，还是没报。"
GIVE_BACK_UNDO = "发“取消退回 {numbers}”可收回。"
UNCOUNTED_ASK = "要退回 {numbers} 号，并且不计入报送？原因：{reason}。\n{days}\n发“确认”退回，发“取消”不动。"
UNCOUNTED_MANY = "一次最多对 {most} 件说“不计”。"
UNCOUNTED_LONG = "原因请写短些，不超过 {most} 个字。"
CALLED_OFF = "已取消退回 {numbers} 号。"
CALLED_OFF_TOLD = "已取消退回 {numbers} 号，并告诉{names}。"
NOTHING_RETURNED = "{numbers} 号没有您单位的退回可取消。"
NOT_AT_DESK = "您现在不是哪个受理单位的管理员，什么都没做。"

HOW_SELECT = (
    "推荐：发“推荐 128”“推荐 128-135”；收回发“撤销推荐 128”。\n"
    "采用：发“采用 128 大众网 https://…”；记错了发“撤销采用 128”。\n"
    "编号在工作台里，发“看板”进入。"
)
HOW_RETURN = (
    "发“退回 128 说明与照片不符”，对方马上收到原因，当天报送不受影响。\n"
    "内容有错、不能算数的，发“退回 128 不计 原因”；收回发“取消退回 128”。"
)

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
EDITED = "（文字由{office}改过）"

# --- Coming in to the desk ---

LOGIN_LINK = (
    "点开进入工作台（10 分钟内有效，只能用一次）：\n{url}\n电脑上打开 {login}，把 6 位数字发给我也行，例如：看板 483920"
)
PHOTOS = "点开看{unit}{day}的照片，共 {count} 张（10 分钟内有效，只能用一次）{more}：\n{url}"
PHOTOS_ONE_DAY = "，其他天请再发一次"
PHOTOS_NONE = "{unit}{day}还没有合格的照片。"
LOGIN_ASK = "有电脑（{computer}，{at}）要以您的身份进入工作台，发“确认”同意。不是您本人打开的，请不要确认。"
LOGIN_COMPUTER = "电脑"
LOGIN_WRONG = "没有电脑在等这 6 位数字，或已过 5 分钟。请在电脑上重新打开登录页，再发新的数字。"
LOGIN_TOO_MANY = "试的次数太多了。请一小时后再试，或发“看板”点链接进入。"
LOGIN_AGREED = "已同意，电脑上马上就能进去。要退出所有登录，发“作废登录”。"
LOGIN_OVER = "电脑上的数字已过期，没有进去。请重新打开登录页。"
LOGINS_REVOKED = "已退出工作台的全部登录（{number} 处），没用过的链接也已作废。"
LOGINS_NONE = "现在没有登录着的工作台，没用过的链接已作废。"
LOGINS_HOW = "发“作废登录”，就退出工作台的全部登录。"
