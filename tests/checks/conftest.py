from __future__ import annotations

import pytest

from tests.support.real_files import RealFiles


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> RealFiles:
    """``real(name)`` is the path of a real file."""
    return RealFiles(tmp_path_factory.mktemp("unpacked"))
