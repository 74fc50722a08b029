"""What is said of pasted lines that are to be recorded as adoptions."""

from __future__ import annotations

from collections.abc import Mapping

from domain.pasted import PastedRefusal

WRONG: Mapping[PastedRefusal, str] = {
    PastedRefusal.NO_ITEM: "没有写编号，也没有写材料的标题。",
    PastedRefusal.NO_MEDIUM: "没有写是哪家媒体。",
    PastedRefusal.SEVERAL_NUMBERS: "有几个编号，一行只写一件。",
    PastedRefusal.SEVERAL_ADDRESSES: "有几个链接，一行只写一个。",
    PastedRefusal.SEVERAL_DAYS: "有几个日期，一行只写一个。",
    PastedRefusal.SEVERAL_LEVELS: "有几个级别，一行只写一个。",
    PastedRefusal.UNCLEAR: "分不清哪个是媒体。请写成：编号 媒体 链接。",
    PastedRefusal.ADDRESS: "链接要以 http:// 或 https:// 开头。",
    PastedRefusal.DAY: "没有这一天。请写成：2020-11-09。",
}
NOT_FOUND = "没有找到叫这个名字的合格材料，请写编号。"
SEVERAL_FOUND = "叫这个名字的有 {numbers} 号，请写编号。"
TWICE = "上面已有同一条。"
KNOWN = "以前已经记过。"
BY_TITLE = "按标题找到，请核对后再勾。"
OTHER_TITLE = "写的标题是《{title}》，请核对后再勾。"
NOT_RECORDED = "没有记：{why}"
#: After saving.
SAVED = "已记 {new} 条采用。"
SAVED_UNTOLD = "其中 {untold} 条的联络员还没有绑定账号，没有通知到。"
SAVED_KNOWN = "{known} 条以前已经记过。"
TOO_MANY = "一次最多看 {most} 行，后面的请再粘贴一次。"
