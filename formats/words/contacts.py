"""The contact book and the list of websites: columns, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping

from domain.given_contacts import ContactDoubt, SiteDoubt

CONTACTS, SITES = "联系册", "网址"
CONTACT_COLUMNS = (
    *(("地方", 18), ("单位", 30), ("类型", 14), ("报来的姓名", 14), ("报来的电话", 18), ("编号", 8)),
    *(("登记的联络员", 18), ("登记的电话", 20), ("账号", 10), ("请核对", 50), ("报来的原文", 40)),
)
SITE_COLUMNS = (
    ("地方", 18),
    ("单位", 30),
    ("网址", 50),
    ("编号", 8),
    ("请核对", 40),
    ("打开情况", 30),
    ("报来的原文", 40),
)
BOUND, UNBOUND = "已绑定", "未绑定"
#: Of each sheet, below its units.
SUM = "共 {units} 个单位，{doubtful} 个要核对"
#: On the last sheet.
NOT_OPENED = "网址没有逐个打开过，能不能访问请自己点开看。"
CONTACT_DOUBTS: Mapping[ContactDoubt, str] = {
    ContactDoubt.NOTHING: "还没有报联络员",
    ContactDoubt.NO_NAME: "没有写姓名",
    ContactDoubt.NO_PHONE: "没有写电话",
    ContactDoubt.ODD_PHONE: "电话位数不对",
    ContactDoubt.SEVERAL: "写了几个电话",
    ContactDoubt.SHARED: "电话和其他单位的相同",
    ContactDoubt.OTHER_THAN_KNOWN: "和登记的电话不一样",
    ContactDoubt.NOBODY_KNOWN: "名单里没有联络员",
    ContactDoubt.UNBOUND: "联络员还没有绑定账号",
}
SITE_DOUBTS: Mapping[SiteDoubt, str] = {
    SiteDoubt.NOTHING: "还没有报网址",
    SiteDoubt.NO_ADDRESS: "没有看出网址，请看原文",
    SiteDoubt.NO_SCHEME: "没有写 http://，已补上",
    SiteDoubt.SEVERAL: "写了几个网址，列的是第一个",
    SiteDoubt.INSIDE: "像是单位内部的地址，外面打不开",
    SiteDoubt.SHARED: "和其他单位的相同",
}
