"""The statistics form in words: what its book and the page that replaces it ask for."""

from __future__ import annotations

#: Column → what to write in it: the form's own hints, and its second sheet.
INSTRUCTIONS: dict[str, str] = {
    "unit": "单位全称，和公章一致。一个单位填一行。",
    "schools": "市级部门只计下属中职学校；高职院校（含市属、民办）自行报送，按 1 所计。",
    "teachers": "参加活动的教师人数，只填数字。",
    "students": "参加活动的学生人数，只填数字。",
    "coverage": "参加活动的学生占全体学生的比例，例如 85%。",
    "companies": "参加活动的企业数，没有填 0。",
    "people": "参加活动的全部人数，含教师、学生和社会各界人士。",
    "projects": "供观摩、体验的项目数，没有填 0。",
    "forms": "例如：开放校园、技能展示、职业体验、讲座。",
    "media": "例如：省级以上媒体报道 3 篇，市级 5 篇。",
}

#: Of a unit that has a row already, sent by itself or by another.
TWICE = "这个单位前面已有一行，可能重复统计。"
#: Sheets beside the merged table, and what they say.
DOUBTS, ABSENT = "存疑", "未汇总单位"
DOUBT_COLUMNS = (("单位", 30), ("编号", 10), ("列", 34), ("填的是", 24), ("请核对", 60))
ABSENT_COLUMNS = (("单位", 34), ("情况", 60))
UNREAD = "{number} 号收到了，但里面没有能汇总的行，请打开原件"
LACKING = "没有交"

# --- The empty form in chat ---

BLANK_FOLLOWS = "{form}的空表发给您了，填写说明在第二页。填好直接发回来，文件名里带“统计表”三个字。"
BLANK_ON_PAGE = """这里的聊天发不了文件。点您本人的网页，可以直接填{form}，也可以下载空表（{until}前有效，请勿转发）：
{url}"""
BLANK_AT_DESK = "这里的聊天发不了文件。{form}的空表请登录工作台下载：{url}"
BLANK_ELSEWHERE = "{form}由受理单位（{receivers}）另发，通知没有规定列，我这里没有空表。"
BLANK_NOT_ASKED = "{units}不用报统计表，这份通知没有要求。"
BLANK_OF_NO_CAMPAIGN = "这次活动不用报统计表。"
