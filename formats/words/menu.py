"""The menu of an app: what stands on it is what it says."""

from __future__ import annotations

from collections.abc import Mapping

#: Title → entries. Platforms show three titles of four characters, and five entries of each.
MENU: Mapping[str, tuple[str, ...]] = {
    "我要报送": ("状态", "要求", "上传", "几点截止", "怎么撤回"),
    "看进度": ("今天谁没交", "统计", "简报", "催报", "看板"),
    "帮助": ("帮助", "联系谁"),
}
