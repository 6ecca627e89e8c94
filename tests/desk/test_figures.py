"""The page of the site's numbers: what everybody reads there, what the system administrator changes, what follows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.core.figures import USUAL
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import Urgency
from qiantou.core.moves import Offer
from qiantou.desk.figure_words import NAMES, RULES
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from tests.core.world import LEAD, ROADS
from tests.desk.test_calendar import NOTICE, keeper
from tests.desk.town import office


@pytest.fixture
def county(sqlite_site):
    make_key_and_witness()
    with office() as found:
        yield found


def test_every_number_and_every_basis_has_words():
    assert set(NAMES) == set(USUAL)
    assert {one.basis for one in USUAL.values()} <= set(RULES)


def test_a_number_is_read_by_everybody_and_entered_by_the_system_administrator(county):
    reader = county.client("town", language="en")
    with CaptureQueriesContext(connection) as asked:
        page = reader.get("/figures/").content.decode()
    assert len(asked) <= 8
    told = ("5 matters", "default of this program", "from a published local rule")
    assert [text for text in told if text not in page] == []
    assert "/figures/urgent-marks/" not in page
    assert reader.get("/figures/urgent-marks/").status_code == 404
    client, address = keeper(county), "/figures/urgent-marks/"
    assert address in client.get("/figures/").content.decode()
    assert client.get("/figures/other/").status_code == 404
    typed = {"amount": "1", "basis": NOTICE, "command_id": "6" * 32}
    assert reader.post(address, typed).status_code == 404
    for wrong, told in (("101", "This number may be 0 to 100."), ("5", "The rules say this already.")):
        refused = client.post(address, {**typed, "amount": wrong, "basis": ""})
        assert (refused.status_code, told in refused.content.decode()) == (422, True)
    assert client.post(address, typed).status_code == 302
    page = reader.get("/figures/").content.decode()
    assert [text for text in ("1 matter", NOTICE, "usually 5 matters") if text not in page] == []
    marked = Offer("task", LEAD, ROADS, "急件", urgency=Urgency.URGENT)
    county.town.do(shell.fresh(), marked, LEAD)
    with pytest.raises(Rejected, match="urgent-capped"):
        county.town.do(shell.fresh(), marked, LEAD)
    assert client.post(address, {**typed, "amount": "3", "basis": "", "command_id": "7" * 32}).status_code == 302
    assert NOTICE not in reader.get("/figures/").content.decode()
    county.town.do(shell.fresh(), marked, LEAD)
    seal(shell.now())
    assert verify_live(fold_under=fold_under, together=together_under).findings == ()
