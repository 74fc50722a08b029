"""Why the system did not do something, in words: by the number of its error, never by its own English."""

from __future__ import annotations

import errno
from collections.abc import Mapping

_REASONS: Mapping[int, str] = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EFBIG: "文件太大",
    errno.ENOENT: "没有这个文件夹或文件",
    errno.ENOTDIR: "路径中间不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.EEXIST: "已经有了",
    errno.ENAMETOOLONG: "名字太长",
    errno.EILSEQ: "名字里有不能用的字",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.ENOMEM: "内存不够",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址",
    errno.ECONNREFUSED: "对方没有开着",
}


def reason_of(error: OSError) -> str:
    """An error that is not known is said by its class and number, for the maintainer."""
    number = f" {error.errno}" if error.errno else ""
    return _REASONS.get(error.errno or 0, f"{type(error).__name__}{number}")
