"""A whole installation in a folder, run as real processes: settings, campaign, roster, and a fake WeCom beside it.

The campaign asks for photos of a few kilobytes, so that hundreds of them are cheap; everything else is as in a notice.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import openpyxl
import psutil

from tests.support import programs
from tests.support.fakes.wecom_messages import AGENT_ID, CORP_ID
from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, SECRET, TOKEN
from tests.support.patience import PATIENCE

CAMPAIGN = """
code = "drill-2020"
title = "演练活动周"
issued_by = "示例市教育局"
theme = "演练"
first_day = 2020-11-09
last_day = 2020-11-11
[[lines]]
code = "education"
name = "教育"
kinds = ["中等职业学校"]
receiver = "示例市教育局职成处"
[daily]
deadline = "10:00"
reminders = ["08:37", "09:33", "09:51"]
digest_after_minutes = 10
kinds = ["photo"]
[rules.photo]
min_width = 200
min_bytes = 1_000
caption = false
"""

HEADER = ("单位编码", "单位名称", "单位类型", "报送线", "上级单位编码", "姓名", "角色", "企业微信账号", "免报日期")


class Nursery:
    """Forks processes of the bot (``tests.support.nursery``); a context manager that leaves none behind."""

    def __enter__(self) -> Nursery:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery"],
            cwd=programs.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._children: list[psutil.Process] = []
        if self._answer() != "ready\n":
            self._process.communicate()
            raise AssertionError("the program cannot be imported")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.empty()
        self._process.communicate()

    def empty(self) -> None:
        """End every process that is left."""
        while self._children:
            end(self._children.pop())

    def start(self, arguments: Sequence[str], log: Path, variables: Mapping[str, str]) -> psutil.Process:
        variables = {**variables, "PYTEST_CURRENT_TEST": os.environ.get("PYTEST_CURRENT_TEST", "")}
        order = {"arguments": list(arguments), "variables": variables, "log": str(log)}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        child = psutil.Process(int(self._answer()))
        self._children.append(child)
        return child

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def end(process: psutil.Process) -> None:
    """Ask it to stop, insist after a while."""
    with suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(PATIENCE)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE)


def kill(process: psutil.Process) -> None:
    """``kill -9``, and wait until it is gone."""
    process.kill()
    process.wait(PATIENCE)


@dataclass(kw_only=True)
class Installation:
    """``api`` is the fake platform's address, ``record`` the file it writes deliveries to."""

    folder: Path
    config: Path
    api: str
    record: Path
    nursery: Nursery
    ports: dict[str, int] = field(default_factory=dict)
    _commands: itertools.count[int] = field(default_factory=itertools.count)

    def start(self, command: str, *, name: str = "", port: int | None = None) -> psutil.Process:
        """``baosong serve|web|worker``; webs listen when this returns. The same name keeps its port."""
        name = name or command
        variables = {"BAOSONG_CONFIG": str(self.config)}
        if command != "worker":
            self.ports.setdefault(name, port or programs.free_port())
            variables["BAOSONG_WEB__PORT"] = str(self.ports[name])
        return self.nursery.start([command], self.log(name), variables)

    def run(self, *command: str) -> str:
        """A short command to its end; what it wrote. Raises ``AssertionError`` unless it exits 0."""
        log = self.folder / f"command-{next(self._commands)}.log"
        process = self.nursery.start(command, log, {"BAOSONG_CONFIG": str(self.config)})
        with suppress(psutil.NoSuchProcess):
            process.wait(PATIENCE)
        written = log.read_text(encoding="utf-8")
        assert Path(f"{log}.code").read_text() == "0", written
        return written

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def callback(self, name: str) -> str:
        """The webhook of the web process of that name."""
        return f"http://127.0.0.1:{self.ports[name]}/callback/wecom"

    def wait_for(self, process: psutil.Process, name: str) -> None:
        """Until the web process of that name listens."""
        programs.wait_until_listening(Running(process), self.ports[name], self.log(name))

    def shelve(self, media: str, data: bytes) -> None:
        """Put a file on the platform under this media id."""
        (self.folder / "media" / media).write_bytes(data)

    def deliveries(self) -> list[dict[str, Any]]:
        """Everything the platform has shown to anybody, in order."""
        if not self.record.exists():
            return []
        lines = self.record.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def platform_state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.api}/_fake/state", timeout=PATIENCE) as answer:
            state: dict[str, Any] = json.load(answer)
        return state


class Running:
    """psutil's process as ``programs`` asks after it."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process

    def poll(self) -> int | None:
        return None if self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE else 1


def wait_until(good: Callable[[], bool], *, seconds: float = PATIENCE, every: float = 0.1) -> bool:
    """Whether it became good in time."""
    deadline = time.monotonic() + seconds
    while not good():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


@contextmanager
def installed(
    folder: Path,
    database: str,
    members: Sequence[str],
    nursery: Nursery,
    *,
    settings: str = "",
    exempt: Collection[str] = (),
    prepared: bool = True,
    platform: str = "tests.support.fakes.wecom_platform",
) -> Iterator[Installation]:
    """One unit for each of ``members``, who reports for it; those of ``exempt`` owe nothing on the first day.

    ``settings`` is more TOML, ``platform`` the module that plays WeCom. ``prepared``: the database is migrated and the
    roster in it. ``boss`` supervises all. It is 7 o'clock of the first day when the first process starts.
    """
    (folder / "media").mkdir()
    record = folder / "deliveries.jsonl"
    with ExitStack() as stack:
        port = programs.free_port()
        arguments = ("--port", str(port), "--record", str(record), "--media", str(folder / "media"))
        fake = ["-m", platform, *arguments, "--per-minute", "100000"]
        stack.enter_context(programs.running(fake, port, folder / "platform.log"))
        api = f"http://127.0.0.1:{port}"
        _roster(folder / "roster.xlsx", members, exempt)
        config = _write(folder, database, api, settings)
        stack.callback(nursery.empty)
        place = Installation(folder=folder, config=config, api=api, record=record, nursery=nursery)
        if prepared:
            place.run("migrate")
            place.run("roster", "import", str(folder / "roster.xlsx"))
        yield place


def _write(folder: Path, database: str, api: str, settings: str) -> Path:
    (folder / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    config = folder / "config.toml"
    files = "" if "[files]" in settings else f'[files]\nurl = "{folder / "files"}"'
    config.write_text(
        f"""
campaigns = ["{folder / "campaign.toml"}"]
data = "{folder / "data"}"
{settings}
{files}
[worker]
lease = 2.0
[database]
url = "{database}"
[rehearsal]
real = true
now = 2020-11-09T07:00:00+08:00
[channels.wecom]
corp_id = "{CORP_ID}"
agent_id = {AGENT_ID}
secret = "{SECRET}"
token = "{TOKEN}"
encoding_aes_key = "{ENCODING_AES_KEY}"
api_base_url = "{api}"
""",
        encoding="utf-8",
    )
    return config


def code_of(number: int) -> str:
    """The code of the n-th member's unit, from 1."""
    return f"S{number:03}"


def _roster(path: Path, members: Sequence[str], exempt: Collection[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(("B0", "示例市教育局职成处", "受理单位", "教育", "", "周主任", "管理员", "boss", ""))
    for number, member in enumerate(members, start=1):
        free = "2020-11-09" if member in exempt else ""
        person = (f"联络员{number}", "联络员", member, free)
        sheet.append((code_of(number), f"示例市第{number}职业学校", "中等职业学校", "教育", "B0", *person))
    book.save(path)
