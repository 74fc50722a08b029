"""What a killed process left in the scratch folder goes, what is on its way stays."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from handlers.uploads import cleaning
from tests.support.stage import Stage


def left(path: Path, at: datetime) -> Path:
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


async def test_what_was_left_behind_is_swept(on: Stage) -> None:
    scratch, now = on.ctx.scratch, on.clock.real()
    for name in ("old", "new"):
        (scratch / name).mkdir(parents=True)
        (scratch / name / "media").write_bytes(b"x")
    (scratch / "chat-old").write_bytes(b"x")
    (scratch / "chat-new").write_bytes(b"x")
    for name in ("old", "chat-old"):
        left(scratch / name, now - cleaning.LEFT_BEHIND - timedelta(seconds=1))
    for name in ("new", "chat-new"):
        left(scratch / name, now - cleaning.LEFT_BEHIND)
    await cleaning.sweep_scratch(on.ctx)
    assert sorted(path.name for path in scratch.iterdir()) == ["chat-new", "new"]


async def test_no_scratch_folder_is_nothing_to_sweep(on: Stage) -> None:
    await cleaning.sweep_scratch(on.ctx)
    assert not on.ctx.scratch.exists()
