"""What the desk says when a page cannot be shown, or a form did nothing: a title and a sentence each."""

from __future__ import annotations

NOT_SHOWN = ("现在打不开", "收到的材料和标记都在。请过一会儿再试。")
NOT_DONE = ("没有做成", "什么都没有改。填的内容还在前一页：请返回，过一会儿再提交一次。")
OUT_OF_DATE = ("这一页过期了", "重新登录以前打开的，所以什么都没有改。请返回前一页，刷新后再做一次。")
