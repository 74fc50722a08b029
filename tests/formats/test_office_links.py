"""Where no phone reaches our pages, every sentence with a link says first the way without it."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import formats.words
from domain.public_address import for_phones
from formats.office_links import for_the_office
from formats.words import chat, office_links
from formats.words.office_links import OFFICE

ADDRESS = "http://192.168.1.20:8080"
URL, LOGIN = f"{ADDRESS}/u/dGhpcyBpcyBubyByZWFsIHRva2VuIQ", f"{ADDRESS}/login"
OPENED = "办公室电脑上打开："
#: Words that send somebody to a page from where they stand.
SENDS = ("点开", "点您本人", "登录后在", "从下面的网页")


def sentences() -> list[str]:
    """Every fixed sentence for people that leads to a page: those of the operator's own commands do not."""
    found: list[str] = []
    for module in pkgutil.iter_modules(formats.words.__path__):
        if module.name in ("doctor", "office_links", "operator", "backup", "move"):
            continue
        words = vars(importlib.import_module(f"formats.words.{module.name}"))
        for name, value in words.items():
            if isinstance(value, str) and name.isupper() and re.search(r"\{url\}", value):
                found.append(value)
    return found


def filled(sentence: str) -> str:
    fields = dict.fromkeys(re.findall(r"\{(\w+)\}", sentence), "三")
    return sentence.format(**fields | {"url": URL, "login": LOGIN})


def test_every_sentence_that_leads_to_a_page_has_words_for_the_office() -> None:
    assert len(sentences()) >= 12
    assert set(sentences()) == set(OFFICE) - {chat.FILE_NOT_HERE}


@pytest.mark.parametrize("files", [True, False])
@pytest.mark.parametrize("sentence", sorted(set(OFFICE) - {chat.FILE_NOT_HERE}))
def test_the_way_without_it_comes_first(sentence: str, files: bool) -> None:
    said = for_the_office(f"前面的话。\n{filled(sentence)}\n后面的话。", ADDRESS, files=files)
    before, opened, after = said.partition(OPENED)
    assert before.startswith("前面的话。\n") and said.endswith("\n后面的话。")
    # There is a way, in a sentence of its own, before the address is named.
    assert len(before.removeprefix("前面的话。\n").strip()) > 10 and before.endswith("\n")
    assert opened and after.startswith(URL) and not any(word in said for word in SENDS)
    assert said.count(ADDRESS) == filled(sentence).count(ADDRESS) == said.count(OPENED)
    fields = set(re.findall(r"\{(\w+)\}", sentence)) - {"url", "login"}
    assert ("三" in said) is bool(fields)


def test_a_file_that_did_not_come_and_the_page_for_it() -> None:
    said = for_the_office(f"{filled(chat.FILE_NOT_HERE)}\n{filled(chat.LINK_LINE)}", ADDRESS, files=False)
    assert "下面的网页" not in said and said.index("请把正文直接发到这里") < said.index(OPENED)
    assert office_links.DIRECT[False] in said and office_links.DIRECT[True] not in said


def test_a_bare_address_is_where_the_office_opens_it_and_what_is_said_so_already_stays() -> None:
    assert for_the_office(f"请重发。\n{URL}", ADDRESS, files=True) == f"请重发。\n{OPENED}{URL}"
    once = for_the_office(f"请重发。\n{URL}", ADDRESS, files=True)
    assert for_the_office(once, ADDRESS, files=True) == once


@pytest.mark.parametrize("said", ["今天谁没交", "官网 https://www.example.edu.cn/u/abc", ""])
def test_what_leads_elsewhere_stays(said: str) -> None:
    assert for_the_office(said, ADDRESS, files=True) == said


@pytest.mark.parametrize(
    ("address", "phones"),
    [
        ("https://baosong.example.org", True),
        ("http://203.119.25.1:8080", True),
        ("https://[2400:3200::1]", True),
        ("http://127.0.0.1:8080", False),
        ("http://localhost:8080", False),
        ("http://0.0.0.0:8080", False),
        ("http://192.168.1.20:8080", False),
        ("http://10.1.2.3", False),
        ("http://172.16.0.9", False),
        ("http://172.32.0.9", True),
        ("http://169.254.1.1", False),
        ("http://100.64.0.1", False),
        ("http://[::1]:8080", False),
        ("http://[fd00::1]", False),
        ("http://[fe80::1%25eth0]", False),
        ("http://office-pc:8080", False),
        ("http://office.local", False),
        ("http://baosong.lan.", False),
    ],
)
def test_which_addresses_phones_reach(address: str, phones: bool) -> None:
    assert for_phones(address) is phones
