"""What the bot says to liaisons and supervisors. Answers to questions are in ``formats.words.questions``, what is asked
back, offered and taken back in ``formats.words.talk``, what is said of a file's faults in ``formats.words.findings``.

Constants are said as they are; those with ``{names}`` are filled by the builders of ``formats.chat`` and
``formats.digest``. Tone: a busy teacher at 09:58, on a phone — what is wrong, what to do, nothing else.
"""

from __future__ import annotations

# --- Receipts -------------------------------------------------------------------------------------------------------

RECEIPT_HEAD = "回执 {number}　{moment}"
RECEIPT_DAY = {
    "on_time": "记到 {day}，按时",
    "late": "记到 {day}，迟报",
    "early": "记到 {day}，提前",
    "after_end": "报送时间已过：材料已留存，不计入 {day}",
}
#: More of what had been reported in time already.
RECEIPT_DAY_MORE = "记到 {day}，补充材料"
RECEIPT_DAY_NOTHING = "{day}的材料："
#: How many files fared how, by ``State``.
RECEIPT_SUM = "共 {count} 件：{said}。"
RECEIPT_SUMMED = {
    "lost": "没收到 {count}",
    "refused": "不合格 {count}",
    "incomplete": "缺说明 {count}",
    "accepted": "合格 {count}",
}
RECEIPT_MOVABLE = "要改天，发“记到 {day}”。"
RECEIPT_REFUSED = "编号 {numbers} {what}不合格："
RECEIPT_UNCAPTIONED = "{amount}还缺说明，补上才算合格（编号 {numbers}）。"
RECEIPT_CAPTION_ONE = "请直接回复一句话，或发“说明 {number} 文字”。"
RECEIPT_CAPTION_MANY = "请直接回复一句话（几张共用），或逐张发“说明 {number} 文字”。"
RECEIPT_CAPTION_AGAIN = "重发后请补一句照片说明。"
RECEIPT_ACCEPTED = "{amount}合格（编号 {numbers}）"
RECEIPT_TEXT_ACCEPTED = "{amount}合格（编号 {number}）：{details}"
RECEIPT_ADVICE = "提醒（编号 {numbers}）：{advice}"
RECEIPT_WITHOUT_DETAILS = "回执 {number}　编号 {numbers} 已收到，但明细没能写出来，管理员会查看。请发“状态”看结果。"
RECEIPT_LOST = "编号 {numbers} 没能取到文件，请重发。"
RECEIPT_RECEIVING = "编号 {numbers} 还在接收，结果稍后告诉您。"
RECEIPT_WITHDRAWN = "编号 {numbers} 已撤回。"
RECEIPT_UNASSIGNED = "编号 {numbers} 是替哪个单位报的？请回复序号或单位名称："
RECEIPT_UNASSIGNED_UNKNOWN = "编号 {numbers} 还没有确定单位，请回复单位名称。"
DAY_MET = "{day}已报齐。"
DAY_MISSING_KINDS = "{day}还缺：{kinds}。"
DAY_MISSING_ALL = "{day}还没有合格的材料。"
DAY_UNTIL = "请在 {due} 前补上。"
DAY_UNTIL_LATE = "截止时间已过，请尽快补上（记为迟报）。"
DAY_ALSO_UNCAPTIONED = "之前的编号 {numbers} 缺说明。"
ITEM_MET = "{item}已收到。"
ITEM_MISSING = "{item}还没有收到合格的材料。"
CHOICE = "{number}. {name}"
AND_SO_MANY = "{names}等 {count} 个"
CHOICES_MORE = "……共 {count} 个，也可直接发单位名称。"

# --- Coming in: strangers, invite codes, welcome, help --------------------------------------------------------------

