"""What became of an item, to who sent it."""

from __future__ import annotations

from collections.abc import Mapping

PASSED = "已推荐"
ADOPTED = "已被{medium}采用"
RETURNED = "{office}退回：{reason}。"
AGAIN = "请改好再发一次。"
AGAIN_UNCOUNTED = "这件不计入报送，请改好再发一次。"
REPLACED = "已补来 {number} 号。"
#: An office has changed the words of an item; of a title or a caption what it says now.
REWORDED = "{office}改了{parts}。"
REWORDED_AS = "{office}改了{parts}，现在的{part}是：{now}"
REWORDED_NEWER = "您后来的更正，受理单位看得到。"
PARTS: Mapping[str, str] = {"title": "标题", "caption": "说明", "text": "正文"}

STATUS_PASSED = "已推荐：{numbers} 号"
STATUS = "{number} 号{said}"
STATUS_REWORDED = "文字由{office}改过：{numbers} 号，发“上传”可看现在的文字"
