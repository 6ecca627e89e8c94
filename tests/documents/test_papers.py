"""Papers out: the page after GB/T 9704-2012, what each paper must say, and the same bytes for the same content."""

import io
import string
import zipfile
from dataclasses import fields
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn

from qiantou.documents.papers.charter import Charter, Direction, Outcome, write_charter
from qiantou.documents.papers.disagreement import Disagreements, Dispute, Override, View, write_disagreements
from qiantou.documents.papers.disposition import Dispositions, Opinion, write_dispositions
from qiantou.documents.papers.english import ENGLISH
from qiantou.documents.papers.handover import Handover, Told, write_handover
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.letter import Letter, LetterLine, OpenPoint, write_letter
from qiantou.documents.papers.mandate import Countersigned, Mandate, Power, write_mandate
from qiantou.documents.papers.opinions import Disposition, Silence
from qiantou.documents.papers.plan import Order, Plan, PlanLine, Signature, Signing, write_plan
from qiantou.documents.papers.saying import chinese_numeral, paper_number
from qiantou.documents.papers.wording import CHINESE

HEAD = Head("丰收节筹备工作", "县农业农村局", "QT-7F3A-21", paper_number("丰农函", 2026, 12), date(2026, 3, 5))
BARE = Head("丰收节筹备工作", "", "")
LINE = LetterLine("3", "落实专项经费", "下达到账", "配合", date(2026, 3, 31))
POINT = OpenPoint("3", "本年度预算已经下达", Disposition.PARTLY, "分两批下达")
LONG_NAME = "县高标准农田建设与农业面源污染综合治理工作专班办公室联合党支部"
EMPTY = {
    "letter": write_letter(Letter(BARE, "", ())),
    "dispositions": write_dispositions(Dispositions(BARE, 1)),
    "disagreements": write_disagreements(Disagreements(BARE, "", ())),
    "plan": write_plan(Plan(BARE, ())),
    "plan by unit": write_plan(Plan(BARE, ()), Order.BY_UNIT),
    "mandate": write_mandate(Mandate(BARE, "", ())),
    "charter": write_charter(Charter(BARE, "", "")),
    "handover": write_handover(Handover(BARE, "", "", "")),
}


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def text(data: bytes) -> str:
    """Everything in the body, in its order, cells included."""
    body = opened(data).element.body
    return "\n".join("".join(run.text for run in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def letter(**changes) -> str:
    given = {"head": HEAD, "to": "县财政局", "lines": (LINE,), "reply_by": date(2026, 3, 16)}
    return text(write_letter(Letter(**{**given, **changes})))


@pytest.mark.parametrize("name", EMPTY)
def test_a_page_has_the_standard_type_area_whatever_is_missing(name):
    section = opened(EMPTY[name]).sections[0]
    inner = (
        section.page_width.mm - section.left_margin.mm - section.right_margin.mm,
        section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm,
    )
    if section.page_width > section.page_height:
        inner = inner[::-1]
        edges = (section.left_margin.mm, section.top_margin.mm)
    else:
        edges = (section.top_margin.mm, section.left_margin.mm)
    assert sorted(round(side.mm) for side in (section.page_width, section.page_height)) == [210, 297]
    assert [round(side) for side in inner] == [156, 225]
    assert [round(edge) for edge in edges] == [37, 28]


def test_type_is_named_sized_and_pitched_after_the_standard():
    styles = opened(EMPTY["letter"]).styles
    asked = {"Body Text": ("仿宋_GB2312", 16), "Title": ("方正小标宋简体", 22), "Heading 1": ("黑体", 16)}
    asked |= {"Heading 2": ("楷体_GB2312", 16), "Footer": ("宋体", 14)}
    found = {name: (styles[name].element.rPr.rFonts.get(qn("w:eastAsia")), styles[name].font.size.pt) for name in asked}
    assert found == asked
    body = styles["Body Text"]
    assert body.paragraph_format.line_spacing.pt == 28.95
    assert 22 * 28.95 <= 225 / 25.4 * 72 < 23 * 28.95
    assert 28 * (16 - 0.25) <= 156 / 25.4 * 72 < 29 * (16 - 0.25)
    spacing = body.element.rPr.find(qn("w:spacing"))
    assert spacing.get(qn("w:val")) == "-5"
    indent = body.element.pPr.ind
    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "630")


def test_the_page_number_stands_between_dashes_outside_and_the_reference_inside():
    data = write_letter(Letter(HEAD, "县财政局", (LINE,)))
    document = opened(data)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    for foot in (odd, even):
        assert [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert odd.text == "存证编号：QT-7F3A-21\t—  —"
    assert even.text == "—  —\t存证编号：QT-7F3A-21"


def test_a_letter_shows_the_units_lines_then_the_day_and_what_silence_means():
    said = letter(silence=Silence.CONSENTS)
    parts = ["丰农函〔2026〕12号", "县财政局：", "落实专项经费", "2026年3月31日", "2026年3月16日（星期一）前"]
    parts += ["视为无不同意见", "附件：征求意见回执", "2026年3月5日", "□ 无意见", "负责人签字"]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert said.count("视为无不同意见") == 2, "the rule stands on the slip too"
    assert "不视为同意" in letter(silence=Silence.CLIMBS)
    noted = letter(silence=Silence.NOTED)
    assert noted.count("不视为同意，我单位将按“未答复”如实上报。") == 2, "in the letter and on its slip"
    assert "由上级决定" not in noted, "silence is reported, and goes to nobody for a decision"
    assert "逾期未答复如何处理：未约定" in letter()


def test_only_from_round_two_are_the_open_points_shown_with_what_was_done_and_why():
    assert "本年度预算已经下达" not in letter(points=(POINT,))
    second = letter(points=(POINT,), round=2, cap=3)
    assert "第2轮（至多3轮）" in second
    assert second.index("落实专项经费") < second.index("本年度预算已经下达") < second.index("分两批下达")
    assert "关于再次征求" in second


def test_a_number_not_given_stands_in_one_pair_of_brackets_and_no_day_is_asked_that_was_not_named():
    bare = letter(head=BARE, reply_by=None)
    assert "意见的函（文号待编），第1轮。" in bare
    assert "前（含当日）" not in bare


def test_dispositions_count_every_opinion_once_and_silence_apart():
    fates = [Disposition.ADOPTED, Disposition.ADOPTED, Disposition.PARTLY, Disposition.NOT_ADOPTED, None]
    opinions = tuple(Opinion(LONG_NAME, str(n), "改期", fate, "冲突") for n, fate in enumerate(fates, 1))
    data = write_dispositions(Dispositions(HEAD, 2, opinions, silent=("县供电公司",)))
    assert "收到意见5条：采纳2条，部分采纳1条，未采纳1条，尚未处理1条；未答复单位1个。" in text(data)
    rows = [[cell.text for cell in row.cells] for row in opened(data).tables[0].rows]
    assert rows[0] == ["序号", "单位", "事项", "意见", "处理情况", "理由"]
    assert [row[4] for row in rows[1:-1]] == ["采纳", "采纳", "部分采纳", "未采纳", "尚未处理"]
    assert rows[-1] == ["6", "县供电公司", "—", "未答复", "—", "—"]
    assert "无意见" not in text(data).replace("不写作“无意见”", "")


def test_every_table_repeats_its_heading_and_fills_the_width():
    lines = tuple(PlanLine(str(n), LONG_NAME, "展销" * 40 if n % 9 else "展" * 2000) for n in range(1, 61))
    document = opened(write_plan(Plan(HEAD, lines)))
    assert len(document.tables[0].rows) == 61
    for table in document.tables:
        heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        assert sum(widths) == round(225 * 1440 / 25.4)
    whole = [row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in document.tables[0].rows]
    assert whole[1]
    assert not whole[9], "a row longer than a page may run on"


def test_a_plan_by_unit_gathers_each_units_lines_and_says_how_it_signed():
    lines = (PlanLine("1", "县财政局", "拨款", dissent="没有预算依据"), PlanLine("2", "县公安局", "疏导"))
    signed = (
        Signature("县财政局", Signing.COMPLIES, date(2026, 3, 9), "经费尚未到位"),
        Signature("县公安局", Signing.BY_RULE, date(2026, 3, 10)),
        Signature("县文旅局"),
        Signature("县水利局", Signing.RULED, date(2026, 3, 10)),
    )
    plan = Plan(
        HEAD, (*lines, PlanLine("3", "县财政局", "监管")), signatures=signed, dissents=("整体 县文旅局：工期太紧",)
    )
    document = opened(write_plan(plan, Order.BY_UNIT))
    assert [row.cells[0].text for row in document.tables[0].rows] == ["序号", "1", "3"]
    said = text(write_plan(plan, Order.BY_UNIT))
    assert "（一）县财政局" in said
    assert "（二）县公安局" in said
    assert "不同意见：没有预算依据" in said
    assert [row.cells[2].text for row in document.tables[-1].rows][1:] == [
        "执行，保留意见：经费尚未到位",
        "逾期未答复，依规则视为接受",
        "尚未签署",
        "未同意签署，经领导决定执行",
    ]
    assert said.index("不同意见：整体 县文旅局：工期太紧") < said.index("要素保障")
    assert "为落实府办〔2026〕1号" in text(write_plan(Plan(HEAD, lines, source="府办〔2026〕1号")))


def test_disagreements_tell_the_point_the_views_the_own_view_who_decided_and_the_dissent():
    override = Override("分管副县长", "各出一半", date(2026, 3, 20), (View("县财政局", "没有依据"),))
    own = View("县农业农村局", "统筹安排", "常务会议纪要")
    decided = Dispute("经费", "谁出", (View("县财政局", "各单位自己出"),), own, override)
    said = text(write_disagreements(Disagreements(HEAD, "县政府", (decided, Dispute("安全", "谁查", (), own)))))
    parts = ["第十三条", "一、经费", "谁出", "1.县财政局：各单位自己出", "统筹安排", "理由和依据：常务会议纪要"]
    parts += [
        "分管副县长于2026年3月20日决定：各出一半",
        "县财政局的不同意见保留在案：没有依据",
        "二、安全",
        "尚未作出决定",
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert "请予审定" in said
    decided_alone = text(write_disagreements(Disagreements(HEAD, "", (decided,))))
    assert "请予审定" not in decided_alone
    assert "未约定：" not in decided_alone, "no salutation where nobody is named"


def test_mandate_charter_and_handover_say_what_they_rest_on():
    power = Power("召集", "县直单位", "县长", date(2026, 3, 1), date(2026, 10, 31), "纪要〔2026〕3号", "同意召集")
    mandate = text(write_mandate(Mandate(HEAD, "县农业农村局", (power,), (Countersigned("副县长", "公安"),))))
    for part in ("2026年3月1日至2026年10月31日", "纪要〔2026〕3号", "“同意召集”", "副县长", "未约定"):
        assert part in mandate
    outcome = Outcome("投诉件数", "14", "5", Direction.DOWN)
    charter = text(write_charter(Charter(HEAD, "办成", "县农业农村局", outcomes=(outcome,))))
    for part in ("将增加基层负担", "不与考核挂钩。", "下降为好", "投诉件数"):
        assert part in charter
    *_body, alone, closing, blank, _issuer, _day = opened(
        write_charter(Charter(HEAD, "办成", "县农业农村局"))
    ).paragraphs
    assert [alone.text, closing.text] == ["不与考核挂钩。", "特此立项。"]
    keeps = [one.paragraph_format.keep_with_next for one in (alone, closing, blank)]
    assert keeps == [None, True, True], "the signature takes the closing words along, never a text from its heading"
    told = (Told("分管副县长", date(2026, 3, 25)), Told("县公安局", None, "活动后再移交"))
    note = text(write_handover(Handover(HEAD, "县农业农村局", "县文旅局", "职责所在", date(2026, 4, 1), told)))
    for part in ("由县农业农村局移交县文旅局", "分管副县长，2026年3月25日告知。", "提出异议：活动后再移交"):
        assert part in note
    unsaid = text(write_handover(Handover(HEAD, "县农业农村局", "县文旅局", "")))
    assert "移交原因" not in unsaid
    assert "未约定" not in unsaid
    assert "仍由县农业农村局牵头" in unsaid


@pytest.mark.parametrize("name", EMPTY)
def test_what_is_missing_reads_not_agreed_and_nothing_fails(name):
    wanted = "收到意见0条" if name == "dispositions" else "未约定"
    assert wanted in text(EMPTY[name])
    with zipfile.ZipFile(io.BytesIO(EMPTY[name])) as package:
        assert package.testzip() is None
        everything = b"".join(package.read(part) for part in package.namelist())
    assert "docProps/thumbnail.jpeg" not in package.namelist()
    assert not any(word in everything for word in (b"python-docx", b"Macintosh", b"dcterms:", b"dc:creator"))


def test_the_same_content_gives_the_same_bytes_and_no_clock_is_in_them():
    assert write_letter(Letter(BARE, "", ())) == EMPTY["letter"]
    assert write_letter(Letter(HEAD, "", ())) != EMPTY["letter"]
    with zipfile.ZipFile(io.BytesIO(EMPTY["letter"])) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_xml_cannot_hold_is_left_out_and_braces_stand_as_written():
    said = letter(head=Head("丰\x00收{节}", "", ""), lines=(LetterLine("1\x07", "甲{work}\ud800乙"),))
    assert "甲{work}乙" in said
    assert "丰收{节}" in said


def test_numbers_and_levels_are_written_as_the_standard_writes_them():
    assert [chinese_numeral(n) for n in (1, 10, 12, 20, 21, 100, 105, 110)] == (
        ["一", "十", "十二", "二十", "二十一", "一百", "一百零五", "一百一十"]
    )
    assert paper_number("丰农函", 2026, 3) == "丰农函〔2026〕3号"


def test_the_english_wording_says_all_and_fills_the_same_places():
    for field in fields(CHINESE):
        chinese, english = getattr(CHINESE, field.name), getattr(ENGLISH, field.name)
        if isinstance(chinese, str):
            assert not any("\u4e00" <= char <= "\u9fff" for char in english), field.name
            if not field.name.startswith(("level", "day")):
                assert _places(chinese) == _places(english), field.name
    assert "16 March 2026 (Monday)" in text(
        write_letter(Letter(HEAD, "县财政局", (LINE,), reply_by=date(2026, 3, 16)), ENGLISH)
    )


def _places(template: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
