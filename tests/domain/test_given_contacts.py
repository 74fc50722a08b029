"""Contacts and websites as units write them, and what an office has to look at."""

from __future__ import annotations

import pytest

from domain.given_contacts import (
    ContactDoubt,
    GivenContact,
    GivenSite,
    SiteDoubt,
    contact,
    contact_doubts,
    same_site,
    several,
    site,
    site_doubts,
)

PHONE = "13800000000"


@pytest.mark.parametrize(
    ("text", "name", "phones"),
    [
        ("张三 13800000000", "张三", (PHONE,)),
        ("联络员：张三，手机：138-0000-0000", "张三", (PHONE,)),
        ("姓名：欧阳小样 电话+86 13800000000", "欧阳小样", (PHONE,)),
        ("王五 0531-12345678 办公室 13800000000", "王五", ("053112345678", PHONE)),
        ("李四 1380000000", "李四", ("1380000000",)),
        ("李四", "李四", ()),
        ("138 0000 0000", "", (PHONE,)),
        ("", "", ()),
    ],
)
def test_a_contact_is_read_as_people_write_it(text: str, name: str, phones: tuple[str, ...]) -> None:
    assert contact(text) == GivenContact(name=name, phones=phones)


@pytest.mark.parametrize(
    ("given", "known", "bound", "doubts"),
    [
        (contact(f"张三 {PHONE}"), [PHONE], True, []),
        (contact(f"张三 {PHONE}"), ["138-0000-0000"], True, []),
        (contact(f"张三 {PHONE}"), ["13900000000"], True, [ContactDoubt.OTHER_THAN_KNOWN]),
        (contact("张三 23800000000"), [], True, [ContactDoubt.ODD_PHONE]),
        (contact(f"张三 {PHONE} 13900000000"), [PHONE], True, [ContactDoubt.SEVERAL]),
        (contact(PHONE), [PHONE], False, [ContactDoubt.NO_NAME, ContactDoubt.UNBOUND]),
        (contact("张三"), [], False, [ContactDoubt.NO_PHONE, ContactDoubt.NOBODY_KNOWN]),
        (None, [PHONE], True, [ContactDoubt.NOTHING]),
    ],
)
def test_what_is_doubtful_of_a_contact(
    given: GivenContact | None, known: list[str], bound: bool, doubts: list[ContactDoubt]
) -> None:
    assert contact_doubts(given, known, bound=bound) == doubts


def test_a_number_of_two_units_is_doubtful_at_both() -> None:
    assert several([PHONE, "1", PHONE]) == {PHONE}
    assert contact_doubts(contact(f"张三 {PHONE}"), [PHONE], bound=True, shared={PHONE}) == [ContactDoubt.SHARED]


@pytest.mark.parametrize(
    ("text", "address", "doubts"),
    [
        ("https://school.example.cn/zjhdz", "https://school.example.cn/zjhdz", []),
        ("网址：www.school.example.cn。", "http://www.school.example.cn", [SiteDoubt.NO_SCHEME]),
        ("http://a.example.cn http://b.example.cn/x", "http://a.example.cn", [SiteDoubt.SEVERAL]),
        ("http://10.1.2.3/zjhdz", "http://10.1.2.3/zjhdz", [SiteDoubt.INSIDE]),
        ("http://oa/zjhdz", "http://oa/zjhdz", [SiteDoubt.INSIDE]),
        ("http://[::1", "http://[::1", [SiteDoubt.INSIDE]),
        ("见学校主页", "", [SiteDoubt.NO_ADDRESS]),
    ],
)
def test_a_website_and_what_is_doubtful_of_it(text: str, address: str, doubts: list[SiteDoubt]) -> None:
    given = site(text)
    assert given.address == address
    assert site_doubts(given) == doubts


def test_addresses_that_differ_in_nothing_that_matters_are_shared() -> None:
    assert same_site("https://www.a.example/") == same_site("http://A.example")
    assert site_doubts(site("http://a.example"), shared={"a.example"}) == [SiteDoubt.SHARED]
    assert site_doubts(None) == [SiteDoubt.NOTHING]
    assert site_doubts(GivenSite()) == [SiteDoubt.NO_ADDRESS]
