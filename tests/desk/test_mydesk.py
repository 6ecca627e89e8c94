"""My desk: a sentence first, what needs me, what others hold apart, what is coming."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.core.kind_table import KINDS
from qiantou.core.moves import Accept, Block
from qiantou.core.offered_moves import possible_moves
from qiantou.desk.mydesk_moves import shown_acts
from qiantou.desk.situation import situation
from tests.core.world import ROADS, WATER
from tests.desk.town import brought, office, phases_of
from tests.support.marks import ON_SQLITE


def section(page: str, name: str) -> str:
    found = re.search(rf'<section class="sheet" aria-labelledby="{name}-h">.*?</section>', page, re.S)
    assert found is not None, name
    return found.group(0)


def rows(part: str) -> int:
    return part.count("data-row")


def test_the_sentence_counts_what_is_in_my_hands(site):
    with office() as county:
        county.town.offered(due=date(2026, 3, 20))
        county.town.do(county.town.offered(due=date(2026, 3, 4)), Accept(), ROADS)
        page = county.client("roads").get("/").content.decode()
        assert re.search(r"<h1>[^<]*2[^<]*</h1>", page)
        assert rows(section(page, "mine")) == 2
        assert rows(section(page, "others")) == 0


@ON_SQLITE
def test_what_others_hold_is_apart_and_has_no_moves(site):
    with office() as county:
        county.town.offered()
        page = county.client("lead").get("/").content.decode()
        others = section(page, "others")
        assert rows(others) == 1
        assert "县交通局" in others
        assert 'class="btn' not in others
        assert rows(section(page, "mine")) == 0


@ON_SQLITE
def test_far_work_is_coming_and_near_work_is_for_me(site):
    with office() as county:
        for due in (date(2026, 3, 4), date(2026, 3, 31)):
            county.town.do(county.town.offered(due=due), Accept(), ROADS)
        page = county.client("roads").get("/").content.decode()
        assert (rows(section(page, "mine")), rows(section(page, "coming"))) == (1, 1)


def test_the_most_urgent_comes_first_and_only_it_is_marked(site):
    with office() as county:
        for due, title in ((date(2026, 3, 6), "后到期"), (date(2026, 3, 2), "今天到期")):
            county.town.do(county.town.offered(due=due, detail=title), Accept(), ROADS)
        page = section(county.client("roads").get("/").content.decode(), "mine")
        assert re.findall(r'<li class="docket( needs)?', page) == [" needs", ""]


@ON_SQLITE
def test_what_is_late_is_red_and_what_is_blocked_has_no_light(site):
    with office() as county:
        late = brought(county, "task", "underway")
        blocked = brought(county, "task", "blocked")
        county.town.later(days=30)
        page = county.client("roads").get("/").content.decode()
        mine = section(page, "mine")
        assert f"/m/{late[:12]}/" in mine
        assert "docket needs" in mine
        others = section(page, "others")
        assert f"/m/{blocked[:12]}/" in others
        assert "needs" not in others


@ON_SQLITE
def test_a_paused_matter_has_no_light(site):
    with office() as county:
        task = brought(county, "task", "underway")
        county.town.do(task, Block("缺图纸", to=WATER, fresh=shell.fresh()), ROADS)
        county.town.later(days=1)
        assert "docket needs" not in section(county.client("roads").get("/").content.decode(), "mine")


@ON_SQLITE
def test_the_moves_of_a_docket_are_moves_of_the_matter(site):
    """At most three, and each is really possible for the holder."""
    with office() as county:
        for kind in KINDS:
            most = KINDS[kind].quota or None  # so many a desk may ask for in a month
            for phase in [phase for phase in phases_of(kind) if phase != "closed"][:most]:
                row = county.row(brought(county, kind, phase))
                found = situation(row)
                assert found.matter.holder is not None
                possible = possible_moves(found.matter, found.matter.holder, found.context)
                acts = shown_acts(row, found.matter.policy.settles)
                assert len(acts) <= 3
                assert acts or phase == "blocked"
                assert set(acts) <= set(possible), (kind, phase)
                assert kind != "options" or phase != "offered" or acts == ("deliver",)  # its page has no other form


@ON_SQLITE
def test_a_person_with_two_desks_sees_each_apart(site):
    with office() as county:
        task = county.town.offered()
        page = county.client("roads-head").get("/").content.decode()
        assert f"/m/{task[:12]}/" in page
        assert "县交通局" in page


@ON_SQLITE
def test_an_empty_desk_says_so_in_a_sentence(site):
    with office() as county:
        page = county.client("town").get("/").content.decode()
        assert page.count('class="empty"') == 3


def test_a_desk_costs_eight_questions_however_much_lies_on_it(site):
    with office() as county:
        roads = county.client("roads")
        for _ in range(3):
            county.town.offered()
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                roads.get("/")
            counts.append(len(asked))
            for _ in range(5):
                county.town.do(county.town.offered(), Accept(), ROADS)
        assert counts[0] == counts[1] <= 8