STRANGER = "您好，这里是活动周报送助手，还没有您的登记。\n请向上级管理员索取邀请码，然后发：绑定 邀请码"
#: Before a deadline, where a platform brings only approved words; at most 20 characters.
OWED = "活动报送还没有交齐"
#: In place of an answer that its platform does not bring for what stands in it. No numbers: they may be why.
WITHHELD = "平台没有让这条消息发出来，里面可能有电话、邮箱或敏感词。请发“状态”看情况，或联系上级管理员。"
#: The platform brings what they say and takes nothing for them but an answer.
OUTSIDER = "您不是本组织的成员，我不能登记您。\n请用本单位的账号给我发消息。"
#: To whoever opens a conversation, known or not, where nothing can be said later.
HELLO = "您好，这里是活动周报送助手。发“帮助”看能做什么；第一次来，请发：绑定 邀请码"
BIND_UNKNOWN_CODE = (
    "这个邀请码不对或已作废。请核对后再发一次，或向上级管理员重新索取。\n"
    "在另一个软件上登记过的，在那边再发一次“绑定”，会得到新的码。"
)
BIND_TOO_MANY = "试的次数太多了，请过一会儿再试，或向上级管理员核对邀请码。"
BOUND_ALREADY = "您已经登记为{name}，不用再绑定。发“帮助”看看能做什么。"
BOUND_ELSEWHERE = "这个账号已经登记给另一个人了，请联系上级管理员。"
BOUND = "{name}，登记好了。\n{duties}"
#: Said to whoever enrols: what is kept, what for, and who removes it.
KEPT = "您的姓名、手机、账号和发来的材料只为这次报送保存，活动结束后由受理单位清理{by}。"
KEPT_BY = "，最晚 {day}"
SEE_HELP = "发“帮助”看看能做什么。"
DUTY_REPORTS = "您为这些单位报送：{units}。"
DUTY_SUPERVISES = "您可以查看：{units}及下属单位。"
WELCOME_LIAISON = "{name}，您好。活动周期间每天 {deadline} 前把材料直接发给我就行，发“帮助”看用法。"
WELCOME_SUPERVISOR = "{name}，您好。想知道谁没报，发“今天谁没交”；发“帮助”看用法。"
HELP_LIAISON = """报材料：照片、视频、文字、Word 文件，直接发给我，每天 {deadline} 前。
照片要原图，再回复一句话作说明。
状态——今天报了什么、还缺什么
说明 3 文字——给编号 3 的照片写说明
撤回 3——撤回编号 3
记到 {day}——刚发的算到那一天
稿件——长文字分几条发，发“完”结束
上传——传原图、大视频、Word 的网页"""
HELP_MILESTONES = "另外要报的：{items}。发名称就能开始，例如“{example}”。"
HELP_SUPERVISOR = """今天谁没交——缺报名单（也可问昨天、{day}）
昨天哪些单位迟报——迟报名单
统计——应报、已报、按时、迟报、缺报、免报
单位名称——这个单位报了什么（后面可加日期）
简报——当天汇总
催报——提醒还没报的单位，先给您看名单
谁还没登记——没登记的联络员和邀请码（“催登记”给一段可转发的话）
换联络员 单位 姓名 手机——先给您看，再确认
免报 单位 {day}——这一天不用报"""
HELP_READER = """今天谁没交——缺报名单（也可问昨天、{day}）
昨天哪些单位迟报——迟报名单
统计——应报、已报、按时、迟报、缺报、免报
单位名称——这个单位报了什么（后面可加日期）
简报——当天汇总"""
HELP_BOTH = "【报送】\n{liaison}\n\n【查看】\n{supervisor}"

# --- Small talk -----------------------------------------------------------------------------------------------------

GREETED = "您好。发“帮助”看看能做什么。"
VOICE_NOT_READ = "语音听不了，请改发文字。"
NOT_READ = "刚才那条消息收不了，内容没有收到。请改发文字、照片或视频；别的文件请发“上传”，用网页传。"
LOCATION_NOT_READ = "位置用不上。要报材料，请直接发照片、视频或文字。"

#: The same words once more within half an hour, which platforms would otherwise swallow.
SAID_AGAIN = "（{moment}）"
SAID_AGAIN_AND_AGAIN = "（{moment}，第 {times} 次）"

# --- Status ---------------------------------------------------------------------------------------------------------

STATUS_NOTHING_OWED = "现在没有要您报送的任务。"
STATUS_DAY_HEAD = "{organisation}　{day}"
STATUS_STANDING = {
    "on_time": "已报，按时",
    "late": "已报，迟报",
    "missing": "还没报",
    "exempt": "免报",
}
STATUS_OVERDUE = "缺报"
STATUS_ACCEPTED = "合格：{amounts}"
STATUS_MISSING_KINDS = "还缺：{kinds}"
STATUS_UNCAPTIONED = "缺说明：编号 {numbers}，请发“说明 编号 文字”"
STATUS_REFUSED = "不合格：编号 {numbers}，不影响已报齐"
STATUS_RECEIVING = "正在接收：编号 {numbers}"
STATUS_UNASSIGNED = "未定单位：编号 {numbers}，请回复单位名称"
STATUS_DUE = "{due} 截止"
STATUS_EARLIER_MISSING = "之前缺报：{days}"
STATUS_MILESTONE = "{item}：{standing}（{due} 前）"
STATUS_MILESTONE_MET = "{item}：已收到"

# --- Changing what was sent -----------------------------------------------------------------------------------------

