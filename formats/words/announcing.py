"""Words of announcements: asked about, said, and what became of them."""

from __future__ import annotations

#: What a liaison hears.
SAID = "【公告】{text}\n—— {office}"
ASK = "将发给 {units} 个单位的 {persons} 名联络员{unbound}：\n〔{text}〕\n—— {office}\n发“确认”发出，“取消”不发。"
UNBOUND = "（{number} 人未绑定，收不到）"
NOBODY = "{office}范围里还没有绑定的联络员，公告发不出去。先发“谁还没登记”看看。"
HOW = "公告的内容写在后面，例如：公告 明天上午九点线上培训，请准时参加"
TOO_LONG = "公告最多 {most} 个字，这一条有 {found} 个字。请缩短，或把全文放在网站上、公告里写网址。"
SENT = "公告已交出，发给 {persons} 名联络员{unbound}。发到没有，在工作台看：{url}"
#: How its messages stand.
BECAME = "已发 {sent}，失败 {failed}，待发 {waiting}，未绑定 {unbound}"
