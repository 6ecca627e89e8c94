"""A unit under a new name stays the desk it was: with its record, its posts and its sections."""

import pytest

from tests.access.test_roster import PEOPLE, UNITS, imported, workbook

RENAMED = [
    [*UNITS[0], "原名称"],
    [*UNITS[1], ""],
    ["住房和城乡建设局", "某县", "", "局", "局长", "副县长", "住建局"],
    ["办公室", "住房和城乡建设局", "", "股室", "股长", "", "综合股"],
]
POSTS = [
    ["单位", "岗位"], ["某县", "县长"], ["某县", "副县长"], ["住房和城乡建设局", "局长"],
    ["住房和城乡建设局", "文员"], ["住房和城乡建设局/办公室", "股长"],
]  # fmt: skip


def renamed(**changed) -> bytes:
    people = [PEOPLE[0], PEOPLE[1], [*PEOPLE[2][:2], "住房和城乡建设局", *PEOPLE[2][3:]]]
    sheets = {"单位": RENAMED, "岗位": POSTS, "外部单位": None, "人员": people} | changed
    return workbook(**sheets)


def units() -> dict[str, str]:
    """Name → desk of the units in force."""
    from qiantou.core.register import UNITS as SECTION
    from qiantou.readmodel.models import DeskRow

    return {DeskRow.objects.get(pk=desk).name: desk for desk in in_force(SECTION)}


def in_force(section):
    from qiantou.acts import registers, shell

    return registers.current().at(shell.now()).section(section)


def test_a_renamed_unit_keeps_its_desk_its_posts_and_its_people(site):
    from qiantou.access.enrolling import planned
    from qiantou.core.register import POSTS as SECTION

    imported(workbook())
    before, posts = units(), set(in_force(SECTION))

    made = planned(renamed())
    assert made.faults == ()
    assert made.units_renamed == (("住建局", "住房和城乡建设局"), ("综合股", "办公室"))
    assert [(listed.section, listed.name) for listed in made.listings] == [
        ("unit", "住房和城乡建设局"), ("unit", "办公室"),
    ]  # fmt: skip
    imported(renamed())

    after = units()
    assert after == {
        "某县": before["某县"], "住房和城乡建设局": before["住建局"], "办公室": before["综合股"],
    }  # fmt: skip
    assert set(in_force(SECTION)) == posts


def test_the_same_workbook_again_changes_nothing(sqlite_site):
    from qiantou.access.enrolling import planned

    imported(workbook())
    imported(renamed())
    again = planned(renamed())
    assert (again.changes, again.units_renamed, again.faults) == (0, (), ())


def test_the_record_keeps_both_names(sqlite_site):
    from qiantou.acts import registers
    from qiantou.ledger.writer import read

    imported(workbook())
    imported(renamed())
    entries = read([registers.STRUCTURE], words=True)[registers.STRUCTURE]
    desk = units()["住房和城乡建设局"]
    names = [entry.event.name for entry in entries if getattr(entry.event, "key", "") == desk]
    assert names == ["住建局", "住房和城乡建设局"]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([RENAMED[0], ["住房局", "某县", "", "局", "", "", "无此局"]], "unknown-former"),
        ([RENAMED[0], [*UNITS[2], ""], ["住房局", "某县", "", "局", "", "", "住建局"]], "former-still-there"),
        ([RENAMED[0], ["某县", "", "", "县", "", "", "住建局"]], "former-still-there"),
    ],
)
def test_a_former_name_that_cannot_be_is_a_fault(sqlite_site, rows, rule):
    from qiantou.access.enrolling import planned

    imported(workbook())
    made = planned(renamed(单位=rows, 岗位=None, 人员=None))
    assert [(fault.rule, fault.column) for fault in made.faults] == [(rule, "原名称")]


def test_the_administrator_sees_what_is_renamed_before_it_is(sqlite_site):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from qiantou.access.models import Account

    imported(workbook())
    Account.objects.update(must_change=False)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Account.objects.get(login="guanli"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.post("/units/import/", {"file": SimpleUploadedFile("r.xlsx", renamed())}).content.decode()
    assert "住建局 → 住房和城乡建设局" in page
