"""What is put down as rows is what the steps would have left."""

from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor
from qiantou.core.register import UNITS, Listed, Unit
from qiantou.ledger.models import Entry
from tests.acts.county import CLERK, clocked, list_county, played
from tests.core.world import LONG_AGO
from tests.support.beginnings import begin, rows


def not_again() -> None:
    raise AssertionError("played once more")


def test_a_site_begun_is_the_site_played(site, templates, tmp_path):
    with clocked() as town:
        list_county()
        left, chance = rows(), town.chance.getstate()
    assert len(left[Entry]) > 10
    for name in ("first", "next"):  # whichever is the first in this process
        folder = tmp_path / name
        folder.mkdir()
        with templates.site(site.kind, folder), clocked() as town:
            begin("county", list_county if name == "first" else not_again, town.chance)
            assert rows() == left
            assert town.chance.getstate() == chance
            assert town.offered()  # numbers that the database gives go on where they stood


def test_on_a_site_where_something_was_done_the_steps_are_played(sqlite_site):
    other = Listed(UNITS, "u:other", Unit(), LONG_AGO)
    with clocked():
        execute_all((), by=Actor(account=CLERK), command_id="before", listings=[other])
    with played() as town:
        assert town.offered()
    assert b"u:other" in bytes(Entry.objects.get(position=0).facts)
