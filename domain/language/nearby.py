"""What a message that nobody understood is compared with: the words of each thing that can be done. Pure.

They are kept apart from what the bot says of these things, so that rewording an answer changes nothing it decides.
"""

from __future__ import annotations

from domain.language.acts import Act, MakeLink
from domain.language.questions import WITHHELD, Question, Topic


def _asking(words: dict[Topic, str]) -> dict[Act | Question, str]:
    return {Question(topic=topic): text for topic, text in words.items()}


LIAISONS: dict[Act | Question, str] = {
    **_asking(
        {
            Topic.STATUS: "状态看今天报了什么、还缺什么",
            Topic.HOW_CAPTION: "说明 编号 文字给照片写说明",
            Topic.HOW_WITHDRAW: "撤回 编号撤回一件材料",
            Topic.HOW_MOVE: "记到某月某日改记到另一天",
            Topic.HOW_COMPOSE: "稿件分几条发一篇长文字",
            Topic.REQUIREMENTS: "要求看照片、视频、文字的要求",
            Topic.DEADLINE: "几点截止看截止时间",
            Topic.HELP: "帮助看用法",
        }
    ),
    MakeLink(): "上传传原图、大视频和 Word 文件",
}
SUPERVISORS: dict[Act | Question, str] = _asking(
    {
        Topic.MISSING: "今天谁没交看缺报名单",
        Topic.LATE: "今天谁迟报看迟报名单",
        Topic.COUNTS: "统计看应报、已报等六个数",
        Topic.DIGEST: "简报看当天汇总",
        Topic.NUDGE: "催报提醒还没报的单位，先看名单",
        Topic.HOW_EXEMPT: "免报 单位 日期免去一天的报送",
        Topic.HELP: "帮助看用法",
    }
)
READERS = {a: words for a, words in SUPERVISORS.items() if not (isinstance(a, Question) and a.topic in WITHHELD)}
