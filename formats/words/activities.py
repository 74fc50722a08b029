"""The merged list of activities, and the calendar made from it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.activities import ActivityDoubt

SHEET, ABSENT = "活动一览表", "未汇总单位"
SENDER, NUMBER, DOUBTS, OTHERS = "报送单位", "编号", "请核对", "其他"
ABSENT_COLUMNS = (("单位", 34), ("情况", 60))
UNREAD = "{number} 号收到了，但里面没有看出一览表，请打开原件"
LACKING = "没有交"
DOUBT: Mapping[ActivityDoubt, str] = {
    ActivityDoubt.NO_NAME: "没有写活动名称",
    ActivityDoubt.NO_DATE: "没有写日期",
    ActivityDoubt.ODD_DATE: "看不出是哪一天",
    ActivityDoubt.OUTSIDE: "不在活动周内",
    ActivityDoubt.ODD_NUMBER: "人数里没有数字",
    ActivityDoubt.REPEATED: "和前面一行重复",
}
SUM = "共 {units} 个单位 {activities} 项活动，{doubtful} 项要核对"
DEADLINE, DIGEST, MILESTONE = "每日报送截止", "发简报", "{name}截止"
EVERY_UNIT = "各单位"
CALENDAR = "{title}活动日历"
