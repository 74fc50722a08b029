"""The commands, one module per group, and the table of them: what ``baosong --help`` lists without loading any.

Each module has ``register(app)``, which adds the commands that the table says it has.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Listed:
    """``module`` of this package has the command; ``help`` is what the list of commands says of it."""

    module: str
    help: str


#: By name, in the order in which they are listed.
LISTED: dict[str, Listed] = {
    "serve": Listed(module="serve", help="启动：网页、处理、定时和长连接都在一个进程里。"),
    "web": Listed(module="serve", help="只启动网页和回调（要配合 worker）。"),
    "worker": Listed(module="serve", help="只启动处理和定时（要配合 web）。"),
    "listen": Listed(module="serve", help="只连着需要长连接的渠道，如企业微信智能机器人（要配合 web 和 worker）。"),
    "check": Listed(module="check", help="检查文件和文件夹里的材料，不联网，不用数据库。"),
    "missing": Listed(module="missing", help="某一天的六个数和缺报名单。"),
    "digest": Listed(module="digest", help="某一天的简报：显示，或存成图片、Word。"),
    "bulletin": Listed(
        module="bulletin", help="某一天的通报，或最终通报：显示，或存成 Word、Excel、图片；签发在工作台。"
    ),
    "statistics": Listed(module="statistics", help="把各单位已收的统计表合成一张，带合计；或写出空白表。"),
    "export": Listed(module="export", help="把合格的材料导出成 zip 或文件夹，带清单和照片说明。"),
    "phrases": Listed(module="phrases", help="没看懂的话和给过的建议，最常见的在前；姓名、单位、数字和网址已隐去。"),
    "migrate": Listed(module="migrate", help="把数据库升级到这个版本。"),
    "backup": Listed(module="backup", help="备份数据库和材料，不用停机；再备份时只存新的。"),
    "verify": Listed(module="backup", help="核对备份：少了哪个、哪个变了。"),
    "restore": Listed(module="backup", help="把备份恢复到空的数据库和空的存放处。"),
    "move": Listed(module="move", help="把数据库搬到另一个数据库，材料也可以一起搬；旧的不动。"),
    "purge": Listed(module="purge", help="清理已结束活动周的材料和个人信息；不加 --yes 只报告。"),
    "sessions": Listed(module="sessions", help="正在登录工作台的浏览器：列出、结束。"),
    "person": Listed(module="person", help="一个人的信息：查看、按本人要求删除。"),
    "doctor": Listed(module="doctor", help="检查设置、数据库、存储、字体、活动周、名册和各渠道，说明怎么解决。"),
    "campaign": Listed(module="campaign", help="活动周：列出、查看、检查。"),
    "roster": Listed(module="roster", help="名册：模板、导入、导出、邀请码。"),
}
