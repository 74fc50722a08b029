"""A PDF that only forbids printing opens for everybody; one with a user's password does not. Samples are qpdf's."""

from __future__ import annotations

import time

import pytest

from checks.check import inspect
from checks.office.pdf_password import asks_for_password
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind
from tests.support.real_files import FILES


@pytest.mark.parametrize("name", ["open_40", "open_128", "open_aes128", "open_256"])
def test_an_owners_password_keeps_nobody_out(name: str) -> None:
    path = FILES / f"pdf_{name}.pdf"
    assert inspect(CheckRequest(path=path, name="总结.pdf", kind=Kind.ATTACHMENT, rules=Rules())).ok


@pytest.mark.parametrize("name", ["secret_128", "secret_256"])
def test_a_users_password_does(name: str) -> None:
    path = FILES / f"pdf_{name}.pdf"
    report = inspect(CheckRequest(path=path, name="总结.pdf", kind=Kind.ATTACHMENT, rules=Rules()))
    assert [finding.code for finding in report.findings] == ["file.encrypted"]


@pytest.mark.parametrize("name", ["open_40", "open_256"])
def test_one_wrong_byte_of_the_check_is_a_password(name: str) -> None:
    data = (FILES / f"pdf_{name}.pdf").read_bytes()
    start = data.index(b"/U <") + 4
    assert asks_for_password(data[:start] + (b"0" if data[start : start + 1] != b"0" else b"1") + data[start + 1 :])


@pytest.mark.parametrize(
    "data",
    [
        b"/Encrypt 5 0 R",
        b"/Encrypt 99999999999999 0 R",
        b"/Encrypt 5 0 R 5 0 obj <</Filter/Standard/R 6/U(a)/O(b)>>",
        b"/Encrypt 5 0 R 5 0 obj <</Filter/Standard/R 3/Length 99999999/U(a)/O(b)>>",
        b"/Encrypt 5 0 R 5 0 obj <</Filter/Standard/R 2/P 99999999999999999999999/U<zz>/O(b)>>",
        b"/Encrypt 5 0 R 5 0 obj <</Filter/Other>>",
        b"/Encrypt 5 0 R 5 0 obj <</Filter/Standard/R 4/U" + b"(" * 8000,
        b"/ID [(" + b"\\" * 5_000_000 + b"/Encrypt 5 0 R 5 0 obj <</Filter/Standard/R 4/U(a)/O(b)>>",
    ],
)
def test_what_cannot_be_told_is_a_password_and_told_at_once(data: bytes) -> None:
    began = time.process_time()
    assert asks_for_password(data)
    assert time.process_time() - began < 2
