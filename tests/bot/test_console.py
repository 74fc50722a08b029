"""Consoles that are not UTF-8: no command fails on one, and none says anything else than it means."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What consoles of Windows and of old Linux machines are.
ENCODINGS = ("gbk", "big5", "ascii", "cp437")


def baosong(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**env, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_list_and_an_error_are_said_everywhere(tmp_path: Path, encoding: str) -> None:
    listed = baosong(tmp_path, "campaign", "list", PYTHONIOENCODING=encoding)
    assert listed.returncode == 0
    said = listed.stdout.decode(encoding)
    assert "nanchang-2020" in said and "?" not in said
    # Letters that the console lacks can still be read back.
    assert "2020年" in json.loads('"' + said.replace('"', "").replace("\n", "\\n") + '"')
    wrong = baosong(tmp_path, "campaign", "show", "北京🎉", PYTHONIOENCODING=encoding)
    assert wrong.returncode == 2 and b"Traceback" not in wrong.stderr
    # Big5 lacks the short forms.
    chinese = encoding == "gbk"
    assert (b"cannot show Chinese" in wrong.stderr) is not chinese
    if chinese:
        assert "没有这个代码" in wrong.stderr.decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_the_same_document_everywhere(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "照片🎉.txt").write_text("短", encoding="utf-8")
    done = baosong(tmp_path, "check", "照片🎉.txt", "--json", "--as", "text", PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    (entry,) = json.loads(done.stdout.decode(encoding))
    assert entry["file"] == "照片🎉.txt" and "字" in entry["findings"][0]["message"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep file names in Unicode")
@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    ],
    ids=["C without UTF-8", "C on an ASCII console"],
)
def test_files_with_chinese_names_are_read_and_written_everywhere(tmp_path: Path, environ: dict[str, str]) -> None:
    written = baosong(tmp_path, "roster", "template", "名册.xlsx", **environ)
    assert (written.returncode, (tmp_path / "名册.xlsx").exists()) == (0, True)
    assert b"\xe5\x90\x8d\xe5\x86\x8c" in written.stdout or rb"\u540d\u518c" in written.stdout
    again = baosong(tmp_path, "roster", "template", "名册.xlsx", **environ)
    assert again.returncode == 2 and b"--force" in again.stderr


def test_a_name_that_is_no_unicode_is_said_and_does_not_stop_it(tmp_path: Path) -> None:
    name = os.fsdecode("名册".encode("gbk")) + ".xlsx"
    try:
        (tmp_path / name).write_bytes(b"")
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    done = baosong(tmp_path, "roster", "import", name)
    assert done.returncode == 1 and b"Traceback" not in done.stderr and b"\\udc" in done.stderr
