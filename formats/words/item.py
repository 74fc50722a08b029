"""What the desk's page of an item says, beside what stands in its template."""

from __future__ import annotations

from collections.abc import Mapping

from domain.submission import State

STATES: Mapping[State, str] = {
    State.RECEIVING: "正在接收",
    State.UNASSIGNED: "还没说是哪个单位的",
    State.INCOMPLETE: "缺说明",
    State.ACCEPTED: "合格",
    State.REFUSED: "不合格",
    State.WITHDRAWN: "已撤回",
    State.LOST: "没有收到文件",
}
UNCOUNTED = "不计入报送"
#: Facts that are told, in this order; each with its name.
FACTS: Mapping[str, str] = {
    "size": "尺寸",
    "bytes": "大小",
    "format": "格式",
    "container": "格式",
    "codec": "编码",
    "duration": "时长",
    "taken_at": "拍摄时间",
    "camera": "相机",
    "characters": "字数",
    "images": "配图",
    "rows": "行数",
    "fonts": "字体",
}
#: What can be edited, by its name in the form.
WORDS: Mapping[str, str] = {"title": "标题", "caption": "说明", "text": "正文"}
CHANNELS: Mapping[str, str] = {"wecom": "企业微信", "simulator": "演练对话"}
BY_PAGE = "{channel}里的上传页"
COUNTS = "{day}（{standing}）"
UNMET = "还没报齐"
PICTURE_ALT = "{what}，{unit}"

#: Who did it, where the name of the office is not to be told.
ABOVE = "上级"
ELSEWHERE = "其他单位"
BY = "{person}（{office}）"

RECEIVED = "报送：{state}"
ASSIGNED = "归到单位"
CAPTIONED = "补了说明"
CAPTION_TAKEN_BACK = "收回说明"
WITHDRAWN = "撤回"
RESTORED = "恢复"
MOVED = "改到其他天或单位"
MARKED = "{mark}"
MARK_OFF = "去掉{mark}"
NOTED = "改了星级、类别或备注"
TAKEN = "按合格处理"
TAKING_ENDED = "撤销按合格处理"
EDITED = "修改文字"
EDIT_ENDED = "恢复报送人的文字"
RETURNED = "退回"
RETURNED_UNCOUNTED = "退回，不计入报送"
RETURN_CALLED_OFF = "取消退回"
ADOPTED = "记为采用（{level}）"
ADOPTION_REVOKED = "撤销采用"

RETURN_OPEN = "还没补来"
RETURN_SETTLED = "已由 {number} 号补上"
RETURN_OVER = "已取消"

#: After a form, by what it did.
DONE: Mapping[str, str] = {
    "seen": "已标为已阅。",
    "picked": "已标为备选。",
    "passed": "已推荐。",
    "cleared": "已去掉标记。",
    "noted": "已保存。",
    "returned": "已退回，已告诉对方。",
    "returned_untold": "已退回。联络员还没有绑定账号，没有通知到。",
    "called_off": "已取消退回。",
    "edited": "文字已改，报送人的原文留着。",
    "restored": "已恢复报送人的文字。",
    "adopted": "已记为采用，已告诉对方。",
    "adopted_untold": "已记为采用。联络员还没有绑定账号，没有通知到。",
    "known": "这条采用以前已经记过。",
    "revoked": "已撤销采用。推荐没有动。",
}
LEVEL_WANTED = "{medium}算哪一级？请选级别。"
WRONG_ADDRESS = "链接要以 http:// 或 https:// 开头。"
WRONG_DAY = "请写日期，例如 2020-11-09。"
WRONG_NUMBER = "请写编号，例如 128。"
