"""Words of bulletins: what the program writes in them, and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping

from domain.bulletin import Block, BulletinKind, BulletinRefusal

KINDS: Mapping[BulletinKind, str] = {
    BulletinKind.DAILY: "通报",
    BulletinKind.SPECIAL: "简报",
    BulletinKind.FINAL: "最终通报",
    BulletinKind.PUBLIC: "公示",
}
#: The red name, where the office has not written another one before.
HEADS: Mapping[BulletinKind, str] = {
    BulletinKind.DAILY: "职业教育活动周通报",
    BulletinKind.SPECIAL: "职业教育活动周简报",
    BulletinKind.FINAL: "职业教育活动周通报",
    BulletinKind.PUBLIC: "职业教育活动周公示",
}
TITLES: Mapping[BulletinKind, str] = {
    BulletinKind.DAILY: "关于{title}{day}材料报送情况的通报",
    BulletinKind.SPECIAL: "{title}动态",
    BulletinKind.FINAL: "关于{title}材料报送情况的通报",
    BulletinKind.PUBLIC: "关于{title}材料报送情况的公示",
}
BLOCKS: Mapping[Block, str] = {
    Block.HEAD: "报头",
    Block.ISSUER: "编印单位",
    Block.TITLE: "标题",
    Block.INTRO: "导语",
    Block.HIGHLIGHTS: "亮点摘编",
    Block.REMINDER: "有关提醒",
    Block.SEND_TO: "送",
    Block.COPIES_TO: "发",
    Block.PRINTED: "份数",
}
#: 〔2020〕第3期; of a draft the number is not known.
NUMBER = "〔{year}〕第{number}期"
NO_NUMBER = "〔{year}〕第　期"
DATED = "{day.year}年{day.month}月{day.day}日"
PRINTED_AT = "{day}印发"
SEND_TO = "送：{names}"
COPIES_TO = "发：{names}"
PRINTED = "共印{number}份"
CORRECTS = "本期更正{number}，以本期为准。"

OVERALL, HIGHLIGHTS, TABLES, PUBLISHED, REMINDER = "总体情况", "亮点摘编", "报送情况", "采用情况", "有关提醒"
#: The first sentences of 总体情况; ``when``: the day or the days.
COUNTS = "截至{moment}，{when}应报{expected}个单位，已报{actual}个（按时{on_time}个、迟报{late}个），"
COUNTS_OVER = "缺报{missing}个，免报{exempt}个。"
COUNTS_SOON = "未报{missing}个，免报{exempt}个，{due}截止。"
#: Of several days: what is owed is counted by day.
COUNTS_DAYS = "截至{moment}，{when}共{units}个单位应报{expected}次，已报{actual}次（按时{on_time}次、迟报{late}次），"
COUNTS_DAYS_OVER = "缺报{missing}次，免报{exempt}次。"
COUNTS_PUBLIC = "截至{moment}，{when}共有{units}个单位报送材料{actual}次。"
WAITING = "另有{waiting}个单位经同意延时报送。"
RECEIVED = "共收到合格材料{number}件：{amounts}。"
RECEIVED_NONE = "还没有收到合格材料。"
CHOSEN = "推荐{passed}件，被媒体采用{adopted}件次。"
CHOSEN_LEVELS = "推荐{passed}件，被媒体采用{adopted}件次（{levels}）。"
LEVEL = "{name}{number}件次"
MISSING = "{when}没有报送的单位：{names}。"
MISSING_TIMES = "{name}（{number}次）"
DAYS = "{first}至{last}"
HIGHLIGHT = "（{n}）{title}"
HIGHLIGHT_SAID = "{unit}：{said}"
HIGHLIGHT_GONE = "（{number}号已撤回或退回，不再摘编）"
PUBLISHED_LINE = "{n}. 《{what}》（{unit}），{medium}，{level}。"
PUBLISHED_MORE = "等共{number}件次。"

COLUMN_UNIT, COLUMN_EXPECTED, COLUMN_ACTUAL, COLUMN_ON_TIME = "单位", "应报", "已报", "按时"
COLUMN_LATE, COLUMN_MISSING, COLUMN_SOON, COLUMN_EXEMPT = "迟报", "缺报", "未报", "免报"
COLUMN_CASES, COLUMN_TEXTS, COLUMN_PHOTOS, COLUMN_VIDEOS, COLUMN_PRESS = "案例", "稿件", "照片", "视频", "报道"
COLUMN_PASSED, COLUMN_ADOPTED, COLUMN_NOTE = "推荐", "采用", "备注"
TOTAL = "合计"
TABLE = "{kind}报送情况"
TABLE_ALL = "各单位报送情况"
TABLES_BELOW = "各单位报送情况见下表。"
PICTURES_MORE = "表格较长，其余见 Word 和 Excel。"
TABLE_NOTE = "数据截至{moment}，由报送系统生成。“采用”依次为县/市/省/国家级媒体。"
LATE_AT = "{at}报"
GIVEN = "延时"
NOTHING = "没有单位需要报送。"

SHEET_PUBLISHED = "采用情况"
PUBLISHED_COLUMNS = (("标题或说明", 44), ("单位", 30), ("媒体", 20), ("级别", 10))

#: In chat: three lines, and where it is gone on with.
DRAFT = "{kind}（草稿）：{title}"
AND_LINK = "编辑签发（10 分钟内有效，只能用一次）：{url}"
LOOK_LINK = "查看（10 分钟内有效，只能用一次）：{url}"
IS_ISSUED = "{kind}{number}已于{moment}签发。"
SENT_TITLE = "{office}{kind}{number}：{title}"
FOR_WHOM = "已发给{number}人。"
FOR_WHOM_NOT = "已发给{number}人，另有{others}人还没有绑定账号，收不到。"

REFUSALS: Mapping[BulletinRefusal, str] = {
    BulletinRefusal.READER: "阅览员只能看，不能起草、签发。",
    BulletinRefusal.ISSUED: "这一期已经签发，不能再改；有错请点“更正”，另出一期。",
    BulletinRefusal.NOT_ISSUED: "还没有签发，不能发送或更正。",
    BulletinRefusal.NOT_OVER: "{due} 截止后才能签发：截止前谁都不算缺报。",
    BulletinRefusal.NO_TITLE: "请先写标题。",
    BulletinRefusal.TOO_LONG: "这一段太长，最多 {most} 字，没有保存。请删短再存。",
    BulletinRefusal.TOO_MANY: "最多摘编 {most} 件，请先去掉一件。",
    BulletinRefusal.UNKNOWN: "没有这个编号，或不在您的范围内，或材料不合格：{number}。",
}
CHANGED = "刚才有人改了内容，没有签发。请看过以后再签发。"
#: After a form.
DONE: Mapping[str, str] = {
    "drafted": "已起草。数字随时更新，签发后不再变。",
    "saved": "已保存。",
    "issued": "已签发。",
    "dropped": "草稿已删除。",
    "corrected": "已另起一期更正。请改好再签发。",
    "sent": "已发给 {number} 人。",
    "sent_not_all": "已发给 {number} 人，另有 {others} 人还没有绑定账号，收不到。",
    "sent_before": "已经发过了，没有重发。",
}
DRAFT_LINE = "草稿"
CORRECTS_LINE = "更正{number}"
CORRECTED_LINE = "已由{number}更正"
SAVED_BY = "{at} {name}保存"
SAVED_AT = "{at} 保存"
ISSUED_BY = "{at} {name}签发"
DRAFTED_BY = "{at} {name}起草"
SUPERVISORS, LIAISONS = "管理员", "联络员"
FILES: Mapping[str, str] = {"docx": "Word", "xlsx": "Excel", "png": "图片"}
FILE_PAGE = "图片 {page}"
PASSED_ITEM = "{what}（{unit}）"
#: Where a channel brings no file.
PAPER_LINK = "Word 文件：{url}"
