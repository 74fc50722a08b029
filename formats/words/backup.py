"""What the operator reads of backups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

ERRORS: Mapping[str, str] = {
    "nothing": "数据库还是空的，没有可以备份的。请检查 database.url，或先运行 baosong serve。",
    "behind": "数据库还不是这个版本的结构，没有备份。请先运行 baosong migrate，或用原来的版本备份。",
    "keep": "--keep 要写一个正整数，如 14。",
    "dest": "备份的位置只能是文件夹，或 s3://桶名/前缀。",
    "inside": "备份不能放在材料文件夹（{folder}）里，也不能把它包在里面。请换一个位置，最好在另一块盘或另一台机器上。",
    "files": "材料的存放处打不开。请检查 files.url 和权限，或运行 baosong doctor。",
    "manifest": "这次备份的清单（manifest.json、manifest.sha256）被改过或不完整，不能用。请用 --at 指明另一次备份。",
    "OtherKind": "备份的是 SQLite 而设置里是 PostgreSQL，或者反过来。请按备份时的改 database.url。",
    "ToolMissing": "这次备份要用 pg_restore 恢复，这台机器上没有。请安装 postgresql-client，再试一次。",
    "RestoreFailed": "pg_restore 没能恢复，数据库没有改动。请检查它是否比备份时的 pg_dump 旧，数据库用户能不能建表。",
    "SourceDamaged": "数据库文件本身已经损坏，没有备份。请停下程序，用上一次备份恢复。",
}
_SIDES: Mapping[str, str] = {"backup": "备份的位置", "files": "材料的存放处"}
_TROUBLES: Mapping[str, str] = {
    "full": "{side}满了。请腾出空间再运行一次：已经存好的不会重来。",
    "forbidden": "{side}没有读写的权限。请检查文件夹的属主，或 S3 的密钥和权限。",
    "unreachable": "{side}读写不了。请检查路径、磁盘和网络，再运行一次：已经存好的不会重来。",
}
_NO_BACKUP = "这里没有做完的备份。请检查位置；备份要用 baosong backup 做。"
_NO_SUCH = "这里没有 {name} 这次备份。"
_NOT_EMPTY: Mapping[str, str] = {
    "database": "数据库（{at}）不是空的，没有改动。恢复只写进空的地方：请换一个 database.url，或把原来的移走。",
    "files": "材料的存放处不是空的（如 {at}），没有改动。恢复只写进空的地方：请换一个 files.url，或把原来的移走。",
    "secret_key": "{at} 是另一把密钥，没有改动。请把它移走，恢复时会放回备份里的那一把。",
}
_MADE = (
    "备份好了（{name}）：数据库 {rows} 行，文件 {files} 个，共 {total}。"
    "这次新存文件 {new} 个（{new_bytes}），用时 {seconds:.0f} 秒。"
)
_GONE = "其中 {count} 个文件在备份前就已经不在了（如 {key}）。"
_PRUNED = "已删除旧的备份 {count} 次（{first} 至 {last}），和只有它们用到的文件 {files} 个（{size}）。"
_PRUNED_NONE = "没有更旧的备份要删。"
_GOOD = "备份完好（{name}）：数据库 {rows} 行，文件 {files} 个，共 {total}，逐个核对过。"
_UNFINISHED = (
    "更晚的 {names} 没有做完，或者清单（manifest.json）被删了，不能用来恢复。"
    "正在备份就等它做完，不然请再运行一次 baosong backup。"
)
_WRONG = "备份（{name}）有 {count} 处不对："
_FAULTS: Mapping[str, str] = {
    "missing": "少了 {what}（{at}）",
    "length": "{what} 的长度不对：应为 {wanted} 字节，实为 {found} 字节（{at}）",
    "changed": "{what} 的内容变了（{at}）",
}
_REMEDY = (
    "把内容变了的文件从备份里删掉，再运行 baosong backup，材料还在的会补上；数据库的不对，只能用 --at 选另一次备份。"
)
_MORE = "……还有 {count} 处"
_RESTORED = "恢复好了（{name}）：数据库 {rows} 行，文件 {files} 个。"
_SILENCED = "备份时等着发的消息和已经过点的提醒 {count} 条不再发出，以免重复。"
_UNANSWERED = "备份时刚收到、还没处理的消息 {count} 条，启动后照常处理和回执；原来的程序可能已经回过一次。"
_NEXT = "请运行 baosong doctor 看一遍，再启动。"
_LOST = "有 {count} 个文件没能恢复："
_DUMP = "备份里的数据库不完整，没有恢复，也没有改动任何东西。请用 --at 指明另一次备份："
_HELD_UNKNOWN = "没有记下在哪里备份过。别处如有备份，里面还有这些内容，请按保存期限删除。"
_HELD_HEAD = "备份不会被清理。还有这些文件的备份（用 baosong backup 位置 --keep 1 重做一次，旧的就删掉）："
_HELD = "　　{place}：{names}"
_HELD_NONE = "没有，或现在打不开"
_MOST = 20


class Counted(Protocol):
    @property
    def rows(self) -> Mapping[str, int]: ...


class Summary(Protocol):
    """A manifest."""

    @property
    def name(self) -> str: ...
    @property
    def dump(self) -> Counted: ...
    @property
    def files(self) -> Sequence[object]: ...
    @property
    def gone(self) -> Sequence[str]: ...
    @property
    def bytes(self) -> int: ...


class Wrong(Protocol):
    @property
    def what(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def fault(self) -> str: ...
    @property
    def found(self) -> int: ...
    @property
    def wanted(self) -> int: ...


class Done(Protocol):
    """What a restore has done."""

    @property
    def rows(self) -> int: ...
    @property
    def files(self) -> int: ...
    @property
    def silenced(self) -> int: ...
    @property
    def unanswered(self) -> int: ...


def made(manifest: Summary, *, new: int, new_bytes: int, seconds: float) -> str:
    said = _MADE.format(**_sums(manifest), new=new, new_bytes=_size(new_bytes), seconds=seconds)
    return said + (_GONE.format(count=len(manifest.gone), key=manifest.gone[0]) if manifest.gone else "")


def pruned_text(names: Sequence[str], files: int, size: int) -> str:
    if not names:
        return _PRUNED_NONE
    return _PRUNED.format(count=len(names), first=names[0], last=names[-1], files=files, size=_size(size))


def good(manifest: Summary) -> str:
    return _GOOD.format(**_sums(manifest))


def unfinished_text(names: Sequence[str]) -> str:
    return _UNFINISHED.format(names="、".join(names))


def wrong_text(manifest: Summary, wrong: Sequence[Wrong]) -> str:
    return "\n".join([_WRONG.format(name=manifest.name, count=len(wrong)), *_lines(wrong), _REMEDY])


def restored(manifest: Summary, done: Done) -> str:
    lines = [_RESTORED.format(name=manifest.name, rows=done.rows, files=done.files)]
    if done.silenced:
        lines.append(_SILENCED.format(count=done.silenced))
    if done.unanswered:
        lines.append(_UNANSWERED.format(count=done.unanswered))
    return "\n".join([*lines, _NEXT])


def lost_text(wrong: Sequence[Wrong]) -> str:
    return "\n".join([_LOST.format(count=len(wrong)), *_lines(wrong)])


def dump_damaged_text(wrong: Sequence[Wrong]) -> str:
    return "\n".join([_DUMP, *_lines(wrong)])


def trouble_text(side: str, why: str) -> str:
    return _TROUBLES[why].format(side=_SIDES[side])


def no_backup_text(name: str) -> str:
    return _NO_SUCH.format(name=name) if name else _NO_BACKUP


def not_empty_text(what: str, at: str) -> str:
    return _NOT_EMPTY[what].format(at=at)


def _sums(manifest: Summary) -> dict[str, object]:
    return {
        "name": manifest.name,
        "rows": sum(manifest.dump.rows.values()),
        "files": len(manifest.files),
        "total": _size(manifest.bytes),
    }


def _lines(wrong: Sequence[Wrong]) -> list[str]:
    lines = [
        "　　" + _FAULTS[one.fault].format(what=one.what, at=one.at, found=one.found, wanted=one.wanted)
        for one in wrong[:_MOST]
    ]
    return lines + (["　　" + _MORE.format(count=len(wrong) - _MOST)] if len(wrong) > _MOST else [])


def _size(count: int) -> str:
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "KB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} 字节"


def held_text(places: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Which backups still hold what is purged: places, with the names of those."""
    if not places:
        return _HELD_UNKNOWN
    lines = [_HELD.format(place=place, names="、".join(names) if names else _HELD_NONE) for place, names in places]
    return "\n".join([_HELD_HEAD, *lines])
