"""What the bot says while a conversation goes on: what it noted and took back, what it offers, what it did not do."""

from __future__ import annotations

# --- How a day stands ---

STANDING_NOW = "{organisation} {day}现在：{standing}。"
STANDING_EXEMPT = "免报"
STANDING_MET = "已报齐"
STANDING_MISSING_KINDS = "还缺{kinds}"
STANDING_NOTHING = "还没有合格的材料"
STANDING_OVERDUE = "缺报"

# --- What was changed ---

CAN_UNDO = "不对就发“撤销”。"
UNDONE = "已撤销：{done}。"
UNDO_TOO_LATE = "没有可以撤销的操作（十分钟内的才行）。要撤回材料，发“撤回 编号”。"
NOTHING_RESTORED = "这些材料没有撤回过。"
RECEIPT_NOT_FOUND = "没有找到回执 {receipts}，请看回执开头的号码。"
MOVED = "{units} 编号 {numbers} 已改记到 {day}{timing}。"
CAPTION_REPLACED = "编号 {numbers} 的说明已由“{before}”改为：“{caption}”"
CAPTION_EDITED = "编号 {numbers} 的说明受理单位改过，先用受理单位的；您的说明受理单位看得到。"
CAPTION_TAKEN_BACK = "“{caption}”不再是编号 {numbers} 的说明。"
CAPTION_WANTED_AGAIN = "请再回复一句话作说明，或发“说明 {number} 文字”。"
NO_CAPTION_TO_TAKE_BACK = "最近没有记过说明。"
MOVE_UNIT_CLOSED = "编号 {numbers} 的报送时间已过，不能改单位。需要的话请联系上级管理员。"
MOVE_UNIT_SAME = "这些材料本来就记在{unit}。"
MOVE_UNIT_NOTHING = "没有可以改单位的材料。"
CANCELLED_TEXT = "已取消，正在发的稿件（{characters} 字）没有保存。"
CANCELLED_MILESTONE = "已取消，不等这份材料了。"
CANCELLED_NUDGE = "已取消，没有提醒任何单位。"
CANCELLED_HANDOVER = "已取消，联络员没有换。"
CANCELLED_LOGIN = "已取消，电脑没有进去。"
CANCELLED_ANNOUNCEMENT = "已取消，公告没有发。"
CANCELLED_RETURN = "已取消，没有退回。"
CANCELLED_OFFER = "好的，什么都没做。"
NO_ACTIVITY = "记下了：{units} {day}没有活动。上级在缺报名单里能看到这句话，但不等于免报。"
NOTE_TAKEN_BACK = "{units} {day}“没有活动”的话已经去掉。"
NOTHING_OWED_NOW = "现在没有要您报送的任务。"
UNEXEMPTED = "{organisation} {day}已取消免报，照常要报。"
NOT_EXEMPT = "{organisation} {day}本来就不是免报。"
CONCERNS = "涉及联络员：{names}。"

# --- Receipts ---

RECEIPT_CAPTION = "说明“{caption}”（编号 {numbers}）。"
RECEIPT_NOT_CAPTION = "不对就发“不是说明”。"

# --- Asked back ---

QUOTED = "“{said}”"
ONE_CHOICE = "{choice}？回 1 就{verb}。"
MANY_CHOICES = "回数字就行。"
DO_IT = "办"
CONFIRM = "确认"
CANCEL = "取消"
NOTE_CAPTION = "记作说明"
NOTE_IT = "记"
ASKED = {
    "act": "{said}——您是要：",
    "caption": "{said}没有记作说明。",
    "second_caption": "{said}还没有记。新照片发来后我再问一次；要换掉已记的说明：",
    "text": "{said}还没有保存。",
    "join": "{said}像是接着上一条的，都还没有保存。",
    "piece": "{said}没有加进稿件。",
    "place": "{said}里的数字可以指两样，请选：",
    "unit": "{said}可能是下面几个单位：",
    "undo": "上一次不止一件：",
    "withdraw": "要撤回哪一件？",
}
EARLY_CAPTION = "还没收到照片，这句话先不记：{said}。照片发来后我再问一次。"
CAPTION_BEFORE_UNIT = "{said}先不记，选好单位后我再问一次。请回复序号："
EARLY_CAPTION_REFUSED = "编号 {numbers} 本身不合格，请改好重发。这句话先不记：{said}。重发后我再问一次。"
OFFERED_UNDER_RECEIPT = "刚才的“{caption}”记作编号 {numbers} 的说明？回 1 就记。"

