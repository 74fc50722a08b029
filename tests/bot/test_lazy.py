"""What commands load: each takes the libraries it uses, so that none waits for those of the others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.cli import run
from bot.commands import LISTED
from bot.commands.failure import BROKEN
from bot.commands.lazy import load

#: Libraries that take 10 ms of CPU or more to import, and the commands' own rooms.
HEAVY = frozenset(
    {
        *(
            "sqlalchemy",
            "aiosqlite",
            "asyncpg",
            "alembic",
            "aiohttp",
            "wechatpy",
            "cryptography",
            "obstore",
            "apscheduler",
        ),
        *("PIL", "numpy", "av", "docx", "lxml", "openpyxl", "msoffcrypto", "opencc", "rapidfuzz", "jinja2"),
        *("pydantic", "rich", "structlog", "prometheus_client", "handlers", "scheduler", "web"),
    }
)
_RUN = """
import json, sys
from bot.cli import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def loaded(folder: Path, *arguments: str) -> frozenset[str]:
    """The heavy ones of the modules that this command has in its process at the end."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return HEAVY & set(modules)


def test_the_list_of_commands_loads_none(tmp_path: Path) -> None:
    assert loaded(tmp_path, "--help") == set()


def test_check_loads_no_database_and_no_decoder(tmp_path: Path) -> None:
    Image.effect_noise((2100, 1400), 90).save(tmp_path / "photo.jpg", quality=98)
    # The photo is decoded in another process.
    assert loaded(tmp_path, "check", "photo.jpg") == {"pydantic"}


def test_missing_loads_the_database_and_the_stories_it_tells(tmp_path: Path) -> None:
    context = {"structlog", "rich", "cryptography", "obstore"}
    unneeded = HEAVY - {"sqlalchemy", "aiosqlite", "asyncpg", "alembic", "pydantic", "handlers", *context}
    assert loaded(tmp_path, "missing", "--campaign", "nanchang-2020") & unneeded == set()


def test_a_running_bot_holds_no_reader_of_files() -> None:
    run_part = """
import json, sys
from bot.commands import serve
serve._load_structlog()
import bot.serving
print(json.dumps([name.partition(".")[0] for name, module in sys.modules.items() if module]))
"""
    done = subprocess.run([sys.executable, "-c", run_part], capture_output=True, text=True, check=True, timeout=60)
    # PostgreSQL's driver comes with its address.
    unneeded = {"numpy", "av", "docx", "openpyxl", "alembic", "PIL", "lxml", "rapidfuzz", "rich", "pygments", "asyncpg"}
    assert unneeded & set(json.loads(done.stdout)) == set()


@pytest.mark.parametrize("name", LISTED)
def test_every_command_is_where_the_list_says(name: str) -> None:
    assert load(name).help.startswith(LISTED[name].help.rstrip("。"))


def test_a_misspelt_command_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["misssing"]) == BROKEN
    assert "是不是 missing" in capsys.readouterr().err
