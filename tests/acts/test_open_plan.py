"""A plan is launched once everybody signed: all its matters in one transaction, each with its asker, doer and clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from qiantou.acts import shell
from qiantou.acts.execute import Receipt, execute, execute_all
from qiantou.acts.letters import send_signatures
from qiantou.acts.open_plan import Waiting, _opened, _opening, open_plan, waiting
from qiantou.acts.registers import current
from qiantou.acts.world import Stored
from qiantou.core.due import current_due
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.matter import pauses
from qiantou.core.moves import Accept, AcceptDelivery, Confirm, Deliver, Offer, Refer, Reservation, Withdraw
from qiantou.core.plan import LINES, MEANS, VERSIONS, Every, Line, Means, Purpose, Rhythm, Role, Sort, Version
from qiantou.core.register import CHARTERS, TERMS, UNITS, Listed, Term, Unit
from qiantou.core.undertaking import Charter
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.models import Entry
from qiantou.ledger.record import Record
from qiantou.ledger.report import Finding
from qiantou.ledger.seal import seal
from qiantou.ledger.together import Tied
from qiantou.ledger.verify import verify_live
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import letters_of
from tests.acts.county import CLERK, Played, played
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER

DAY = date(2026, 3, 2)
WHOLE = Line(LEAD, Role.COORDINATE, 10, people=2, quarter_days=4, deliverable="统筹协调")
BRIDGE = Line(ROADS, Role.DO, 20, due=date(2026, 6, 30), deliverable="修好三座桥", standard="验收合格")
DRAINS = Line(WATER, Role.DO, 30, due=date(2026, 5, 29), competent=TOWN, after=("L002",), deliverable="疏通沟渠")

STUCK = {"L002": "already-asked", "L004": "only-beside-work-underway", "L006": "unknown-desk"}


def enter(listing: Listed) -> None:
    """By the site itself."""
    execute_all((), by=Actor(account=CLERK), command_id=uuid4().hex, listings=[listing])


class Work:
    """One joint work whose plan is drafted by LEAD, signed by everybody asked, and launched."""

    def __init__(self, town: Played, **lines: Line | Means | None) -> None:
        self.town, self.joint = town, shell.fresh()
        charter = Charter(lead=LEAD, issuer=GOV, keeper=LEAD, sponsor=DEPUTY)
        listing = Listed(CHARTERS, self.joint, charter, DAY, name="修复老桥")
        enter(listing)
        self.draft(**lines)

    def draft(self, **values: Line | Means | None) -> None:
        listings = [
            Listed(MEANS if name[0] == "M" else LINES, f"{self.joint}/{name}", value, DAY)
            for name, value in values.items()
        ]
        execute_all((), by=self.by, command_id=uuid4().hex, listings=listings)

    @property
    def by(self) -> Actor:
        return Actor(LEAD, account=CLERK)

    def put_out(self, purpose: Purpose = Purpose.SIGNATURE) -> None:
        send_signatures(self.joint, purpose=purpose, by=self.by, command_id=uuid4().hex)

    def sign(self, *, but: Desk | None = None, reserving: dict[Desk, Reservation] | None = None) -> None:
        for row in MatterRow.objects.filter(joint=self.joint, kind="signature", is_open=True):
            if row.doer != but:
                accept = Accept((reserving or {}).get(Desk(row.doer)))
                self.town.do(Stream(row.stream), accept, Desk(row.doer))

    def launch(self, command_id: str = "") -> Receipt:
        return open_plan(self.joint, by=self.by, command_id=command_id or uuid4().hex)

    def waiting(self) -> Waiting:
        force = current().at(self.town.now)
        charter = force.charter(self.joint)
        assert charter is not None
        return waiting(read([self.joint], words=True)[self.joint], letters_of(self.joint), charter, force)

    def opened(self, **wanted: object) -> list[tuple[str, str, str, str]]:
        """Line, asker, doer and phase of what was launched, in the order of the plan."""
        rows = MatterRow.objects.filter(joint=self.joint, line__gt="", beside=False, **wanted).order_by("place")
        return list(rows.values_list("line", "asker", "doer", "phase"))

    def row(self, line: str) -> MatterRow:
        return MatterRow.objects.get(joint=self.joint, line=line, beside=False)


@contextmanager
def work(**values: Line | Means | None) -> Iterator[Work]:
    """A plan signed by everybody."""
    with played() as town:
        made = Work(town, **values)
        made.put_out()
        made.sign()
        yield made


def test_all_matters_open_at_once_each_asked_by_who_accepts_it(site):
    with work(L001=WHOLE, L002=BRIDGE, L003=DRAINS) as plan:
        receipt = plan.launch()
        assert plan.opened() == [
            ("L001", DEPUTY, LEAD, "underway"),
            ("L002", LEAD, ROADS, "underway"),
            ("L003", TOWN, WATER, "underway"),
        ]
        whole = plan.row("L001")
        assert {plan.row(name).parent for name in ("L002", "L003")} == {whole.stream}
        assert (plan.row("L002").due, plan.row("L002").title) == (date(2026, 6, 30), "修好三座桥")
        assert (receipt.stream, receipt.version) == (whole.stream, 1)


def test_nothing_opens_while_a_signature_is_missing(site):
    with played() as town:
        plan = Work(town, L002=BRIDGE, L003=DRAINS)
        with pytest.raises(Rejected, match="not-put-out"):
            plan.launch()
        plan.put_out()
        plan.sign(but=WATER)
        before = Entry.objects.count()
        with pytest.raises(Rejected, match="not-all-signed") as refused:
            plan.launch()
        assert refused.value.facts["units"] == (WATER,)
        assert Entry.objects.count() == before


def test_launched_twice_it_answers_with_the_same_receipt_and_opens_nothing(site):
    with work(L001=WHOLE, L002=BRIDGE) as plan:
        first = plan.launch("once")
        count = Entry.objects.count()
        for again in (plan.launch("once"), plan.launch("another press")):
            assert (again.position, again.leaf, again.repeated) == (first.position, first.leaf, True)
        assert Entry.objects.count() == count


def test_only_the_lead_launches(sqlite_site):
    with work(L002=BRIDGE) as plan, pytest.raises(Rejected, match="only-the-lead-launches"):
        open_plan(plan.joint, by=Actor(ROADS, account=CLERK), command_id="x")


def test_a_rhythm_opens_a_matter_for_each_period_under_one_signature(sqlite_site):
    monthly = replace(BRIDGE, due=date(2026, 5, 31), rhythm=Rhythm(Every.MONTH, 31))
    with work(L002=monthly) as plan:
        plan.launch()
        rows = MatterRow.objects.filter(joint=plan.joint, line="L002").order_by("place")
        assert [row.due for row in rows] == [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
        assert {row.phase for row in rows} == {"underway"}


def test_a_line_waits_for_its_means_and_the_waiting_is_the_promisers(site):
    money = Means(Sort.MONEY, WATER, date(2026, 3, 20), 10, "专项资金", "200万元", "县财建〔2026〕3号")
    with work(L002=replace(BRIDGE, needs=("M1",)), M1=money) as plan:
        plan.launch()
        line, means = plan.row("L002"), plan.row("M1")
        assert (means.kind, means.phase, means.asker, means.doer) == ("means", "underway", LEAD, WATER)
        assert (line.phase, line.holder, line.due_now) == ("blocked", WATER, None)
        plan.town.later(days=14)
        plan.town.do(Stream(means.stream), Deliver("资金到账"), WATER)
        plan.town.do(Stream(means.stream), AcceptDelivery(), LEAD)
        matter = Stored(current()).matter(Stream(line.stream))
        assert matter is not None
        calendar = current().at(plan.town.now).calendar
        held = pauses(matter, calendar)
        assert current_due(matter.due, matter.grants, held, calendar, plan.town.now) == date(2026, 7, 14)
        assert plan.row("L002").holder == ROADS


def test_a_reservation_is_asked_for_once_of_who_could_cure_it(sqlite_site):
    lack = Reservation("缺少图纸", WATER, DAY)
    with played() as town:
        plan = Work(town, L002=BRIDGE, L004=replace(BRIDGE, order=40, deliverable="修护栏"))
        plan.put_out()
        plan.sign(reserving={ROADS: lack})
        plan.launch()
        asked = MatterRow.objects.filter(joint=plan.joint, kind="obstacle").values_list("title", "doer", "parent")
        assert list(asked) == [("缺少图纸", WATER, plan.row("L002").stream)]


def test_an_amendment_moves_what_it_touches_and_leaves_the_past(site):
    with work(L001=WHOLE, L002=BRIDGE, L003=DRAINS, L004=replace(BRIDGE, order=40, deliverable="修护栏")) as plan:
        plan.launch()
        before = plan.row("L003")
        later = date(2026, 8, 31)
        plan.draft(L002=replace(BRIDGE, due=later), L004=None, L005=replace(DRAINS, order=50, deliverable="清淤"))
        plan.put_out(Purpose.AMENDMENT)
        asked = MatterRow.objects.filter(joint=plan.joint, kind="signature", is_open=True)
        assert {row.doer for row in asked} == {DEPUTY, ROADS, WATER, TOWN}
        plan.sign()
        plan.launch()
        assert (plan.row("L002").due, plan.row("L002").due_now) == (date(2026, 6, 30), later)
        assert (plan.row("L004").phase, plan.row("L004").outcome) == ("closed", "withdrawn")
        assert plan.row("L005").phase == "underway"
        assert plan.row("L003").version == before.version
        count = Entry.objects.count()
        plan.launch()
        assert Entry.objects.count() == count


def test_a_refusal_names_its_line_and_opens_nothing(sqlite_site):
    with work(L002=BRIDGE, L003=DRAINS) as plan:
        listing = Listed("unit", WATER, None, DAY)
        enter(listing)
        with pytest.raises(Rejected) as refused:
            plan.launch()
        assert refused.value.facts["line"] == "L003"
        assert plan.opened() == []


def test_an_amendment_hands_over_and_moves_the_leads_own_day_by_the_signatures_alone(sqlite_site):
    own = replace(WHOLE, due=date(2026, 9, 30))
    with work(L001=own, L002=BRIDGE, L003=replace(DRAINS, competent=None)) as plan:
        plan.launch()
        plan.draft(L001=replace(own, due=date(2026, 10, 30)), L003=replace(DRAINS, competent=None, unit=TOWN))
        plan.put_out(Purpose.AMENDMENT)
        asked = MatterRow.objects.filter(joint=plan.joint, kind="signature", is_open=True)
        assert {row.doer for row in asked} == {DEPUTY, WATER, TOWN}
        plan.sign()
        plan.launch()
        whole, drains = plan.row("L001"), plan.row("L003")
        assert (whole.due, whole.due_now) == (date(2026, 9, 30), date(2026, 10, 30))
        assert (drains.doer, drains.phase, drains.due) == (TOWN, "underway", date(2026, 5, 29))
        beside = MatterRow.objects.filter(joint=plan.joint, kind="variation")
        assert {(row.line, row.outcome) for row in beside} == {("v2", "granted")}


def test_a_stuck_line_waits_by_name_and_holds_up_nobody_else(site):
    lines = {"L002": BRIDGE, "L003": DRAINS, "L004": replace(BRIDGE, order=40, deliverable="修护栏")}
    with work(L001=WHOLE, **lines) as plan:
        plan.launch()
        bridge, rails = (Stream(plan.row(name).stream) for name in ("L002", "L004"))
        later, side = date(2026, 8, 31), shell.fresh()
        more = Offer("variation", ROADS, LEAD, "要延期", due=later, joint=plan.joint, parent=bridge, beside=True)
        plan.town.do(side, more, ROADS)
        plan.town.do(rails, Refer("谈不拢"), ROADS)
        gone = Listed(UNITS, "u:gone", Unit(parent=GOV, leader=DEPUTY), DAY)
        enter(gone)
        plan.draft(L005=replace(BRIDGE, order=50), L006=replace(BRIDGE, order=60, unit=Desk(gone.key)))
        plan.draft(**{name: replace(line, due=later) for name, line in lines.items()})
        plan.put_out(Purpose.AMENDMENT)
        plan.sign()
        enter(replace(gone, value=None))
        assert {name: why.code for name, why in plan.waiting().items()} == STUCK
        plan.launch()
        assert [plan.row(name).due_now for name in ("L002", "L003", "L005")] == [date(2026, 6, 30), later, BRIDGE.due]
        assert plan.waiting().keys() == STUCK.keys()
        with pytest.raises(Rejected) as refused:
            plan.launch()
        assert (refused.value.code, refused.value.facts["line"]) == ("unknown-desk", "L006")
        plan.town.do(side, Withdraw("不用了"), ROADS)
        plan.launch()
        assert (plan.row("L002").due_now, plan.waiting().keys()) == (later, {"L004", "L006"})


def test_a_version_is_not_listed_again_over_a_changed_plan_nor_put_out_to_nobody(sqlite_site):
    with work(L001=WHOLE, L002=BRIDGE) as plan:
        plan.draft(L002=replace(BRIDGE, due=date(2026, 3, 4)))
        for number, code in ((1, "versions-count-on"), (3, "versions-count-on"), (2, "version-without-letters")):
            again = Listed(VERSIONS, f"{plan.joint}/v{number}", Version(number, Purpose.SIGNATURE), DAY)
            with pytest.raises(Rejected, match=code):
                execute_all((), by=plan.by, command_id=uuid4().hex, listings=[again])
        plan.launch()
        assert plan.row("L002").due == BRIDGE.due


def test_a_signature_asked_beforehand_by_another_desk_or_for_another_work_opens_nothing(sqlite_site):
    with played() as town:
        plan, other = Work(town, L002=BRIDGE), Work(town, L002=BRIDGE)
        asked = Offer("signature", WATER, ROADS, "请签", joint=plan.joint, about=("v1", "L002"))
        with pytest.raises(Rejected, match="only-the-lead-asks"):
            town.do(shell.fresh(), asked, WATER)
        early = shell.fresh()
        town.do(early, replace(asked, asker=LEAD), LEAD)  # before v1 was put out: it pins nothing
        town.do(early, Accept(), ROADS)
        for one in (plan, other):
            one.put_out()
        other.sign()
        plan.sign(but=ROADS)
        with pytest.raises(Rejected, match="not-all-signed") as refused:
            plan.launch()
        assert refused.value.facts["units"] == (ROADS,)


def test_what_the_keeper_records_for_a_unit_signs_the_plan_once_the_unit_has_confirmed_it(site):
    with played() as town:
        plan = Work(town, L002=BRIDGE)
        sits = Listed(TERMS, "t:1", Term("somebody", Desk("p:roads")), DAY)
        enter(sits)
        plan.put_out()
        plan.sign(but=ROADS)
        asked = Stream(MatterRow.objects.get(joint=plan.joint, kind="signature", doer=ROADS).stream)
        by = Actor(ROADS, account=CLERK, recorded=Recorded(GOV, DAY, "电话记录"))
        execute(asked, Accept(), by=by, command_id=uuid4().hex)
        with pytest.raises(Rejected, match="not-all-signed"):
            plan.launch()
        town.do(asked, Confirm(2), ROADS)
        plan.launch()
        assert plan.opened() == [("L002", LEAD, ROADS, "underway")]


def test_what_is_reserved_in_an_amendment_is_asked_for_beside_the_line_it_moves(sqlite_site):
    with work(L002=BRIDGE, L003=replace(DRAINS, competent=None)) as plan:
        plan.launch()
        plan.draft(L002=replace(BRIDGE, due=date(2026, 8, 31)), L003=replace(DRAINS, competent=None, unit=TOWN))
        plan.put_out(Purpose.AMENDMENT)
        plan.sign(reserving={ROADS: Reservation("缺少图纸", WATER, DAY), TOWN: Reservation("缺少钥匙", WATER, DAY)})
        plan.launch()
        asked = MatterRow.objects.filter(joint=plan.joint, kind="obstacle").values_list("title", "asker", "parent")
        bridge, drains = (plan.row(name).stream for name in ("L002", "L003"))
        assert set(asked) == {("缺少图纸", ROADS, bridge), ("缺少钥匙", TOWN, drains)}


def test_what_launches_rested_on_is_looked_up_in_the_whole_record(sqlite_site):
    make_key_and_witness()
    own, later = replace(WHOLE, due=date(2026, 9, 30)), date(2026, 10, 30)
    with work(L001=own, L002=BRIDGE, L003=DRAINS) as plan:
        plan.launch()
        plan.draft(L001=replace(own, due=later), L002=replace(BRIDGE, due=later), L003=replace(DRAINS, due=later))
        plan.put_out(Purpose.AMENDMENT)
        plan.sign(reserving={ROADS: Reservation("缺少图纸", WATER, DAY)})
        plan.launch()
        seal(shell.now())
        told: list[Tied] = []

        def together(listed: Sequence[Record], found: Iterable[Tied]) -> Iterator[Finding]:
            told.extend(found)
            return together_under(listed, told)

        assert verify_live(fold_under=fold_under, together=together).findings == ()
        signed = [one.signed for one in told if one.signed is not None]
        rested = sorted(one.offered.policy.kind for one in signed if one.offered is not None)
        assert rested == ["task", "task", "variation", "variation"]


def test_an_amended_rhythm_ends_the_periods_it_no_longer_has_and_opens_the_new_ones(sqlite_site):
    monthly = replace(BRIDGE, due=date(2026, 5, 31), rhythm=Rhythm(Every.MONTH, 31))
    with work(L002=monthly) as plan:
        plan.launch()
        plan.draft(L002=replace(monthly, rhythm=Rhythm(Every.MONTH, 15)))
        plan.put_out(Purpose.AMENDMENT)
        plan.sign()
        plan.launch()
        rows = MatterRow.objects.filter(joint=plan.joint, line="L002").order_by("due")
        assert [(f"{row.due:%m-%d}", row.is_open) for row in rows] == [
            ("03-15", True), ("03-31", False), ("04-15", True), ("04-30", False), ("05-15", True), ("05-31", False),
        ]  # fmt: skip


def test_of_two_launches_at_one_moment_the_slower_opens_nothing_twice(site):
    with work(L001=WHOLE, L002=BRIDGE) as plan:
        slower = _opening(plan.joint, plan.by)  # read before the faster one wrote
        first = plan.launch()
        count = Entry.objects.count()
        with pytest.raises(Rejected, match="already-offered"):
            _opened(slower, uuid4().hex)
        assert Entry.objects.count() == count
        assert plan.launch().position == first.position
