"""The statistics form on the page: told, kept as typed, handed in as an Excel that enters the story of files."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any, cast

import openpyxl
import pytest

from handlers.schedule import keeping
from storage.campaign_files import load
from tests.support.upload_site import Site

GOOD = {
    "unit": "云麓一职",
    "schools": "1",
    "teachers": "60",
    "students": "800",
    "enrolled": "1000",
    "coverage": "",
    "companies": "3",
    "people": "900",
    "projects": "5",
    "forms": "<b>讲座</b>",
    "media": "无",
}


async def ask_for_the_form(site: Site, code: str = "statistics") -> None:
    """The site's campaign asks for it, too."""
    asked = load("shandong-2021").milestone("statistics")
    assert asked is not None
    campaign = site.ctx.campaigns["nanchang-2020"]
    milestones = (*campaign.milestones, replace(asked, code=code, due_on=date(2020, 11, 20)))
    cast(dict[str, Any], site.ctx.campaigns)["nanchang-2020"] = replace(campaign, milestones=milestones)
    await keeping.plan(site.ctx)


@pytest.fixture
async def form(site: Site) -> AsyncIterator[Site]:
    """The site in a campaign that asks for the form."""
    await ask_for_the_form(site)
    yield site


def address(site: Site, unit: str = "云麓一职", who: str = "jia") -> str:
    return f"{site.url}/u/{site.tokens[who]}/statistics/{site.units[unit]}"


async def told(site: Site, values: dict[str, str], **where: str) -> dict[str, Any]:
    response = await site.client.put(address(site, **where), json={"values": values})
    assert response.status == 200, await response.text()
    return cast(dict[str, Any], await response.json())


async def test_an_empty_form_names_the_unit_and_tells_its_fields(form: Site) -> None:
    said = await (await form.client.get(address(form))).json()
    assert (said["values"], said["saved"], said["ok"]) == ({"unit": "云麓一职"}, "", False)
    assert [field["name"] for field in said["fields"]] == [
        *("unit", "schools", "teachers", "students", "enrolled", "coverage"),
        *("companies", "people", "projects", "forms", "media"),
    ]
    assert all(field["title"] and field["hint"] for field in said["fields"])


async def test_what_is_typed_is_checked_and_kept_for_the_next_device(form: Site) -> None:
    said = await told(form, {**GOOD, "people": "很多"})
    (wrong,) = [one for one in said["findings"] if one["level"] == "error"]
    assert (wrong["field"], said["ok"], said["coverage"], said["saved"]) == ("people", False, "80.0%", "09:00")
    assert "很多" in wrong["text"]
    again = await (await form.client.get(address(form))).json()
    assert again["values"]["people"] == "很多" and again["values"]["enrolled"] == "1000"


async def test_handed_in_it_is_a_file_like_any_other(form: Site) -> None:
    assert (await told(form, GOOD))["ok"]
    response = await form.client.post(address(form), json={})
    assert response.status == 201
    (message,) = await form.messages()
    (upload,) = await form.uploads()
    assert message["media"] == f"upload:{(await response.json())['upload']}"
    assert (upload["item"], upload["organisation_id"], upload["state"]) == (
        "statistics",
        form.units["云麓一职"],
        "finished",
    )
    assert message["file_name"].startswith("云麓一职") and message["file_name"].endswith(".xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(await form.finished(f"{form.files}{upload['id']}"))).worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["云麓一职", 1, 60, 800, 0.8, 3, 900, 5, "<b>讲座</b>", "无"]
    assert form.woken


async def test_a_form_of_another_code_is_the_form_all_the_same(site: Site) -> None:
    await ask_for_the_form(site, "figures")
    assert (await told(site, GOOD))["ok"]
    assert (await site.client.post(address(site), json={})).status == 201
    assert [upload["item"] for upload in await site.uploads()] == ["figures"]


async def test_the_page_knows_which_thing_owed_is_the_form(form: Site) -> None:
    state = await (await form.client.get(f"{form.url}/u/{form.tokens['jia']}/state")).json()
    assert {due["item"] for due in state["due"] if due["form"]} == {"statistics"}
    assert {due["form"] for due in state["due"] if due["item"] != "statistics"} == {False}


async def test_it_is_closed_to_everybody_else(form: Site) -> None:
    await told(form, GOOD)
    foreign = [
        (address(form, who="yi"), 400),
        (f"{form.url}/u/{'x' * 32}/statistics/{form.units['云麓一职']}", 401),
        (f"{form.url}/u/{form.tokens['jia']}/statistics/x", 400),
    ]
    for url, status in foreign:
        for method in ("GET", "PUT", "POST"):
            response = await form.client.request(method, url, json={"values": {"unit": "他人"}})
            assert (response.status, "800" in await response.text()) == (status, False)
    from_elsewhere = {"Origin": "https://elsewhere.example"}
    response = await form.client.put(address(form), json={"values": {}}, headers=from_elsewhere)
    assert response.status == 403
    assert (await (await form.client.get(address(form))).json())["values"]["students"] == "800"
    assert await form.messages() == []


async def test_nobody_is_asked_for_a_form_that_no_notice_wants(site: Site) -> None:
    response = await site.client.get(address(site))
    assert response.status == 400
    assert (await response.json())["problem"] == "item"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"values": []}', b'{"values": {"unit": 3}}', b'{"values": {"unit": "a\\u0000b"}}', b"\xff"],
)
async def test_a_body_that_says_nothing_is_refused(form: Site, body: bytes) -> None:
    response = await form.client.put(address(form), data=body)
    assert response.status == 400
    assert (await response.json())["problem"] == "malformed"