#: What each choice does, filled in. An act of which there is nothing to fill in goes by the name of its class.
CHOICES = {
    "caption": "把“{caption}”记作编号 {numbers} 的说明",
    "caption_back": "去掉编号 {numbers} 的说明",
    "caption_back_last": "去掉刚记的说明",
    "withdraw": "撤回编号 {numbers}",
    "withdraw_receipt": "撤回回执 {receipts} 的材料",
    "move_day": "把编号 {numbers} 记到 {day}",
    "move_day_last": "把刚发的记到 {day}",
    "move_unit": "把编号 {numbers} 改记到{unit}",
    "move_unit_last": "把刚发的改记到{unit}",
    "announce": "开始报{item}",
    "hand_in": "把“{text}”报作{item}",
    "OpenComposing": "开始分几条发稿件",
    "piece": "把“{text}”加进稿件",
    "CloseComposing": "稿件到此为止，保存",
    "Cancel": "取消，什么都不保存",
    "text": "把“{text}”（{characters} 字）记作今天的文字",
    "unit": "{unit}",
    "ConfirmNudge": "发出提醒",
    "ConfirmHandover": "更换联络员",
    "ConfirmAnnouncement": "发出公告",
    "ConfirmLogin": "同意电脑进入工作台",
    "RevokeLogins": "退出工作台的全部登录",
    "ConfirmReturn": "退回，并且不计",
    "recommend": "推荐编号 {numbers}",
    "unrecommend": "收回编号 {numbers} 的推荐",
    "adopt": "记编号 {numbers} 被{medium}采用",
    "adopt_at": "{level}",
    "adopt_nothing": "记编号 {numbers} 被采用",
    "unadopt": "撤销编号 {numbers} 的采用记录",
    "give_back": "退回编号 {numbers}：{reason}",
    "give_back_uncounted": "退回编号 {numbers}，并且不计：{reason}",
    "call_off": "取消退回编号 {numbers}",
    "mark_again": "把编号 {numbers} 的标记改回去",
    "adoption_back": "去掉刚记的编号 {numbers} 的采用",
    "binding": "确认{name}的登记",
    "exempt": "{unit} {days}免报",
    "unexempt": "取消{unit} {days}的免报",
    "NoteNoActivity": "记下没有活动",
    "UndoLast": "撤销刚才的操作",
    "MakeLink": "要上传网页的链接",
    "RevokeLinks": "作废所有上传链接",
    "Bind": "绑定邀请码",
    "restore": "恢复编号 {numbers}",
    "TakeNoteBack": "去掉“没有活动”的话",
}
UNDO_ALL = "撤销全部 {count} 件（{what}）"
JOINED = "合成一篇（{characters} 字），记作今天的文字"

#: The questions that are offered, and what their answers show.
QUESTIONS = {
    "missing": "看{days}谁没交",
    "late": "看{days}谁迟报",
    "reported": "看{days}谁报了",
    "counts": "看{days}的统计",
    "digest": "看{days}的简报",
    "unit": "看{unit}报了什么",
    "nudge": "提醒还没报的单位（先看名单）",
    "exempted": "看{days}谁免报",
    "phone": "看联络员的电话",
    "status": "看今天报了什么、还缺什么",
    "all_days": "看这几天都报了什么",
    "help": "看用法",
    "requirements": "看报送要求",
    "deadline": "看几点截止",
    "how_caption": "看怎么给照片写说明",
    "how_withdraw": "看怎么撤回",
    "how_compose": "看长文字怎么分几条发",
    "how_move": "看怎么改记到另一天",
    "how_milestone": "看方案、总结等怎么报",
    "how_exempt": "看怎么免报",
    "how_select": "看怎么推荐、采用",
    "how_return": "看怎么退回",
    "photos": "看{unit}的照片",
    "what_to_send": "看要发什么",
    "other": "看回答",
}
NOW = "今天"

# --- Nothing done ---

REMARKS = {
    "thanks": "不客气。",
    "acknowledge": "好的。",
    "greeting": "您好。发“帮助”看看能做什么。",
    "later": "好的，什么都没记，您方便时再发。",
    "mistake": "没关系。要撤回，发“撤回 编号”；说明写错了，发“说明 编号 新的文字”。",
    "refusal": "好的，什么都没做。",
    "empty": "收到，这一条没有可记的内容。",
    "not_yours": "这个我不能告诉您，也不能替您做：没有登记您的这项权限。发“帮助”看看能做什么。",
    "nothing_to_confirm": "没有等您确认的事。",
    "nothing_to_cancel": "没有可以取消的操作。",
    "nothing_to_undo": "没有可以撤销的操作（十分钟内的才行）。要撤回材料，发“撤回 编号”。",
    "nothing_to_caption": "现在没有缺说明的照片。要改说明，发“说明 编号 新的文字”，编号在回执里。",
    "no_such_photo": "没有找到您说的那张照片，什么都没记。请发“说明 编号 文字”，编号在回执里。",
    "not_composing": "没有正在发的稿件。要分几条发，先发“稿件”。",
    "nothing_composed": "还没有收到文字。请发正文，或发“取消”。",
    "nothing_offered": "现在没有要选的。想做什么，请用话说，或发“帮助”。",
    "no_such_choice": "没有这个选项，请回上面列出的数字。",
}
STILL_ANNOUNCED = "{said}没有记作{item}。{ask}不报了就发“取消”。"
STILL_UNIT = "{said}不是您的单位。请从下面选一个，回复序号："
NOT_UNDERSTOOD = "没看懂“{said}”，什么都没做。您是不是想："

#: The nearest things to do, when a message is not understood: what to say, and what it does.
SUGGESTIONS = {
    "status": ("状态", "看今天报了什么、还缺什么"),
    "how_caption": ("说明 编号 文字", "给照片写说明"),
    "how_withdraw": ("撤回 编号", "撤回一件材料"),
    "how_move": ("记到某月某日", "改记到另一天"),
    "how_compose": ("稿件", "分几条发一篇长文字"),
    "MakeLink": ("上传", "传原图、大视频和 Word 文件"),
    "requirements": ("要求", "看照片、视频、文字的要求"),
    "deadline": ("几点截止", "看截止时间"),
    "missing": ("今天谁没交", "看缺报名单"),
    "late": ("今天谁迟报", "看迟报名单"),
    "counts": ("统计", "看应报、已报等六个数"),
    "digest": ("简报", "看当天汇总"),
    "nudge": ("催报", "提醒还没报的单位，先看名单"),
    "how_exempt": ("免报 单位 日期", "免去一天的报送"),
    "help": ("帮助", "看用法"),
}
SUGGESTION = "{say}——{does}"
