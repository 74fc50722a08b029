"""How far into a file is looked for what it really is."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.sniff import TEXT
from checks.word.kinds import is_office_locked, what_it_is
from domain.findings.file_formats import FileFormat
from domain.findings.found import FileIs

XML = b'progid="Word.Document'


@pytest.mark.parametrize("mark", [b"%TSD-Header-###%", b"E-SafeNet"])
@pytest.mark.parametrize(("end", "locked"), [(64, True), (65, False)])
def test_an_office_lock_stands_at_the_start(tmp_path: Path, mark: bytes, end: int, locked: bool) -> None:
    path = tmp_path / "方案.doc"
    path.write_bytes(mark.rjust(end, b"\x01") + bytes(4096))
    assert is_office_locked(path) is locked


@pytest.mark.parametrize(("end", "found"), [(1024, FileFormat.WORD_XML), (1025, FileFormat.TEXT)])
def test_a_texts_head_tells_what_it_is(tmp_path: Path, end: int, found: FileFormat) -> None:
    path = tmp_path / "方案.doc"
    path.write_bytes(XML.rjust(end, b" ") + b" " * 4096)
    assert what_it_is(path, TEXT, "方案.doc") == FileIs(found)
