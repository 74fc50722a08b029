"""What the desk's pages say of people."""

from __future__ import annotations

from collections.abc import Mapping

from domain.reach import PersonRefusal

SINCE = "{moment} 绑定"
BY_FILE = "名册里写的"
#: Why a form did nothing.
REFUSED: Mapping[PersonRefusal, str] = {
    PersonRefusal.READER: "阅览员只能看，不能处理。",
    PersonRefusal.NOT_YOURS: "没有做：这个人还服务范围外的单位，或是本单位的管理员，请上级单位或运维处理。",
    PersonRefusal.INCOMPLETE: "没有做：请写新联络员的姓名和手机。",
    PersonRefusal.ALREADY: "没有做：这个人已经是这个单位的联络员。",
}
