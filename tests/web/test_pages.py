"""Pages are made from the templates that the program has started with."""

from __future__ import annotations

from jinja2 import DictLoader

from web.pages import _environment


def test_a_newer_version_put_under_a_running_one_changes_no_page() -> None:
    files = {"page.html": "as it was"}
    templates = _environment.overlay(loader=DictLoader(files))
    assert templates.get_template("page.html").render() == "as it was"
    files["page.html"] = "{{ what_only_the_newer_version_gives }}"
    assert templates.get_template("page.html").render() == "as it was"
