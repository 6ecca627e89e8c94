"""Moves on the page: at most three fields and two clicks each; refused ones keep what was typed; once is once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client

from qiantou.acts import shell
from qiantou.core.kind_table import KINDS
from qiantou.core.moves import Accept, Amend, Counter, Offer
from qiantou.core.offered_moves import MOVE_PROBES
from qiantou.desk.moving import WAYS
from qiantou.ledger.models import Entry
from tests.core.world import LEAD, ROADS, TOWN, WATER
from tests.desk.town import brought, office, phases_of, said, sent
from tests.support.marks import ON_SQLITE

RECORDED_APART = ("not-ours", "hand-over", "block-outside")
"""Moves that are one form when made by the desk itself, and two of fewer fields when recorded for it."""
PEOPLE = ("lead", "roads", "water", "deputy")


@dataclass
class Shape:
    """One form as a person meets it. `sight`: fields to look at. `shut`: fields in a closed fold of the form itself,
    with what they hold; `must`: those that could not be sent as they are. `fold`: it takes a click to see the form."""

    fold: bool
    sight: set[str] = field(default_factory=set)
    shut: dict[str, str] = field(default_factory=dict)
    must: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """The move forms of a page by code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Shape] = {}
        self.folds: list[bool] = []
        self.outside = 0  # folds around the form
        self.code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "details":
            self.folds.append("open" not in said)
        if tag == "form" and (said.get("id") or "").startswith("move-"):
            self.code, self.outside = str(said["id"])[5:], len(self.folds)
            self.found[self.code] = Shape(any(self.folds))
        if self.code and tag in ("input", "select", "textarea") and said.get("type") != "hidden":
            shape, name = self.found[self.code], str(said["name"])
            if any(self.folds[self.outside :]):
                shape.shut[name] = said.get("value") or ""
            else:
                shape.sight.add(name)
            if name in shape.shut and "required" in said and not said.get("value"):
                shape.must.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self.folds.pop()
        if tag == "form":
            self.code = ""


def forms_on(page: str) -> dict[str, Shape]:
    parser = Forms()
    parser.feed(page)
    return parser.found


def looked_at(clients: dict[str, Client], matter: str) -> Iterator[tuple[str, str, Shape]]:
    """Every form that anybody has on the page of the matter, own or recorded for another: who, code, form."""
    for who, client in clients.items():
        answer = client.get(f"/m/{matter[:12]}/")
        if answer.status_code == 200:
            page = answer.content.decode()
            shown = {"": page}
            for url in re.findall(r'href="(\?for=[^"]+)"', page):
                shown[url] = client.get(f"/m/{matter[:12]}/{url}").content.decode()
            for url, page in shown.items():
                for code, shape in forms_on(page).items():
                    yield f"{who}{url}", code, shape


