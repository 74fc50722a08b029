"""What became of an item, to who sent it."""

from __future__ import annotations

PASSED = "已推荐"
ADOPTED = "已被{medium}采用"
RETURNED = "{office}退回：{reason}。"
AGAIN = "请改好再发一次。"
AGAIN_UNCOUNTED = "这件不计入报送，请改好再发一次。"
REPLACED = "已补来 {number} 号。"

STATUS_PASSED = "已推荐：{numbers} 号"
STATUS = "{number} 号{said}"
