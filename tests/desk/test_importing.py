"""A paper becomes a draft that one person sees, and a joint work once nothing is in doubt."""

import io
import re
import zipfile
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _

from qiantou.desk import drafts
from qiantou.desk.drafts import DraftRow
from qiantou.desk.models import Draft, Expansion
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import JointRow, MatterRow
from tests.core.world import LEAD, ROADS, WATER
from tests.desk.town import office

PAPER = """2026年农产品促销任务分工方案
1.举办产销对接活动。（牵头单位：县发改局；配合单位：县交通局、县水利局，6月底前完成）
2.整修冷链道路。（牵头单位：县交通局，2026年9月30日前完成）
3.加强宣传。（牵头单位：宣传部；配合单位：各有关单位，长期坚持）
"""


def hand_in(client, text=PAPER):
    answer = client.post("/import/", {"text": text, "year": ""})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get(pk=answer.url.split("/")[2])


def page_fields(client, draft):
    """What a browser would send back for the page as it stands."""
    page = client.get(f"/import/{draft.id}/").content.decode()
    form = page[page.index('<form class="import"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            sent[name.group(1)] = value.group(1) if value else "on"
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = text
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = chosen.group(1)
    return sent


def post(client, draft, act, **changes):
    fields = {**page_fields(client, draft), "paper": "县政办发〔2026〕12号", **changes, "act": act}
    fields = {name: value for name, value in fields.items() if value is not None}
    return client.post(f"/import/{draft.id}/change", fields)


def test_a_paper_is_read_settled_and_offered(site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        assert [row["task"] for row in draft.rows] == ["举办产销对接活动", "整修冷链道路", "加强宣传"]
        refused = post(lead, draft, "confirm")
        assert refused.status_code == 422
        assert JointRow.objects.filter(title__contains="农产品").count() == 0
        names = {"n0-value": "县水利局", "n1-value": "-", "r2-settled": "on"}
        done = post(lead, draft, "confirm", **names)
        assert done.status_code == 302, re.findall(r"<li>(.*?)</li>", done.content.decode())
        joint = JointRow.objects.get(title__contains="农产品")
        rows = list(MatterRow.objects.filter(joint=joint.stream).order_by("place").values_list("place", "doer", "due"))
        assert rows == [
            ("001", LEAD, date(2026, 6, 30)),
            ("001-01", ROADS, date(2026, 6, 30)),
            ("001-02", WATER, date(2026, 6, 30)),
            ("002", ROADS, date(2026, 9, 30)),
            ("003", WATER, None),
        ]
        assert not Draft.objects.exists()


def test_before_confirming_nothing_is_recorded_and_nobody_else_sees_it(sqlite_site):
    with office() as county:
        before = Entry.objects.count()
        draft = hand_in(county.client("lead"))
        post(county.client("lead"), draft, "save")
        assert Entry.objects.count() == before
        assert county.client("roads").get(f"/import/{draft.id}/").status_code == 404
        assert county.client("roads").post(f"/import/{draft.id}/discard").status_code == 404
        assert Draft.objects.count() == 1


def test_a_draft_is_gone_after_seven_days(sqlite_site):
    with office() as county:
        draft = hand_in(county.client("lead"))
        county.town.now += timedelta(days=7, minutes=1)
        assert county.client("lead").get(f"/import/{draft.id}/").status_code == 404


def test_what_collective_units_stand_for_is_remembered(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead, PAPER)
        post(lead, draft, "save", **{"n0-value": "县水利局", "n1-value": "县交通局、县水利局"})
        assert not Expansion.objects.exists()
        post(lead, draft, "confirm", **{"n0-value": "县水利局", "n1-value": "县交通局、县水利局", "r2-settled": "on"})
        assert Expansion.objects.get().desks == [ROADS, WATER]
        again = hand_in(lead, PAPER)
        page = lead.get(f"/import/{again.id}/").content.decode()
        assert 'value="县交通局、县水利局"' in page


def test_rows_are_corrected_joined_split_and_left_out(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        post(lead, draft, "merge-1")
        draft.refresh_from_db()
        assert len(draft.rows) == 2
        assert draft.rows[0]["task"] == "举办产销对接活动\n整修冷链道路"
        post(lead, draft, "split-0")
        draft.refresh_from_db()
        assert [row["task"] for row in draft.rows] == ["举办产销对接活动", "整修冷链道路", "加强宣传"]
        post(lead, draft, "save", **{"r2-dropped": "on", "r0-task": "办好产销对接", "r0-due": "2026-07-01"})
        draft.refresh_from_db()
        assert (draft.rows[2]["dropped"], draft.rows[0]["task"], draft.rows[0]["due"]) == (
            True,
            "办好产销对接",
            "2026-07-01",
        )


def test_a_second_window_cannot_overwrite_what_the_first_saved(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        old = {**page_fields(lead, draft), "act": "save", "r0-task": "旧窗口"}
        post(lead, draft, "save", **{"r0-task": "新窗口"})
        answer = lead.post(f"/import/{draft.id}/change", old)
        assert answer.status_code == 422
        assert "旧窗口" in answer.content.decode()
        draft.refresh_from_db()
        assert draft.rows[0]["task"] == "新窗口"


def test_rows_of_another_shape_take_nothing_from_a_stale_window(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        old = {**page_fields(lead, draft), "act": "save", "r1-task": "旧窗口"}
        post(lead, draft, "merge-1")
        answer = lead.post(f"/import/{draft.id}/change", old)
        assert answer.status_code == 422
        assert "旧窗口" not in answer.content.decode()


def test_a_window_left_open_after_the_confirmation_is_told(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        post(lead, draft, "save", **{"r2-dropped": "on"})
        second = {**page_fields(lead, draft), "act": "save"}
        done = post(lead, draft, "confirm")
        joint = JointRow.objects.get(title__contains="农产品")
        for answer in (
            lead.post(f"/import/{draft.id}/change", second),
            lead.post(f"/import/{draft.id}/change", {**second, "act": "confirm"}),
            lead.get(f"/import/{draft.id}/"),
            lead.get(f"/import/{draft.id}/rows/1"),
            lead.post(f"/import/{draft.id}/discard"),
        ):
            assert (answer.status_code, answer.url) == (302, done.url)
        assert JointRow.objects.filter(title__contains="农产品").get() == joint
        assert county.client("roads").get(f"/import/{draft.id}/").status_code == 404


def test_a_task_of_one_part_is_not_split_and_the_person_is_told_how(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        answer = post(lead, draft, "split-1")
        assert answer.status_code == 422
        assert _("Row %(row)d is one part: break its task into lines where it is to be cut, then press again.") % {
            "row": 2
        } in unescape(answer.content.decode())
        post(lead, draft, "split-1", **{"r1-task": "整修冷链道路；加装护栏"})
        draft.refresh_from_db()
        assert [row["task"] for row in draft.rows][1:3] == ["整修冷链道路", "加装护栏"]


def test_the_leader_and_the_standard_of_a_row_reach_its_matter(sqlite_site):
    paper = "任务|牵头单位|责任领导|工作标准|完成时限\n修路|县交通局|分管副县长|通车|2026年6月底前"
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead, paper)
        assert (draft.rows[0]["leader"], draft.rows[0]["standard"]) == ("分管副县长", "通车")
        lead.post(f"/import/{draft.id}/rows/1", {"version": draft.version, "task": "修路", "leader": "县长"})
        done = post(lead, draft, "confirm", title="修路")
        matter = MatterRow.objects.get(title="修路")
        page = lead.get(f"/m/{matter.stream[:12]}/").content.decode()
        assert (done.status_code, "县长" in page, "通车" in page) == (302, True, True)


def test_a_confirmation_sent_twice_leads_to_the_same_joint_work(site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        fields = {**page_fields(lead, draft), "act": "confirm", "paper": "会议纪要第3期", "r2-dropped": "on"}
        first = lead.post(f"/import/{draft.id}/change", fields)
        again = lead.post(f"/import/{draft.id}/change", fields)
        assert (first.status_code, again.url) == (302, first.url)
        assert JointRow.objects.filter(title__contains="农产品").count() == 1


def test_a_name_that_is_no_unit_is_told_and_kept_on_the_page(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        answer = post(lead, draft, "save", **{"n0-value": "县不存在局"})
        assert answer.status_code == 422
        assert answer.content.decode().count("县不存在局") == 2


def test_without_a_paper_nothing_is_offered(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        assert post(lead, draft, "confirm", paper="", **{"r2-dropped": "on"}).status_code == 422
        assert Draft.objects.exists()


def test_a_forged_button_is_not_found(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        assert post(lead, hand_in(lead), "merge-x").status_code == 404


def test_the_text_asked_of_each_unit_can_be_edited(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        lead.post(
            f"/import/{draft.id}/rows/1",
            {"version": draft.version, "task": "举办产销对接活动", f"part-{ROADS}": "保障通行"},
        )
        draft.refresh_from_db()
        post(lead, draft, "confirm", **{"n0-value": "-", "n1-value": "-", "r2-dropped": "on"})
        assert MatterRow.objects.get(place="001-01").title == "保障通行"


def test_five_hundred_rows_are_settled_page_by_page_and_confirmed(sqlite_site):
    text = "2026年重点工作任务分工方案\n" + "\n".join(
        f"{number}.完成第{number}项工作。（牵头单位：县发改局；配合单位：{helper}，6月底前完成）"
        for number, helper in enumerate(["县交通局"] * 429 + ["各镇"] + ["县交通局"] * 70, 1)
    )
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead, text)
        assert len(draft.rows) == 500
        turned = post(lead, draft, "page-9", **{"r0-task": "首项"})
        assert turned.url.endswith("?page=9#rows")
        shown = lead.get(turned.url).content.decode()
        assert re.findall(r'name="(r\d+)-task"', shown) == [f"r{number}" for number in range(400, 450)]
        waiting = post(lead, draft, "confirm").content.decode()
        assert re.findall(r'name="(r\d+)-task"', waiting) == ["r429"]
        draft.refresh_from_db()
        assert draft.rows[0]["task"] == "首项"
        done = post(lead, draft, "confirm", **{"n0-value": "桥东镇"})
        assert done.status_code == 302
        assert MatterRow.objects.count() == 1000


def test_the_preview_asks_the_database_little(sqlite_site):
    with office() as county:
        lead = county.client("lead")
        draft = hand_in(lead)
        with CaptureQueriesContext(connection) as asked:
            lead.get(f"/import/{draft.id}/")
        assert len(asked) <= 16, [query["sql"][:90] for query in asked]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"0" * 60_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.txt", b""),
        ("坏.docx", b"PK\x03\x04 broken"),
        ("弹.docx", bomb()),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("图.pdf", b"%PDF-1.7 ..."),
    ],
)
def test_what_is_no_paper_gets_a_sentence_and_leaves_nothing(sqlite_site, name, data):
    with office() as county:
        answer = county.client("lead").post("/import/", {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode() or "errors" in answer.content.decode()
        assert not Draft.objects.exists()


def test_a_doubt_is_answered_by_a_match_or_by_a_person():
    row = DraftRow(
        "宣传",
        ["各镇"],
        [],
        doubts=[{"code": "collective", "facts": {"name": "各镇"}}, {"code": "rhythm", "facts": {}}],
    )
    assert drafts.problems(row, {}) == ["row-lead-unknown", "row-doubts"]
    assert [doubt["code"] for doubt in drafts.open_doubts(row, {"各镇": ["u:one"]})] == ["rhythm"]
