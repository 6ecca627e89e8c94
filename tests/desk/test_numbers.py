"""Numbers on papers with pages of their own: a bulletin, minutes, the slip for a leader, the table of a version."""

from __future__ import annotations

import io
import re
from datetime import date
from uuid import uuid4

from django.test import Client
from docx import Document

from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, Refer
from qiantou.core.numbering import AGENCIES, Agency
from qiantou.core.register import Listed
from tests.acts.county import CLERK
from tests.core.world import GOV, HEAD, LEAD, ROADS, local
from tests.desk.before_leaders import staffed, stuck
from tests.desk.lettered import put
from tests.desk.test_bulletins import ordered
from tests.desk.town import LONG_AGO, office


def paper_text(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    document = Document(io.BytesIO(answer.getvalue()))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def pressed(client: Client, page: str, word: str) -> str:
    """The page after the button for a number was pressed on it."""
    form = re.search(r'action="/numbers/take/">(.*?)</form>', client.get(page).content.decode(), re.S)
    assert form is not None, page
    said = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.group(1)))
    return client.post("/numbers/take/", {**said, "agency": word}, follow=True).content.decode()


def test_a_bulletin_minutes_and_a_slip_have_each_the_number_taken_on_their_page(sqlite_site):
    with office() as made:
        staffed(made)
        town = made.town
        case = stuck(made)
        clerk, lead, roads = made.client("office"), made.client("lead"), made.client("roads")
        head = Actor(HEAD, account=CLERK)
        given = [Listed(AGENCIES, word, Agency(GOV), LONG_AGO) for word in ("丰府办函", "丰府办通报", "丰府办纪")]
        execute_all((), by=head, command_id=uuid4().hex, listings=given)

        slip = f"/decide/{case[:12]}/"
        assert "丰府办函〔2026〕1号" in pressed(clerk, slip, "丰府办函")
        assert "丰府办函〔2026〕1号" in paper_text(clerk, f"{slip}slip/")

        bulletin = ordered(made, Stream(made.row(case).joint))
        road = town.offered(due=date(2026, 4, 30))
        town.do(road, Accept(), ROADS)
        town.do(road, Refer("年底前来不及"), ROADS)
        call = "/meetings/call/p:deputy/"
        sent = {"command_id": uuid4().hex, "day": "2026-03-06", "place": "", "chosen": [road]}
        meeting = clerk.post(call, sent)["Location"]
        assert "number-h" not in roads.get(meeting).content.decode(), "nobody else's to number"
        assert "丰府办纪〔2026〕1号" in pressed(clerk, meeting, "丰府办纪")

        town.now = local("2026-03-09 09:00")
        assert 'name="number" value="丰府办纪〔2026〕1号"' in clerk.get(meeting).content.decode()
        assert "丰府办通报〔2026〕1号" in pressed(clerk, bulletin, "丰府办通报")
        assert "丰府办通报〔2026〕1号" in paper_text(clerk, f"{bulletin}paper.docx")
        later = bulletin.replace("2026-03-08", "2026-03-15")
        assert "丰府办通报〔2026〕1号" not in clerk.get(later).content.decode(), "the number of one week's alone"

        taken = {"command_id": uuid4().hex, "unit": LEAD, "agency": "丰发改函", "form": "minutes", "title": "x"}
        about = meeting.removeprefix("/meetings/").strip("/")
        assert lead.post("/numbers/take/", {**taken, "about": f"meeting/{about}", "back": "/"}).status_code == 404
        short = bulletin.split("/")[2]
        for name in (f"bulletin/{short}/2026-03-08", f"bulletin/{short}/never", "meeting/no", "a/b/c/d"):
            assert lead.post("/numbers/take/", {**taken, "about": name, "back": "/"}).status_code == 404, name
        assert lead.get("/numbers/").status_code == 200


def test_the_table_of_opinions_has_the_number_of_its_version(sqlite_site):
    with put() as plan:
        plan.consult()
        lead = plan.county.client("lead")
        given = [Listed(AGENCIES, "丰发改函", Agency(LEAD), LONG_AGO)]
        execute_all((), by=Actor(Desk("p:lead"), account=CLERK), command_id=uuid4().hex, listings=given)
        assert "丰发改函〔2026〕1号" in pressed(lead, f"/j/{plan.ref}/letters/", "丰发改函")
        assert "丰发改函〔2026〕1号" in paper_text(lead, f"/j/{plan.ref}/letters/dispositions.docx")
        assert "number-h" not in plan.county.client("roads").get(f"/j/{plan.ref}/letters/").content.decode()
