"""The dossier of a unit: its headings and sentences."""

from __future__ import annotations

TITLE, AS_OF = "报送档案", "（数据截至 {at}）"
ABOUT = "基本情况"
KIND, LINE, ABOVE, LIAISONS = "单位类型：{kind}。", "报送线：{line}。", "上级单位：{above}。", "联络员：{names}。"
NO_LIAISON = "还没有登记联络员。"
DAYS = "每日报送情况"
DAYS_SAID = (
    "应报 {expected} 天，已报 {actual} 天：按时 {on_time} 天，迟报 {late} 天；缺报 {missing} 天，免报 {exempt} 天。"
)
AHEAD = "还有 {days} 天没到截止时间，没有计入。"
MATERIAL = "合格材料共 {total} 件：{amounts}。"
NO_MATERIAL = "还没有合格的材料。"
DAY_COLUMNS = ("日期", "情况", "合格材料")
ADOPTED, ADOPTED_SAID = "采用情况", "被媒体采用 {total} 次：{levels}。"
NOT_ADOPTED = "还没有被媒体采用的记录。"
ADOPTED_COLUMNS = ("编号", "标题或说明", "媒体", "级别", "日期")
MORE_ADOPTED = "只列出前 {shown} 条。"
ONCE, ONCE_COLUMNS = "活动前后的材料", ("材料", "截止", "情况")
NUMBERS, NUMBER_COLUMNS = "活动情况统计", ("项目", "填报")
NO_NUMBERS = "还没有交统计表。"
PHOTOS = "照片选登"
NO_CAPTION = "（没有说明）"
PHOTO = "{caption}（{number} 号）"
WITH_CARE = "照片里有学生的，请按规定使用，不要外传。"
MADE_BY = "由报送系统生成"
