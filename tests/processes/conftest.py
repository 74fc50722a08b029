"""One nursery for all tests with real processes: the program is imported once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.installation import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as opened:
        yield opened
