"""Consoles that are not UTF-8: whatever is said there is said, and no command fails for a letter that is not theirs.

A letter that the console's encoding lacks is written as JSON escapes it: a report by ``--json`` stays the same
document, and a sentence says no other letter instead.
"""

from __future__ import annotations

import codecs
import os
import sys
from typing import TextIO

from formats.words.operator import NO_CHINESE

_ESCAPED = "baosong.escaped"
#: Set for the program that is started once more, so that it is not started a third time.
_AGAIN = "PYTHONUTF8"


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    units = lacking.encode("utf-16-be", errors="surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)), error.end


codecs.register_error(_ESCAPED, _escape)


def readable() -> None:
    """Prepare both outputs. Where Chinese cannot be shown at all, a line that can be read says what to do."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_ESCAPED)
    if not (_shows_chinese(sys.stdout) and _shows_chinese(sys.stderr)):
        print(NO_CHINESE, file=sys.stderr)


def readable_files() -> None:
    """Where the system's encoding has no Chinese, start over in Python's UTF-8 mode: files have Chinese names, too.

    A Chinese encoding other than UTF-8 stays what it is: so are the names of that machine's files.
    """
    try:
        "报送".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        if os.environ.get(_AGAIN) != "1":
            os.environ[_AGAIN] = "1"
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _shows_chinese(stream: TextIO) -> bool:
    try:
        "报送".encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
