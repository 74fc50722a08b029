"""What the bot answers to questions, beyond the lists and reports of ``formats.words.chat``. Same tone, same rules."""

from __future__ import annotations

# --- Whoever asks ---------------------------------------------------------------------------------------------------

FOR_SUPERVISORS = "这个只有管理员能查。发“帮助”看看您能做什么。"
FOR_LIAISONS = "您没有要报送的单位，用不上这个。发“帮助”看看您能做什么。"
NO_REPORT_DAYS = "{days}不是报送日。"
NO_CAMPAIGN_OF_YOURS = "现在没有要您报送的活动。"
NO_SUCH_MILESTONE = "这次活动没有这一项。"
DAY_PICTURE = "{day}的情况做成了一张图，登录工作台后打开：{url}\n还没登录的，先发“看板”。Word 也在工作台“今日”。"

# --- Supervisors: lists ---------------------------------------------------------------------------------------------

#: What an answer was narrowed to.
ONLY_UNDER = "{names}及下属单位："
ONLY = "{names}："
AND_MORE = "{names}等 {count} 个"
REPORTED_HEAD = "{day}已报：应报 {expected} 个，已报 {actual} 个"
REPORTED_NONE = "{day}还没有单位报送（应报 {expected} 个）。"
REPORTED_LATE = "，迟报"
#: Units that an office gave more time.
WAITING_HEAD = "延时到 {due}，还没报（{count} 个）："
WORD_WAITING = "延时（{count} 个）"
WAITING_COUNT = "另有 {count} 个延时，还没到时间，不算缺报。"
GIVEN_UNTIL = "（延时到 {due}）"
MORE_TIME_HEAD = "{day}延时到 {due} 的 {number} 个单位，缺报 {missing} 个"
MORE_TIME_NONE = "{day}延时到 {due} 的 {number} 个单位都报了。"
EXEMPT_HEAD = "{day}免报 {exempt} 个："
EXEMPT_NONE = "{day}没有免报的单位。"
#: What a unit has said of a day, beside its name.
NOTED = "（自报：{note}）"
COMPARED_HEAD = "{day}和{before}相比："
COMPARED_COUNT = "{name} {now}（{day} {before}）"
COMPARED_COUNT_MORE = "{name} {now}（{day} {before}，多 {difference}）"
COMPARED_COUNT_FEWER = "{name} {now}（{day} {before}，少 {difference}）"
COMPARED_BOTH = "两天都没报（{count} 个）："
COMPARED_ONLY_NOW = "只有{day}没报（{count} 个）："
COMPARED_ONLY_BEFORE = "{before}没报、{day}不缺（{count} 个）："
COMPARED_SAME = "两天没有缺报的单位。"
COMPARED_FIRST = "{day}是第一个报送日，没有前一天可比。"
RUNNING_HEAD = "到{day}为止连续没报的单位（{count} 个）："
RUNNING_LINE = "{name}　连续 {count} 天（{first}至 {last}）"
RUNNING_NONE = "到{day}为止，没有连续两天没报的单位。"
RUNNING_TOO_EARLY = "过了截止时间的报送日还不到两天，说不上连续没报。"
RUNNING_NAMED_HEAD = "{days}都没报的单位（{count} 个）："
RUNNING_NAMED_NONE = "没有{days}都没报的单位。"

# --- Supervisors: units and people ----------------------------------------------------------------------------------

UNIT_WHICH = "请写上单位名称。"
UNIT_CANDIDATES = "可能是下面几个单位，请发完整名称："
PHONE_HEAD = "{day}没报的 {count} 个单位的联络员："
PHONE_NONE = "{day}没有缺报的单位。"
PHONE_UNKNOWN = "（没有电话）"
UNREGISTERED_HEAD = "还没有登记账号的联络员 {count} 人："
UNREGISTERED_NONE = "您查看的范围内，联络员都登记了。"
UNREGISTERED_HOW = "邀请码请单独发给本人；要一段可以转发的话，发“催登记”。"
WITH_CODE = "（邀请码 {code}）"
SILENT_HEAD = "登记了但从没发过消息的联络员 {count} 人："
SILENT_NONE = "您查看的范围内，登记了的联络员都发过消息。"
INVITATION_FORWARD = "下面这段可以转发到群里："
INVITATION_HEAD = "请下面各位尽快登记报送账号：打开报送机器人，发“绑定 邀请码”。邀请码会单独发给您。"
INVITATION_CODES = "（邀请码在“谁还没登记”里，请单独发给本人，不要发到群里。）"
INVITATION_FORWARD_ONE = "下面这句可以直接转发给本人："
INVITATION_ONE = "{name}，您负责{unit}的报送。请打开报送机器人，发：绑定 {code}"
INVITATION_NO_CODE = "{name}还没有邀请码，请运行人员执行 baosong roster invites。"
WITHOUT_LIAISON_HEAD = "没有联络员的单位 {count} 个："

# --- Liaisons -------------------------------------------------------------------------------------------------------

