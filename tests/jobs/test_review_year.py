"""A year told to its end: five works concluded and assessed, one of them contested, amended, exempted; every sum
reconciles, and what the year says of a unit is what its sheets say."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from random import Random
from types import SimpleNamespace

import pytest

from qiantou.core.kernel import Rejected, Stream
from qiantou.core.span import states
from qiantou.core.worktime import working_minutes
from qiantou.insight.account import account
from qiantou.insight.account_own import own_overrun
from qiantou.insight.account_pieces import Clock
from qiantou.insight.bulletin_waits import Record
from qiantou.insight.honours import Flag, propose

TOLD = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


@pytest.fixture(scope="module")
def year(templates, tmp_path_factory):
    """The county after the year of its works; read by every test here and changed by none."""
    with templates.site("sqlite", tmp_path_factory.mktemp("year")):
        from qiantou.acts import registers, shell
        from qiantou.jobs.county.stories import sewers, year
        from qiantou.jobs.county.told import tell_all
        from qiantou.jobs.site import make_key_and_witness
        from qiantou.ledger.writer import read
        from qiantou.readmodel.models import JointRow, MatterRow

        make_key_and_witness()
        county = tell_all(TOLD, stories=[sewers.story, *year.STORIES], chance=Random(5).randbytes)
        joints = {row.title: Stream(row.stream) for row in JointRow.objects.all()}
        joint = joints[sewers.TITLE]
        names = [Stream(name) for name in MatterRow.objects.values_list("stream", flat=True)]
        records = {name: Record(told, states(told)) for name, told in read(names).items()}
        lines = dict(MatterRow.objects.filter(joint=joint).exclude(line="").values_list("line", "stream"))
        with shell.scripted(lambda: TOLD, Random(6).randbytes):
            force = registers.current().at(TOLD)
            yield SimpleNamespace(county=county, joint=joint, joints=joints, records=records, lines=lines, force=force)


def sheets(year, joint=None):
    """The sheets of a work, of the drains where none is named, in the order in which they were put out."""
    from qiantou.core.review import SHEETS

    return year.force.history(SHEETS, joint or year.joint)


def the_year_of_the_units(year):
    """As the office that keeps every record of it sees it."""
    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from qiantou.desk.review_year_read import year_for

    return year_for(standing(Account.objects.get(login="zhengfuban")), year.force, TOLD.year)


def test_every_matter_of_the_year_accounts_for_its_deviation(year):
    calendar, late = year.force.calendar, {}
    for name, one in year.records.items():
        told = account(one, year.records, calendar, TOLD)
        assert sum(told.shares.values()) == told.deviation
        if told.agreed is None or not told.is_done:
            continue
        opened, day = one.entries[0].at, calendar.end_of_day(told.agreed)
        beyond = sum(
            minutes
            for piece, minutes in zip(told.pieces, told.minutes, strict=True)
            if piece.over and piece.clock is Clock.AFTER
        )
        passed = working_minutes(calendar, opened, told.finish) - working_minutes(calendar, opened, day)
        assert told.deviation == passed + beyond
        late[name] = told.deviation
    assert {line for line, name in year.lines.items() if late[Stream(name)] > 0} == {"L002", "L003", "L004"}


def test_the_shares_of_each_delay_add_up_to_it(year):
    from qiantou.core.attribution import ATTRIBUTIONS

    made = year.force.section(ATTRIBUTIONS)
    assert made.keys() == set(year.joints.values())
    for one in made.values():
        assert one.is_final
        assert sum((share.minutes for share in one.shares), Fraction(0)) == one.delay > 0


def test_each_sheet_gives_out_the_whole_and_ruling_and_exemption_change_one_thing_each(year):
    from qiantou.acts import assessing

    told = [known.value for known in sheets(year)]
    every = [known for joint in year.joints.values() for known in sheets(year, joint)]
    assert len(every) == len(year.joints) + 2
    for sheet in (known.value for known in every):
        given = sum((part.total for part in sheet.parts), Fraction(0))
        assert given + sum((one.share.exact for one in sheet.unearned), Fraction(0)) == 1
        assert sum(part.minutes for part in sheet.parts) == sum(
            one.minutes for one in sheet.overruns if one.contest is None
        )
    for known in every:
        assert assessing.agrees(known.value)
    shares = [{part.unit: part.total for part in sheet.parts} for sheet in told]
    assert shares[0] == shares[1] == shares[2]
    helper = next(part for part in told[-1].parts if part.unit == year.county.desk("ziyuan"))
    assert helper.help.exact > 0
    points = [{part.unit: part.points.exact for part in sheet.parts if part.points is not None} for sheet in told]
    late = year.county.desk("chengguan")
    for before, after in pairwise(points):
        assert {unit for unit in before if before[unit] != after[unit]} == {late}
    assert [part.minutes for part in told[-1].parts if part.unit == late] == [0]


def test_what_a_sheet_takes_for_time_is_what_the_account_finds(year):
    from qiantou.acts import attributing

    calendar = year.force.calendar
    found = {one.matter: one.minutes for one in sheets(year)[0].value.overruns}
    waited = attributing.reading(year.joint, year.force, TOLD).built.waited
    streams = {line: Stream(name) for line, name in year.lines.items()}
    own = {line: own_overrun(year.records[name], year.records, calendar, TOLD, waited=waited.get(name, ()))
           for line, name in streams.items()}  # fmt: skip
    assert found == {Stream(year.lines[line]): told.counted for line, told in own.items() if told.counted}
    assert {line for line, told in own.items() if told.counted} == {"L002", "L004"}


def test_the_year_of_each_unit_is_the_sum_of_its_sheets(year):
    seen = the_year_of_the_units(year)
    told = {unit: sum((p.lines + p.coordination + p.help for p in one.parts), Fraction(0))
            for unit, one in seen.units().items()}  # fmt: skip
    rows = [part for joint in year.joints.values() for part in sheets(year, joint)[-1].value.parts]
    units = {part.unit for part in rows}
    assert told == {unit: sum((p.total for p in rows if p.unit == unit), Fraction(0)) for unit in units}
    assert {unit: one.n for unit, one in seen.units().items()} == Counter(part.unit for part in rows)
    keys = {year.county.key(unit) for unit, one in seen.units().items() if not one.is_few}
    assert keys == {"zhujian", "caizhengju", "shuili", "ziyuan"}


def test_honours_of_the_year_name_whose_work_they_rest_on(year):
    seen = the_year_of_the_units(year)
    rows = {joint: [part for part in seen.every if part.joint == joint] for joint in seen.sheets}
    told = propose(seen.units().values(), rows, rate=80)
    flags = {year.county.key(one.unit): {flag.flag for flag in one.flags} for one in told.proposed}
    assert flags.keys() == {"zhujian", "caizhengju", "ziyuan"}  # the water bureau ran over its own days three times
    assert Flag.ONLY_COORDINATED in flags["zhujian"]
    assert flags["ziyuan"] == set()  # it coordinated nothing: what it delivered and helped with is its own


def test_who_waited_for_what_was_lacking_ran_over_nothing_and_who_cleared_it_is_credited(year):
    fields = sheets(year, year.joints["高标准农田和灌溉渠系改造"])[-1].value
    parts = {year.county.key(part.unit): part for part in fields.parts}
    assert parts["ziyuan"].help.exact > 0
    assert parts["shuili"].minutes == 0
    from qiantou.core.attribution import ATTRIBUTIONS

    assert year.force.section(ATTRIBUTIONS)[fields.joint].delay > 0


def test_what_is_exempt_is_decided_heard_and_cleared_and_no_blame_is_adopted(year):
    kinds = {one.matter.kind: one.matter for one in year.records.values()}
    assert kinds["exemption"].verdict == "exempt"
    assert (kinds["exemption"].is_open, kinds["clearing"].is_open) == (False, False)
    assert kinds["hearing"].delivered < kinds["accountability"].since
    assert kinds["accountability"].outcome == "refused"


def test_a_proposal_of_accountability_is_refused_at_the_gate_with_what_is_missing(year):
    from qiantou.acts import proposing

    unit, by = year.county.desk("chengguan"), year.county.by("zhujian")
    found = proposing.view(year.joint, unit)
    pipes = year.lines["L002"]
    told = next(work for work in found.works if work.matter.stream == pipes)
    entries = tuple(f"{pipes}/{entry.version}" for entry in told.entries)
    with pytest.raises(Rejected) as refusal:
        proposing.propose(proposing.Said("建议问责", "超期", entries), found, by=by, command_id="gate")
    assert refusal.value.code == "gate-not-passed"
    assert "lack-guidance" in refusal.value.facts["lacks"]
    silent = (f"{pipes}/1",)
    with pytest.raises(Rejected, match="rests-on-no-record"):
        proposing.propose(proposing.Said("建议问责", "没有记录", silent), found, by=by, command_id="silent")


def test_the_record_of_the_year_is_verified(year):
    from qiantou.jobs.verify_site import verify_site
    from qiantou.ledger.seal import seal

    seal(TOLD)
    assert verify_site().findings == ()


@pytest.mark.parametrize("who", ["zhengfuban", "zhujian", "chengguan"])
def test_every_page_of_the_year_opens_to_whom_it_is_told(year, who):
    from django.test import Client

    from qiantou.access.models import Account
    from tests.support.signing import password_given

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Account.objects.get(login=who), backend="django.contrib.auth.backends.ModelBackend")
    password_given(client)
    work = f"/j/{year.joint[:12]}"
    unit = year.county.desk("zhujian" if who == "zhujian" else "chengguan")  # the keeper reads every unit's
    own = f"/review/units/{unit}/?year={TOLD.year}"
    pages = [
        f"{work}/delay/",
        f"{work}/review/",
        "/review/units/",
        own,
        "/exemptions/",
        "/accountability/",
        "/duty-file/",
    ]
    pages += [f"/m/{name[:12]}/time/" for name in year.lines.values()]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert "生活污水集中收集率" in client.get(f"{work}/review/").content.decode()
