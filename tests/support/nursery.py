"""Starts processes of the bot at once: the program is imported here, each process is a fork that runs its command line.

What runs is what ``baosong`` runs; only the two seconds of importing are spent once instead of twenty times. Talks
JSON lines: ``{"arguments", "variables", "log"}`` in, the new process's id out. What a process writes goes to ``log``,
its exit code, unless it is killed, to ``log`` + ``.code``. Ends when its input does.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from bot import cli


def main() -> None:
    # Nobody waits for a dead child here, so the kernel clears it away.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        # Not later: what measures a process looks at it when the process begins.
        os.environ.update(order["variables"])
        child = os.fork()
        if child == 0:
            _become(order)
        print(child, flush=True)


def _become(order: dict[str, Any]) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(old, new)
    code = 70
    try:
        code = cli.run(order["arguments"])
    finally:
        Path(f"{order['log']}.code").write_text(str(code))
        os._exit(code)


if __name__ == "__main__":
    main()
