"""Loading and changing duty lists on both databases: what is replaced, what stays, and that it is one command."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.acts import shell
from qiantou.acts.duties import current, lists_version, load, planned
from qiantou.acts.duty_changes import apply, publish, touched
from qiantou.acts.duty_text import ADD, CHANGE, END, Application, Item, read, written
from qiantou.acts.execute import execute_all
from qiantou.acts.registers import current as register
from qiantou.core.duty import GROUNDS, Duty, DutySort
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.moves import Accept, AcceptDelivery
from qiantou.core.register import DUTIES, POSTS, UNITS, Listed, Post, Unit
from qiantou.ledger.models import Entry
from qiantou.readmodel.listing_rows import entries, in_force
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, Played, played
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER

OFFICE = Desk("u:office")
BY = Actor(OFFICE, account=CLERK)
TODAY = date(2026, 3, 2)
B, C, T = DutySort
LIST = (
    Duty(TOWN, B, "1", klass="党建", item="落实“三会一课”制度"),
    Duty(TOWN, B, "2", klass="党建", item="发展党员"),
    Duty(TOWN, B, "3", klass="民生", item="办理参保登记"),
    Duty(TOWN, C, "1", WATER, item="防汛抗旱", upper_name="县水利局", upper_duty="编制预案", part="巡查"),
    Duty(TOWN, T, "1", ROADS, item="处罚", upper_name="县交通局", how="由县局处罚"),
)  # fmt: skip


@pytest.fixture
def town(site):
    with played() as made:
        yield established(made)


@pytest.fixture
def small_town(sqlite_site):
    with played() as made:
        yield established(made)


def established(made: Played) -> Played:
    listings = [
        Listed(UNITS, OFFICE, Unit(parent=GOV, head=Desk("p:office"), leader=DEPUTY, sort="establishment"), TODAY),
        Listed(POSTS, "p:office", Post(OFFICE), TODAY),
        Listed(UNITS, TOWN, Unit(parent=GOV, head=Desk("p:town"), leader=DEPUTY, sort="township"), TODAY),
    ]
    execute_all((), by=Actor(account=CLERK), command_id="office", listings=listings)
    return made


def loaded(rows=LIST, *, since: date = TODAY, command_id: str = "load", **more):
    return load(rows, since=since, paper="编发〔2026〕1号", by=BY, command_id=command_id, **more)


def items(day: date, unit: Desk = TOWN) -> list[str]:
    return sorted(row.value.item for row in current(in_force(DUTIES, unit, day=day), day))


def test_a_list_is_replaced_and_nothing_else(town):
    water = Duty(WATER, B, "1", item="河道管理")
    loaded((*LIST, water))
    keys = {row.value.item: row.key for row in in_force(DUTIES, TOWN, day=TODAY).values()}
    town.later(days=8)
    later = date(2026, 3, 10)
    fresh = (
        LIST[0], replace(LIST[1], number="3", item="发展 党员。"),
        replace(LIST[2], number="3", item="办理城乡居民参保登记"),
        Duty(TOWN, B, "4", klass="民生", item="临时救助初审"),
    )  # fmt: skip
    (found,) = planned(fresh, since=later)
    assert (found.same, len(found.changed), len(found.added), found.ended, found.kept) == (1, 2, 1, (), (C, T))
    receipt = loaded(fresh, since=later, command_id="again")
    assert receipt.entries == 3
    assert items(later) == sorted([*(row.item for row in fresh), "防汛抗旱", "处罚"])
    assert items(date(2026, 3, 9)) == sorted(row.item for row in LIST)
    assert items(later, WATER) == ["河道管理"]
    assert {row.value.item: row.key for row in in_force(DUTIES, TOWN, day=later).values()}[
        "办理城乡居民参保登记"
    ] == keys["办理参保登记"]
    assert {one.note for one in entries(DUTIES, TOWN)} == {"编发〔2026〕1号"}


def test_what_is_missing_ends_the_day_before_and_what_never_was_is_struck_out(town):
    loaded()
    town.later(days=8)
    loaded(LIST[:2], since=date(2026, 3, 10), command_id="shorter")
    assert "办理参保登记" in items(date(2026, 3, 9))
    assert "办理参保登记" not in items(date(2026, 3, 10))
    ended = [row for row in in_force(DUTIES, TOWN, day=date(2026, 3, 10)).values() if row.value.until]
    assert [(row.value.item, row.value.until) for row in ended] == [("办理参保登记", date(2026, 3, 9))]
    loaded((*LIST[:2], replace(LIST[2], item="另一件事")), since=date(2026, 3, 10), command_id="more")
    loaded(LIST[:2], since=date(2026, 3, 10), command_id="same day")
    assert "另一件事" not in {row.value.item for row in in_force(DUTIES, TOWN, day=date(2026, 5, 1)).values()}


def test_it_is_one_command(town):
    seen = lists_version()
    first = loaded(seen=seen)
    assert loaded(seen=seen).position == first.position
    assert len(entries(DUTIES, TOWN)) == len(LIST)
    with pytest.raises(Rejected, match="command-id-reused"):
        loaded(LIST[:1], seen=seen)
    with pytest.raises(Rejected, match="moved-on"):
        loaded(LIST[:1], command_id="second tab", seen=seen)
    with pytest.raises(Rejected, match="nothing-to-load"):
        loaded(command_id="nothing")
    before = Entry.objects.count()
    for by, code in ((Actor(LEAD, account=CLERK), "lists-kept-by-the-office"), (Actor(OFFICE, account=CLERK), "x")):
        bad = (*LIST, Duty(TOWN, B, "9", item="x\x00" if code == "x" else "y"))
        with pytest.raises(Rejected, match=code if code != "x" else "control-characters"):
            load(bad, since=TODAY, paper="号", by=by, command_id=code)
    with pytest.raises(Rejected, match="publishing-paper-missing"):
        load(LIST[:1], since=TODAY, paper=" ", by=BY, command_id="no paper")
    assert Entry.objects.count() == before


def application(**said) -> Application:
    keys = {row.value.item: row.key for row in in_force(DUTIES, TOWN, day=TODAY).values()}
    rows = (
        Item(CHANGE, keys["防汛抗旱"], replace(LIST[3], part="巡查并上报")),
        Item(END, keys["发展党员"], LIST[1]),
        Item(ADD, "", Duty(TOWN, C, "2", ROADS, item="护路", upper_name="县交通局", part="宣传")),
    )
    return replace(Application("机构改革", date(2026, 2, 23), "rule", "某条例", rows), **said)


def test_a_change_from_application_to_list(town):
    loaded()
    asked = application()
    force = register().at(shell.now())
    assert touched(asked, TOWN, force) == (WATER, ROADS)
    by = Actor(TOWN, account=CLERK)
    stream, receipt = apply(asked, title="调整", names={TOWN: "桥东镇"}, by=by, command_id="apply")
    assert apply(asked, title="调整", names={}, by=by, command_id="apply")[1].position == receipt.position
    letters = MatterRow.objects.filter(parent=stream, kind="consultation")
    assert {row.doer for row in letters} == {WATER, ROADS}
    town.do(stream, Accept(), OFFICE)
    change = MatterRow.objects.get(pk=stream)
    before = Entry.objects.count()
    with pytest.raises(Rejected, match="opinions-first"):
        publish(change, asked, paper="编发2号", note="", by=BY, command_id="too early")
    assert Entry.objects.count() == before
    for row in letters:
        town.do(Stream(row.stream), Accept(), Desk(row.doer))
    publish(change, asked, paper="编发2号", note="", by=BY, command_id="publish")
    since = date(2026, 3, 5)
    assert items(date(2026, 3, 4)) == sorted(row.item for row in LIST)
    assert items(since) == sorted(["落实“三会一课”制度", "办理参保登记", "防汛抗旱", "处罚", "护路"])
    made = {row.value.item: row.value for row in in_force(DUTIES, TOWN, day=since).values()}
    assert (made["防汛抗旱"].part, made["防汛抗旱"].change, made["护路"].ground) == ("巡查并上报", stream, "rule")
    town.do(stream, AcceptDelivery(), TOWN)
    assert MatterRow.objects.get(pk=stream).outcome == "accepted"


def test_what_cannot_be_applied_for_or_published(small_town):
    loaded()
    by = Actor(TOWN, account=CLERK)
    asked = application()
    twice = replace(asked, items=(asked.items[0], asked.items[0]))
    refused = {
        "temporary-is-no-ground": replace(asked, ground="temporary"),
        "no-such-ground": replace(asked, ground="custom"),
        "said-in-future": replace(asked, caused=date(2026, 3, 3)),
        "reason-missing": replace(asked, cause=" "),
        "no-rows": replace(asked, items=()),
        "row-named-twice": twice,
    }
    before = Entry.objects.count()
    for code, wrong in refused.items():
        with pytest.raises(Rejected, match=code):
            apply(wrong, title="调整", names={}, by=by, command_id=code)
    assert Entry.objects.count() == before
    stream, _receipt = apply(asked, title="调整", names={}, by=by, command_id="apply")
    small_town.do(stream, Accept(), OFFICE)
    for row in MatterRow.objects.filter(parent=stream):
        small_town.do(Stream(row.stream), Accept(), Desk(row.doer))
    loaded(LIST[2:], command_id="shorter")  # a row that was to end is gone meanwhile
    with pytest.raises(Rejected, match="row-not-there"):
        publish(MatterRow.objects.get(pk=stream), asked, paper="号", note="", by=BY, command_id="publish")
    execute_all((), by=Actor(account=CLERK), command_id="none", listings=[
        Listed(UNITS, OFFICE, Unit(parent=GOV, sort="bureau"), TODAY)
    ])  # fmt: skip
    with pytest.raises(Rejected, match="no-establishment-office"):
        apply(asked, title="调整", names={}, by=by, command_id="no office")


WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
DUTY = st.builds(
    Duty, unit=st.sampled_from((TOWN, WATER)), sort=st.sampled_from(DutySort), number=WORDS,
    klass=WORDS, item=WORDS, upper_name=WORDS, upper_duty=WORDS, part=WORDS,
    how=WORDS,
)  # fmt: skip
UPPERS = st.lists(st.sampled_from((ROADS, LEAD, OFFICE)), max_size=3, unique=True)
ITEM = st.builds(
    Item, act=st.sampled_from((ADD, CHANGE, END)), key=st.sampled_from(("", "d:0123456789ab")),
    duty=st.builds(Duty.under, DUTY, UPPERS),
)  # fmt: skip
APPLICATION = st.builds(
    Application, cause=WORDS, caused=st.dates(), ground=st.sampled_from(GROUNDS), source=WORDS,
    items=st.lists(ITEM, max_size=4).map(tuple),
)  # fmt: skip


@given(APPLICATION, WORDS)
def test_an_application_is_read_back_as_it_was_written(asked: Application, name: str) -> None:
    grounded = replace(
        asked, items=tuple(replace(one, duty=replace(one.duty, ground=asked.ground)) for one in asked.items)
    )
    assert read(written(asked, {TOWN: name})) == grounded


@given(st.text())
def test_any_other_text_is_no_application(text: str) -> None:
    found = read(text)
    assert found is None or read(written(found, {})) == found
