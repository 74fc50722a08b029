"""What the operator reads of a move to another database and store."""

from __future__ import annotations

from collections.abc import Mapping

ERRORS: Mapping[str, str] = {
    "nothing": "数据库还是空的，没有可以搬的。请检查 database.url。",
    "behind": "数据库还不是这个版本的结构，没有搬。请先运行 baosong migrate。",
    "running": "程序还在运行（{parts}），没有搬。请先停下所有进程；刚断过电的，等三分钟再试。",
    "started": "搬的时候程序启动了，没有搬完。请停下所有进程，再运行一次：已经搬好的文件不会重来。",
    "same_files": "新的材料存放处和原来的是同一个，或一个在另一个里面（{folder}）。请换一个，或去掉 --files。",
    "database_full": "新的数据库（{at}）不是空的，没有搬。请换一个空的数据库；上次没搬完的不会留下数据。",
    "files_full": "新的材料存放处不是空的（如 {key}），没有搬。请换一个空的，或把里面的移走。",
    "row": "新的数据库不收 {table} 里的一条数据，没有搬，新旧都没有改动。请把这一行告诉维护者。",
    "row_differs": "{table} 写进去和读出来的不一样，没有搬，新的数据库没有改动。请检查新的数据库，再试一次。",
    "file_differs": "文件 {key} 写进新的存放处后读出来不一样，没有搬完。请检查磁盘或网络，把它删掉，再试一次。",
}
_TROUBLES: Mapping[str, str] = {
    "backup": "新的材料存放处",
    "files": "原来的材料存放处",
}
_WHY: Mapping[str, str] = {
    "full": "{side}满了。请腾出空间再运行一次：已经搬好的不会重来。",
    "forbidden": "{side}没有读写的权限。请检查文件夹的属主，或 S3 的密钥和权限。",
    "unreachable": "{side}读写不了。请检查路径、磁盘和网络，再运行一次：已经搬好的不会重来。",
}
_MOVED = "搬好了：数据库 {tables} 张表 {rows} 行，逐表核对过。"
_FILES = "文件 {files} 个（{size:.2f} GB），这次搬了 {copied} 个，逐个核对过。"
_STAYED = "材料留在原处。"
_WAITING = "等着发的消息 {count} 条也搬过去了，从新的地方发，不会发两次。"
_NEXT = "现在把设置里的 {keys} 改成新的，运行 baosong doctor 看一遍，再启动。"
_OLD = "旧的原样留着，可以退回去；不要再用旧的设置启动，也不要两边同时运行。"


def moved_text(*, tables: int, rows: int, files: tuple[int, int, int] | None, waiting: int) -> str:
    """``files``: how many, of how many bytes, how many of them were copied now; None: they stay where they are."""
    lines = [_MOVED.format(tables=tables, rows=rows)]
    if files is None:
        lines.append(_STAYED)
    else:
        lines.append(_FILES.format(files=files[0], size=files[1] / 1e9, copied=files[2]))
    if waiting:
        lines.append(_WAITING.format(count=waiting))
    keys = "database.url" if files is None else "database.url 和 files.url"
    return "\n".join([*lines, _NEXT.format(keys=keys), _OLD])


def trouble_text(side: str, why: str) -> str:
    return _WHY[why].format(side=_TROUBLES[side])
