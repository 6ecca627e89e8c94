"""Where the time of a matter went, on its page and for programs: the sums, the entries, a past day, lean."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver
from qiantou.ledger.models import Entry
from tests.api.programs import program
from tests.core.world import ROADS, WATER, local
from tests.desk.town import office
from tests.support.marks import ON_SQLITE


def stopped_and_late(county):
    """Stopped by WATER for two days inside its time, then handed in one day late."""
    town, at = county.town, lambda text: setattr(county.town, "now", local(text))
    work, obstacle = town.offered(due=date(2026, 3, 6)), shell.fresh()
    at("2026-03-02 10:00")
    town.do(work, Accept(), ROADS)
    at("2026-03-03 08:30")
    town.do(work, Block("没有图纸", to=WATER, fresh=obstacle), ROADS)
    town.do(obstacle, Accept(), WATER)
    at("2026-03-04 18:00")
    town.do(obstacle, Deliver("图纸"), WATER)
    at("2026-03-05 08:30")
    town.do(obstacle, AcceptDelivery(), ROADS)
    at("2026-03-11 18:00")
    town.do(work, Deliver("完工"), ROADS)
    return work, obstacle


@ON_SQLITE
def test_the_page_adds_up_opens_every_entry_and_programs_read_the_same(site):
    with office() as county:
        work, obstacle = stopped_and_late(county)
        roads = county.client("roads", language="en")
        assert f'href="/m/{work[:12]}/time/"' in roads.get(f"/m/{work[:12]}/").content.decode()
        with CaptureQueriesContext(connection) as asked:
            page = roads.get(f"/m/{work[:12]}/time/").content.decode()
        assert len(asked) <= 14
        assert "3 working days of working time later than the day first agreed" in page
        assert re.search(r"Together: the deviation.*?3d 0:00", page, re.S)
        assert re.search(r"Beyond the day in its own hands: 1 working day\..*?Of it counts: 1 working day", page, re.S)
        named = Entry.objects.get(stream=obstacle, version=2).position
        assert f'href="/m/{obstacle[:12]}/#entry-{named}"' in page
        told = program(county, "roads").get(f"/api/matters/{work[:12]}/time").json()
        assert told["deviation"] == 3 * 420
        assert {one["party"]: one["over"] - one["under"] for one in told["holders"]} == {ROADS: 420, WATER: 0}
        assert [(one["party"], one["why"], one["minutes"]) for one in told["apart"]] == [("nobody", "window", 840)]
        assert told["own"] == {"party": ROADS, "minutes": 420, "counted": 420, "protected": {}}
        assert sum(one["minutes"] for one in told["stretches"]) == 8 * 420 - 30


@ON_SQLITE
def test_a_past_day_tells_what_was_known_then_and_a_stranger_nothing(site):
    with office() as county:
        work, _obstacle = stopped_and_late(county)
        page = county.client("lead", language="en").get(f"/m/{work[:12]}/time/?asof=2026-03-09").content.decode()
        assert "So far it is 2 working days of working time later" in page
        assert county.client("town").get(f"/m/{work[:12]}/time/").status_code == 404
        assert county.client("lead").get(f"/m/{work[:12]}/time/?asof=never").status_code == 404
        unasked = county.town.offered()
        assert (
            "No day was agreed"
            in county.client("roads", language="en").get(f"/m/{unasked[:12]}/time/").content.decode()
        )