OVER_SEVERAL_LINES = {("consultation", "counter"), ("consultation", "amend")}
"""One form for all the lines of a letter, or all its points: three fields each."""
CITES = {("data", "withhold")}
"""What is refused as confidential names the rule, who may approve, and the least that can be given."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_move_takes_at_most_two_clicks_and_three_fields(sqlite_site, kind: str):
    """A click unfolds it, one sends it; also when it is recorded for another. What a form folds away need not be
    opened. Every move the rule allows is on the page of somebody. In every phase, each in a joint work of its own."""
    with office() as county:
        clients = {who: county.client(who) for who in PEOPLE}
        for phase in phases_of(kind)[: KINDS[kind].quota or None]:  # so many a desk may ask for in a month
            matter = brought(county, kind, phase, joint=county.joint())
            seen: set[str] = set()
            for who, code, shape in looked_at(clients, matter):
                assert len(shape.sight) <= 3 or (kind, code) in OVER_SEVERAL_LINES | CITES, (phase, who, code, shape)
                assert not shape.must, (phase, who, code, shape)
                assert 1 + shape.fold <= 2
                seen.add(code.rstrip("0123456789"))  # where two desks of one person have the same move
            assert seen, phase
            assert seen <= {*MOVE_PROBES, *RECORDED_APART, "confirm", "contest"}, phase


def test_every_move_has_a_form():
    assert set(MOVE_PROBES) | {"confirm", "contest", "block-by", *RECORDED_APART} == set(WAYS)


def test_the_likely_move_needs_one_click(sqlite_site):
    with office() as county:
        task = county.town.offered()
        page = county.client("roads").get(f"/m/{task[:12]}/").content.decode()
        assert forms_on(page)["accept"] == Shape(fold=False)


@ON_SQLITE
def test_a_refused_move_keeps_what_was_typed_and_says_why(site):
    with office() as county:
        task = county.town.offered()
        answer = said(county.client("roads"), task, "decline", ground="not-ours", reason="不是我局职责", whose="")
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "不是我局职责" in text
        assert re.search(r'<div class="refusal"[^>]*>.*?</div>', text, re.S)
        assert county.row(task).version == 1


@ON_SQLITE
def test_a_missing_field_is_named_at_the_field(site):
    with office() as county:
        task = county.town.offered()
        answer = said(county.client("roads"), task, "counter", due=date(2026, 4, 1), reason="")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
        assert "2026-04-01" in answer.content.decode()


def test_a_button_pressed_twice_gives_the_same_receipt(site):
    with office() as county:
        task = county.town.offered()
        roads = county.client("roads")
        page = roads.get(f"/m/{task[:12]}/").content.decode()
        answers = [roads.post(f"/m/{task[:12]}/move/accept/", sent(page, "accept"), follow=True) for _ in range(2)]
        receipts = [re.findall(r"[0-9a-f]{64}", answer.content.decode()) for answer in answers]
        assert receipts[0]
        assert receipts[0] == receipts[1]
        assert Entry.objects.filter(stream=task).count() == 2


def test_who_comes_second_is_told_what_happened_meanwhile(site):
    with office() as county:
        task = county.town.offered(due=date(2026, 3, 20))
        roads = county.client("roads")
        page = roads.get(f"/m/{task[:12]}/").content.decode()
        county.town.do(task, Counter(date(2026, 4, 1), "晚些"), ROADS)
        county.town.do(task, Amend(date(2026, 3, 10), "提前"), LEAD)
        stale = roads.post(f"/m/{task[:12]}/move/accept/", sent(page, "accept"))
        text = stale.content.decode()
        assert stale.status_code == 409
        assert "县发改局" in text
        assert county.row(task).phase == "offered"
        again = roads.post(f"/m/{task[:12]}/move/accept/", sent(text, "accept"))
        assert again.status_code == 302
        assert county.row(task).phase == "underway"


@ON_SQLITE
def test_a_move_that_is_no_longer_possible_keeps_its_form(site):
    with office() as county:
        task = county.town.offered()
        roads = county.client("roads")
        page = roads.get(f"/m/{task[:12]}/").content.decode()
        county.town.do(task, Accept(), ROADS)
        stale = roads.post(f"/m/{task[:12]}/move/counter/", {**sent(page, "counter"), "reason": "想晚一些"})
        assert stale.status_code == 409
        assert "想晚一些" in stale.content.decode()


@ON_SQLITE
def test_nobody_moves_for_a_desk_that_is_not_theirs(site):
    with office() as county:
        task = county.town.offered()
        roads = county.client("roads")
        page = roads.get(f"/m/{task[:12]}/").content.decode()
        lead = county.client("lead")
        answer = lead.post(f"/m/{task[:12]}/move/accept/", sent(page, "accept"))
        assert answer.status_code == 422  # for another desk it could only be recorded, with its paper
        assert county.row(task).phase == "offered"
        assert county.client("town").post(f"/m/{task[:12]}/move/accept/", sent(page, "accept")).status_code == 404


@ON_SQLITE
def test_a_side_matter_goes_beside_the_work_and_the_page_returns_to_the_work(site):
    with office() as county:
        task = brought(county, "task", "underway")
        answer = said(county.client("roads"), task, "variation", due=date(2026, 4, 3), reason="雨季", new_doer="")
        assert answer.status_code == 302
        assert answer["Location"] == f"/m/{task[:12]}/"
        page = county.client("roads").get(f"/m/{task[:12]}/").content.decode()
        assert "雨季" in page
        assert county.row(task).phase == "underway"


@ON_SQLITE
def test_a_desk_is_named_by_its_name(site):
    with office() as county:
        task = brought(county, "task", "underway")
        roads = county.client("roads")
        assert '<option value="县水利局">' in roads.get(f"/m/{task[:12]}/").content.decode()
        wrong = said(roads, task, "block", reason="缺图纸", to="没有这个局")
        assert wrong.status_code == 422
        assert "没有这个局" in wrong.content.decode()
        assert said(roads, task, "block", reason="缺图纸", to="县水利局").status_code == 302
        assert county.row(task).paused


def test_two_moves_by_one_person_in_turn_each_get_their_own_receipt(site):
    with office() as county:
        task = brought(county, "task", "underway")
        roads = county.client("roads")
        for text in ("一半", "快好了"):
            assert said(roads, task, "report", reason=text).status_code == 302
        assert said(roads, task, "deliver", reason="已办", papers="验收单\n照片目录").status_code == 302
        page = county.client("lead").get(f"/m/{task[:12]}/").content.decode()
        assert "照片目录" in page
        assert "一半" in page
        assert county.row(task).version == 5


def test_only_what_the_doer_asked_for_is_offered_as_what_it_waits_for(sqlite_site):
    with office() as county:
        work = county.town.offered()
        county.town.do(work, Accept(), ROADS)
        owed, other = shell.fresh(), shell.fresh()
        county.town.do(owed, Offer("task", ROADS, WATER, "送来图纸"), ROADS)
        county.town.do(other, Offer("task", LEAD, TOWN, "别家的事"), LEAD)
        page = county.client("roads").get(f"/m/{work[:12]}/?move=block-by").content.decode()
        assert f'value="{owed}"' in page
        assert f'value="{other}"' not in page
        assert f'value="{work}"' not in page
