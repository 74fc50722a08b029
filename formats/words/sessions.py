"""Words of the command about browsers that are logged in."""

from __future__ import annotations

NONE = "没有人登录着工作台。"
ROW = "{id}  {name}  {computer}  {made} 进入，{seen} 用过"
REVOKED = "已结束 {number} 个登录。"
WHICH = "请写 sessions list 列出的编号，或 --person 姓名，或 --all，只写一种。"
NO_SUCH = "没有这个编号的登录：{id}。用 sessions list 看现有的。"
SEVERAL = "有几个登录的编号以 {id} 开头，请多写几位。"
NOBODY = "{name}没有登录着工作台。"