MILESTONE_DETAILS = "（编号 {numbers}，{moment}）"
MILESTONE_REFUSED = "，编号 {numbers} 不合格"
WEEK_DAY = "{day}　{standing}"
WEEK_ACCEPTED = "{amount}（编号 {numbers}）"
WEEK_NUMBERED = {
    "incomplete": "缺说明：编号 {numbers}",
    "refused": "不合格：编号 {numbers}",
    "receiving": "正在接收：编号 {numbers}",
}
SUBMISSIONS_OF = "{organisation}　{day}"
SUBMISSION_CAPTION = "编号 {number} 的说明：{caption}"
SUBMISSION_WHICH = "请写上编号（回执里有），例如：3 号过没过"
RECEIPT_NOT_FOUND = "没有找到回执 {receipts}，请看回执第一行的号码。"
LATEST_HEAD = "最近收到您的（{moment}）："
LATEST_NONE = "还没有收到过您的材料。"
QUALIFIED_NONE = "{organisation}　{day}\n还没有收到材料。"

# --- Everybody: the rules -------------------------------------------------------------------------------------------

REQUIREMENTS_HEAD = "{title}报送要求"
REQUIREMENTS_DAILY = "每天 {deadline} 前报：{asks}"
REQUIREMENTS_ANY = "有一件合格就算报了。"
REQUIREMENTS_REQUIRED = "每天都要有：{kinds}"
PHOTO = "照片：{rules}"
VIDEO = "视频：{rules}"
TEXT = "文字：{rules}"
DOCUMENT = "Word 文稿：{rules}"
PRESS = "媒体报道：{rules}"
NO_RULES = "没有特别要求"
#: The parts of a rule; each stands only where the campaign has it.
FORMATS = "{formats} 格式"
ORIGINALS_ONLY = "原图"
WIDTH = "宽不少于 {pixels} 像素"
AT_LEAST = "不小于 {size}"
CAPTIONED = "每张配一句说明"
AT_MOST = "不超过 {size}"
LINES = "短边不少于 {pixels} 像素"
SUGGESTED = "建议 {suggested} 以上"
LENGTH = "{least}–{most} 字"
LENGTH_LEAST = "不少于 {least} 字"
LENGTH_MOST = "不超过 {most} 字"
COUNTED = "按 Word 的字数算，标点也算"
FONT_TITLE = "标题{font}"
FONT_UNIT = "单位名称{font}"
FONT_BODY = "正文{font}"
PRESS_WORD = "用 Word 文件，不收截图"
PRESS_LAST = "图片放在文字后面"
PRESS_IMAGES = "要有图片"
PRESS_NAME = "文件名写“媒体单位+报道标题”"
POINTS = "{points} 磅"
SIZES: dict[float, str] = {
    26: "一号",
    24: "小一",
    22: "二号",
    18: "小二",
    16: "三号",
    15: "小三",
    14: "四号",
    12: "小四",
}
#: How many photos: nobody counts them.
PHOTO_NUMBER = "张数不限，可以分几次发。"
SEND_HOW = "直接发给我就行。"
SEND_MISSING = "{organisation}{day}还缺：{kinds}"
SEND_MILESTONES = "另外要报："
MILESTONE_DUE = "{item}：{due} 前"
ORIGINALS_IN_CHAT = "发照片时勾选“原图”再发。\n也可以发“上传”，打开网页传原图，网页不压缩。"
ORIGINALS_ELSEWHERE = "直接发相机或手机里的原图就行，这里不压缩。不要用聊天里转存过的图。"

# --- Everybody: deadlines and people --------------------------------------------------------------------------------

DEADLINE_COMING = "{day}的材料 {due} 截止，还有 {left}。"
DEADLINE_LATE = "{day}的材料 {due} 已截止。{until} 前还能补报，记为迟报。"
DEADLINE_OVER = "{day}的材料已经不能补报了（{until} 为止）。"
DEADLINE_LATE_TIME = "过了截止时间到 {until} 前还能补报，记为迟报。"
DEADLINE_MILESTONE = "{item} {due} 截止，还有 {left}。"
DEADLINE_MILESTONE_OVER = "{item} {due} 已截止，请尽快补上（记为迟报）。"
DEADLINE_MILESTONE_MET = "{item}已收到（{due} 截止）。"
CONTACT_HEAD = "有问题请联系："
CONTACT_LINE = "{office}　{names}"
CONTACT_NONE = "名册里没有您的上级管理员，请联系受理单位。"

# --- Everybody: how something is done -------------------------------------------------------------------------------

HOW_CAPTION_WAITING = "编号 {numbers} 还缺说明，发：说明 {number} 学生在练习焊接\n刚发的照片，直接回复一句话也行。"
HOW_CAPTION = "发来照片后，直接回复一句话就是说明。\n改说明或逐张写，发：说明 {number} 学生在练习焊接（编号在回执里）"
HOW_WITHDRAW = "发：撤回 {number}（编号在回执里）。"
HOW_WITHDRAW_RECENT = "最近发的是编号 {numbers}。要撤回，发：撤回 {number}"
HOW_COMPOSE = "长文字要分几条发的，先发“稿件”，再一段一段发，发完了发“完”。\n一条发得完的，直接发全文就行。"
HOW_MOVE = "要改到另一天，发：记到 {day}（改刚发的），或 {number} 记到 {day}（改一件）。"
HOW_MOVE_OPEN = "现在能报的有：{days}。"
HOW_MOVE_NONE = "现在没有别的日子能报，改不了。"
HOW_MILESTONE = "发名称就能开始，例如“{example}”。现在要报的：{items}。"
HOW_MILESTONE_NONE = "现在没有另外要报的。"
HOW_EXEMPT = "发：免报 {unit} {day}（写上单位全名和日期）。"
HOW_EXEMPT_UNIT = "单位名称"
HOW_BIND = "您已经登记为{name}，不用再绑定。\n别人要登记，请他向上级管理员要邀请码，然后发：绑定 邀请码"
