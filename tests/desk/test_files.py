"""A scan is served to whoever may see what names it, as an attachment that runs nothing."""

from __future__ import annotations

import pytest

from qiantou.acts.files import read_scan
from tests.acts.test_files import BODY
from tests.desk.test_mandates import entered_from_paper
from tests.desk.town import office

NAME = read_scan(BODY).name


@pytest.fixture
def county(site):
    with office() as found:
        yield found


def test_inside_the_joint_work_it_is_an_attachment_of_a_fixed_type(county):
    entered_from_paper(county, BODY)
    answer = county.client("lead").get(f"/files/{NAME}/")
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="scan-{NAME[:12]}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_to_strangers_and_before_sign_in_it_does_not_exist(county):
    entered_from_paper(county, BODY)
    assert county.client("town").get(f"/files/{NAME}/").status_code == 404
    assert county.client("lead").get(f"/files/{'0' * 64}/").status_code == 404
    assert county.client("lead").get("/files/..%2Fetc/").status_code == 404
    stranger = county.client("lead")
    stranger.logout()
    assert stranger.get(f"/files/{NAME}/").status_code == 302
