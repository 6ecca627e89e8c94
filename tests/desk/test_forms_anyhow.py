"""Every form of every page, each of its fields filled with what no page offers: an answer, never a fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve

from tests.desk.test_addresses import county, filled, judged, routes
from tests.desk.town import Office, brought

__all__ = ["county"]
HIDDEN = "a\x00b"  # refused before any view: one field of a form is enough
HOSTILE = ("9" * 5000, "-1", "9999-12-31", "0000-00-00", "é" * 6000, "[{}]")
OF_THE_DATABASE = ("9" * 5000, "-1", "é" * 6000)  # too long, too big: what one takes the other may refuse
OTHER_FORM = r"[0-9a-f]{12,}|\d+"  # of a matter, a joint work, a row: the same form as that of another
ACTS = ("split-" + "9" * 5000, "merge-99999", "page-" + "9" * 30, "split--1", "split-²", "merge-0", "confirm")
PAPER = "1. 修缮老桥。牵头单位：县交通局。配合单位：县水利局。完成时限：2026年6月30日\n"
PAPER += "2. 清理河道；疏浚。牵头单位：有关部门"


def forms(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each form that is posted: its address, and its fields as a browser would send them."""
    for attributes, inside in re.findall(r"<form([^>]*method=\"post\"[^>]*)>(.*?)</form>", page, re.S):
        address = re.search(r'action="([^"]*)"', attributes)
        fields = {
            unescape(name.group(1)): unescape(value.group(1)) if (value := re.search(r'value="([^"]*)"', tag)) else ""
            for tag in re.findall(r"<(?:input|textarea|select|button)[^>]*>", inside)
            if (name := re.search(r'name="([^"]*)"', tag))
        }
        if address:
            yield unescape(address.group(1)), fields


def pages(county: Office, who: str, client: Client) -> Iterator[str]:
    joint = county.joint()
    if who == "keeper":
        yield from (filled(route, "", joint) for route in routes() if "<" not in route)
        return
    stream = brought(county, "task", "underway", joint=joint)
    offered = brought(county, "task", "offered", joint=joint)
    draft = client.post("/import/", {"text": PAPER}).headers["Location"]
    yield from (draft, f"{draft}row/0/", f"{draft}row/1/", f"/m/{offered[:12]}/")
    yield from (filled(route, stream, joint) for route in routes())


def posted(county: Office, who: str, client: Client) -> Iterator[tuple[str, dict[str, str]]]:
    """Every form that this person finds on any page."""
    for page in pages(county, who, client):
        answer = client.get(page)
        if answer.status_code == 200 and not answer.streaming and "html" in answer.headers["Content-Type"]:
            yield from forms(answer.content.decode())


@pytest.mark.slow
def test_whatever_is_sent_in_place_of_a_field_is_answered(county):
    """A field that several people find is filled by the first of them; with half of the values, others for each.

    What PostgreSQL refuses and SQLite takes is a matter of the column: there a field is filled once a view.
    """
    of_columns = connection.vendor != "sqlite"
    hostile_values = OF_THE_DATABASE if of_columns else HOSTILE
    faults, seen = set(), {}
    for who in ("lead", "roads", "keeper"):
        client = county.client(who)
        client.raise_request_exception = False
        for address, fields in posted(county, who, client):
            if "sign-out" in address or "password" in address:
                continue
            hidden = HIDDEN
            form = resolve(urlsplit(address).path).func if of_columns else re.sub(OTHER_FORM, "", address)
            for name in fields:
                kind = (form, re.sub(r"\d+", "", name))
                if kind in seen or name == "csrfmiddlewaretoken":
                    continue
                seen[kind] = who
                turn = len(seen) % len(hostile_values)  # half of them, others for each field
                chosen = [*hostile_values[turn:], *hostile_values[:turn]][: (len(hostile_values) + 1) // 2]
                for hostile in (*chosen, hidden, *(ACTS if name == "act" else ())):
                    if hostile:
                        answer = client.post(address, {**fields, name: hostile})
                        faults.add(judged(answer, f"{who} {address} {name}={hostile[:20]!r}"))
                hidden = ""
    assert min(Counter(seen.values()).values()) > 5
    assert set(seen.values()) == {"lead", "roads", "keeper"}
    assert not "\n".join(sorted(faults - {""}))
