"""Units, posts and accounts from a workbook: what would change, what is wrong and where, and twice is once."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

UNITS = [
    ["单位", "上级单位", "条线上级", "类别", "主要负责人岗位", "分管领导岗位"],
    ["某县", "", "", "县", "县长", ""],
    ["住建局", "某县", "", "局", "局长", "副县长"],
    ["综合股", "住建局", "", "股室", "股长", ""],
]
POSTS = [
    ["单位", "岗位"], ["某县", "县长"], ["某县", "副县长"], ["住建局", "局长"], ["住建局", "文员"],
    ["住建局/综合股", "股长"],
]  # fmt: skip
PARTIES = [["外部单位", "联系单位"], ["供电公司", "住建局"]]
PEOPLE = [
    ["账号", "姓名", "单位", "岗位", "任职日期", "离任日期", "管理员"],
    ["xianzhang", "甲", "某县", "县长", date(2025, 3, 1), "", ""],
    ["wenyuan", "乙", "住建局", "文员", "2025年3月1日", "", ""],
    ["guanli", "丙", "", "", "", "", "系统"],
]


def workbook(**changed) -> bytes:
    """The workbook above; `changed` replaces whole sheets, None leaves one out."""
    sheets = {"单位": UNITS, "岗位": POSTS, "外部单位": PARTIES, "人员": PEOPLE} | changed
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        if rows is not None:
            page = book.create_sheet(name)
            for row in rows:
                page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_row(sheet, *row):
    return [*sheet, list(row)]


def imported(data: bytes):
    from qiantou.access.enrolling import apply, planned
    from qiantou.acts import shell
    from qiantou.core.kernel import Actor

    return apply(planned(data), by=Actor(), command_id=shell.fresh(), released=True)


def test_a_dry_run_counts_and_writes_nothing(sqlite_site):
    from qiantou.access.enrolling import planned
    from qiantou.access.models import Account
    from qiantou.ledger.models import Entry

    made = planned(workbook())

    assert (len(made.listings), len(made.newcomers), made.faults) == (3 + 5 + 1 + 2, 3, ())
    assert Entry.objects.count() == Account.objects.count() == 0


def test_what_is_applied_is_in_force_and_its_people_can_sign_in(site):
    from django.contrib.auth import authenticate
    from django.test import RequestFactory

    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from qiantou.acts import registers, shell
    from qiantou.core.register import UNITS as SECTION

    enrolled = imported(workbook())

    assert enrolled.passwords.keys() == {"xianzhang", "wenyuan", "guanli"}
    units = registers.current().at(shell.now()).section(SECTION)
    assert sorted(unit.sort for unit in units.values()) == ["bureau", "county", "section"]
    bureau = next(unit for unit in units.values() if unit.sort == "bureau")
    assert bureau.parent in units
    assert None not in (bureau.head, bureau.leader)
    account = Account.objects.get(login="xianzhang")
    assert len(standing(account).sight) > len(units)
    request = RequestFactory().post("/sign-in/")
    assert authenticate(request, login="wenyuan", password=enrolled.passwords["wenyuan"]) is not None
    assert standing(Account.objects.get(login="guanli")).sight == frozenset()


def test_the_same_workbook_twice_changes_nothing(site):
    from qiantou.access.enrolling import planned

    imported(workbook())

    again = planned(workbook())

    assert (again.changes, again.faults) == (0, ())


def test_only_what_differs_becomes_an_entry(sqlite_site):
    from qiantou.access.enrolling import planned

    imported(workbook())
    people = [[*PEOPLE[0]], ["xianzhang", "丁", "某县", "县长", date(2025, 3, 1), date(2026, 8, 31), ""]]

    made = planned(workbook(人员=people, 单位=None, 外部单位=[PARTIES[0], ["供电公司", "某县"]]))

    assert [listed.section for listed in made.listings] == ["party", "term"]
    assert made.renamed == (("xianzhang", "丁"),)
    assert made.listings[1].value.until == date(2026, 8, 31)


FAULTS = {
    "unknown-unit": ("单位", with_row(UNITS, "水利局", "某市", "", "局", "", ""), ("单位", 5, "上级单位")),
    "unknown-sort": ("单位", with_row(UNITS, "水利局", "某县", "", "处", "", ""), ("单位", 5, "类别")),
    "section-without-unit": ("单位", with_row(UNITS, "办公室", "", "", "股室", "", ""), ("单位", 5, "上级单位")),
    "circle": (
        "单位",
        [UNITS[0], ["某县", "住建局", "", "县", "县长", ""], *UNITS[2:]],
        ("单位", 2, "上级单位"),
    ),
    "no-such-post-in-unit": (
        "单位",
        with_row(UNITS, "水利局", "某县", "", "局", "局长", ""),
        ("单位", 5, "主要负责人岗位"),
    ),
    "unknown-post": ("单位", with_row(UNITS, "水利局", "某县", "", "局", "", "书记"), ("单位", 5, "分管领导岗位")),
    "twice": ("岗位", with_row(POSTS, "住建局", "文员"), ("岗位", 7, "岗位")),
    "empty": ("岗位", with_row(POSTS, "住建局", ""), ("岗位", 7, "岗位")),
    "bad-login": ("人员", with_row(PEOPLE, "张 三", "丁", "住建局", "文员", "", "", ""), ("人员", 5, "账号")),
    "admin-with-post": (
        "人员",
        with_row(PEOPLE, "ding", "丁", "住建局", "文员", "", "", "审计"),
        ("人员", 5, "管理员"),
    ),
    "unknown-admin": ("人员", with_row(PEOPLE, "ding", "丁", "", "", "", "", "超级"), ("人员", 5, "管理员")),
    "not-a-date": ("人员", with_row(PEOPLE, "ding", "丁", "住建局", "文员", "去年", "", ""), ("人员", 5, "任职日期")),
    "ends-before-it-begins": (
        "人员",
        with_row(PEOPLE, "ding", "丁", "住建局", "文员", "2026-05-01", "2026-04-01", ""),
        ("人员", 5, "离任日期"),
    ),
    "column-missing": ("人员", [["账号", "单位"], ["ding", "住建局"]], ("人员", 1, "姓名")),
    "unknown-sheet": ("备注", [["随便写写"]], ("备注", 0, "")),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_names_sheet_row_column_and_rule_and_stops_the_whole_import(sqlite_site, rule):
    from qiantou.access.enrolling import apply, planned, sentence_of
    from qiantou.core.kernel import Actor

    sheet, rows, (where, row, column) = FAULTS[rule]

    made = planned(workbook(**{sheet: rows}))

    found = [fault for fault in made.faults if fault.rule == rule]
    assert (found[0].sheet, found[0].row, found[0].column) == (where, row, column)
    assert where in sentence_of(found[0])
    with pytest.raises(ValueError, match="faults"):
        apply(made, by=Actor(), command_id="never", released=True)


def test_every_rule_has_a_sentence_and_a_test():
    from qiantou.access.enrolling import RULES

    untested = {"nothing-in-it", "slash-in-name", "several-such-units", "several-such-posts", "admin-changes"}
    elsewhere = {"unknown-former", "former-still-there"}  # test_roster_names
    assert RULES.keys() - untested - elsewhere == FAULTS.keys()


@pytest.mark.parametrize("english", [False, True])
def test_the_template_is_read_as_empty_and_every_column_in_it_is_known(sqlite_site, english):
    from qiantou.access.enrolling import planned
    from qiantou.access.roster_sheets import SHEETS, template

    made = planned(template(english=english))

    assert [fault.rule for fault in made.faults] == ["nothing-in-it"]
    names = load_workbook(io.BytesIO(template(english=english))).sheetnames
    assert names[:-1] == [both[english] for both in SHEETS.values()]


def test_a_file_that_is_no_workbook_is_refused(sqlite_site):
    from qiantou.access.enrolling import planned
    from qiantou.core.kernel import Rejected

    with pytest.raises(Rejected, match="paper-"):
        planned(b"not a workbook")


def test_the_command_line_says_what_would_change_and_changes_it_only_when_told(tmp_path):
    from tests.jobs.test_demo import qiantou

    file = tmp_path / "roster.xlsx"
    file.write_bytes(workbook())
    data = tmp_path / "site"

    dry = qiantou(data, "roster", str(file))
    assert dry.returncode == 0, dry.stderr
    assert "11 entries for the register, 3 new accounts" in dry.stdout
    applied = qiantou(data, "roster", str(file), "--apply")
    assert "wenyuan" in applied.stdout
    again = qiantou(data, "roster", str(file), "--apply")
    assert "0 entries for the register, 0 new accounts" in again.stdout

    file.write_bytes(workbook(岗位=with_row(POSTS, "无此局", "文员")))
    faulty = qiantou(data, "roster", str(file), "--apply")
    assert faulty.returncode == 1
    assert "row 7" in faulty.stdout


def test_the_row_of_a_post_names_its_office_and_a_file_without_that_column_leaves_it(sqlite_site):
    from qiantou.access.enrolling import planned
    from qiantou.acts import registers, shell
    from qiantou.core.office import offices_of

    def offices():
        force = registers.current().at(shell.now())
        found = {post: offices_of(post, force) for post in force.section("post")}
        return sum(len(units) > 1 for units in found.values())

    units = with_row(UNITS, "县府办", "某县", "", "局", "", "副县长")
    headed, *rows = POSTS
    with_office = [[*headed, "办公机构"], *([*row, "县府办" if "县长" in row[1] else ""] for row in rows)]
    imported(workbook(单位=units))
    assert offices() == 0

    imported(workbook(单位=units, 岗位=with_office))
    assert offices() == 2

    for same in (with_office, POSTS):
        assert planned(workbook(单位=units, 岗位=same)).listings == ()
    none = [[*headed, "办公机构"], *([*row, ""] for row in rows)]
    imported(workbook(单位=units, 岗位=none))
    assert offices() == 0
    strange = [[*headed, "办公机构"], [*rows[0], "某某办"]]
    assert [fault.rule for fault in planned(workbook(岗位=strange)).faults] == ["unknown-unit"]