WITHDRAWN = "已撤回：编号 {numbers}。"
WITHDRAW_WHICH = "要撤回哪一件？请发“撤回 编号”，编号在回执里。"
WITHDRAWN_BEFORE = "编号 {numbers} 之前已经撤回了。"
WITHDRAW_CLOSED = "编号 {numbers} 的报送时间已过，不能撤回。需要的话请联系上级管理员。"
NUMBER_NOT_FOUND = "没有找到编号 {numbers} 的材料，请看回执里的编号。"
MOVED = "编号 {numbers} 已改记到 {day}。"
MOVED_TIMING = {"on_time": "（按时）", "late": "（迟报）", "early": "（提前）", "after_end": "（已过时限）"}
MOVE_NOTHING = "没有可以改日期的材料。"
MOVE_CLOSED = "{day}现在不能报（还没开始或已截止），材料仍按原来的日期算。"
MOVE_SAME = "这些材料本来就记在 {day}。"
NOT_A_DAY = "活动周没有这一天。报送日是 {first}至 {last}。"
CAPTIONED = "说明已加到编号 {numbers}：{caption}"
CAPTION_COMPLETES = "照片合格（编号 {numbers}）。"
CAPTION_REPLACED = "编号 {numbers} 的说明已改为：{caption}"
CAPTION_NOT_PHOTO = "编号 {numbers} 不是照片，不用写说明。"
CAPTION_STILL_REFUSED = "编号 {numbers} 本身不合格，请改好重发。"
UNIT_CHOOSE = "这是替哪个单位报的？请回复序号或单位名称："
UNIT_CHOSEN = "好的，记到{unit}。"
UNIT_NOT_YOURS = "没有找到这个单位。请从下面选一个，回复序号："
COMPOSING_STARTED = "请一段一段发来，发完后发“完”；不想发了，发“取消”。"
COMPOSED_SO_FAR = "已收 {characters} 字。继续发，或发“完”结束。"
COMPOSING_EMPTY = "还没有收到文字。请发正文，或发“取消”。"
NOTHING_TO_CANCEL = "没有可以取消的操作。"

# --- The upload page's link -----------------------------------------------------------------------------------------

LINK = """{name}的上传页，原图、大视频、Word 都能传：
{url}
{until}前有效。这是您本人的链接，请勿转发：谁打开传的都算您的。"""
FILE_NOT_HERE = "文件{name}没有传到：这里的聊天收不到文件，不算已报。请从下面的网页再传一次。"
LINK_LINE = "传原图、大文件，点您本人的上传页（{until}前有效，请勿转发）：\n{url}"
LINKS_REVOKED = "上传链接已全部作废。要用时再发“上传”。"
LINKS_NONE = "现在没有有效的上传链接。要用时发“上传”。"

# --- Milestones -----------------------------------------------------------------------------------------------------

MILESTONE_ASK = {
    "file": "请发来{item}文件，下一个文件就记作{item}。",
    "text": "请发来{item}的文字或文件，下一条就记作{item}。",
    "link": "请把网址一起发来：{item} https://…",
    "contact": "请写上姓名和手机：{item} 姓名 手机号",
}
#: Instead of the contents, for the statistics form: it has columns, and rules for counting them.
MILESTONE_STATISTICS = """用 Excel（.xlsx），一个单位填一行，列依次是：{contents}。
没有空表的，发“空白统计表”，我发给您；没有的项填 0，高职院校的院校数填 1。"""
MILESTONE_CONTENTS = "内容要包括：{contents}。"
MILESTONE_UNKNOWN = "这次活动不用报{item}。"
MILESTONE_NOT_OWED = "{unit}不用报{item}，这份通知没有要求。"
MILESTONE_CLOSED = "{item}的报送时间已过（{until} 止），不能再报。请联系上级管理员。"

# --- Trouble --------------------------------------------------------------------------------------------------------

MEDIA_GONE = "有文件没能取到，请重发。"
MEDIA_TOO_BIG = "文件太大，平台不让取。请剪短或压缩后重发。"
WENT_WRONG = "这条消息没有处理成功，管理员会查看。请稍后再发一次。"
NOTHING_OWED = "您的单位现在没有要报送的任务，这份材料没有记入。"
NOT_REGISTERED_TO_REPORT = "您没有登记报送单位。需要报送的话，请联系上级管理员。"

# --- Reminders ------------------------------------------------------------------------------------------------------

REMINDER_HEAD = "{day}的材料 {due} 截止，还有 {left}。"
REMINDER_UNIT = "{organisation}：{said}"
REMINDER_NOTHING = "还没有收到合格的材料"
REMINDER_KINDS = "还缺{kinds}"
REMINDER_DETAIL_CAPTION = "编号 {numbers} 缺说明，回复一句话就行"
REMINDER_DETAIL_REFUSED = "编号 {numbers} 不合格，请改好重发"
REMINDER_DETAIL_UNASSIGNED = "编号 {numbers} 未定单位，请回复单位名称"
REMINDER_TAIL = "直接把材料发给我就行。"
MILESTONE_REMINDER = "{item}请在 {due} 前报送，还有 {left}。"
MILESTONE_REMINDER_HOW = "发“{word}”就能开始。"
MILESTONE_NUDGE = "上级提醒：{item}还没收到。"
NUDGE_HEAD = "上级提醒：{day}的材料还没收到。"
NUDGE_DUE = "{due} 截止，还有 {left}。"
NUDGE_LATE = "截止时间已过，请尽快补上（记为迟报）。"

# --- What supervisors read ------------------------------------------------------------------------------------------

MISSING_HEAD = "{day}缺报：应报 {expected} 个，缺报 {missing} 个"
MISSING_HEAD_SOON = "{day}还没报：应报 {expected} 个，未报 {missing} 个（{due} 截止）"
MISSING_NONE = "{day}应报 {expected} 个，已全部报送。"
MISSING_FUTURE = "{day}还没到。到现在为止应报 {expected} 个，已提前报 {actual} 个。"
LATE_HEAD = "{day}迟报：应报 {expected} 个，迟报 {late} 个"
LATE_NONE = "{day}没有迟报的单位（应报 {expected} 个）。"
NOBODY_OWES = "{day}您查看的范围内没有要报送的单位。"
COUNTS_HEAD = "{day}报送统计"
COUNTS_SOON = "还没到截止时间（{due}），缺报是暂时的。"
EXEMPT_HEAD = "免报："
MISSING_SENT_BAD = "（已交，但不合格）"
NO_LIAISON = "没有联络员"
LATE_AT = "{moment} 报"
UNIT_HEAD = "{organisation}　{day}"
UNIT_STANDING = {
    "on_time": "按时（{moment} 报）",
    "late": "迟报（{moment} 报）",
    "missing": "缺报",
    "exempt": "免报",
}
WEEK_STANDING = {"on_time": "按时", "late": "迟报", "missing": "缺报", "exempt": "免报"}
UNIT_NOT_YET = "还没报（{due} 截止）"
UNIT_ACCEPTED = "合格：{amounts}"
UNIT_BAD = "不合格或缺说明：{amounts}"
UNIT_TITLES = "标题：{titles}"
UNIT_LIAISON = "联络员：{names}"
UNIT_WEEK = "其他各天：{days}"
UNIT_OWES_NOTHING = "{organisation}在这次活动中没有报送任务。"
UNIT_NOT_FOUND = "没有找到“{name}”。请换一个更完整的单位名称。"
UNIT_CANDIDATES = "“{name}”可能是下面几个，请发完整名称："
DIGEST_HEAD = "{title}\n{day}简报（截至 {moment}）"
PICTURE_HEAD = "{day}报送简报"
PICTURE_AS_OF = "截至 {moment}"
WORD_MATERIAL = "材料"
#: Who made a paper, as its properties say.
MADE_BY = "报送"
COUNT_NAMES = ("应报", "已报", "按时", "迟报", "缺报", "免报")
DIGEST_KINDS = "收到合格材料：{amounts}"
DIGEST_NOTHING = "还没有收到合格材料。"
DIGEST_LATE = "迟报（{count} 个）："
DIGEST_MISSING = "缺报（{count} 个）："
#: The list was sent a few minutes before, and nothing has changed since.
DIGEST_MISSING_SAME = "缺报（{count} 个）：和 {at} 发的名单一样，没有变化。"
#: Of a digest whose picture or Word file its channel cannot bring.
DIGEST_FILE = "简报-{day}.{ending}"
DIGEST_INSTEAD = "图片和 Word 太大发不了，请到工作台看：{url}"
DIGEST_TITLES = "文字材料（{count} 篇）："
DIGEST_TITLES_MORE = "……共 {count} 篇"
EXEMPTED = "{organisation} {day}已设为免报。"
EXEMPTED_BEFORE = "{organisation} {day}本来就是免报。"
NUDGE_NOBODY = "{day}没有需要催的单位。"
NUDGE_CONFIRM = "将提醒 {day}还没报的 {count} 个单位："
NUDGE_HOW = "发“确认”就发出提醒，发“取消”就不发。"
NUDGE_CLOSED = "{day}已经不能补报，不用再催了。"
NOTHING_TO_CONFIRM = "没有等您确认的事。"
NO_CAMPAIGN = "现在没有您查看范围内的活动。"
NO_CJK_FONT = "没有找到中文字体，不能画图。请安装一种中文字体（例如 fonts-noto-cjk）后再试。"
