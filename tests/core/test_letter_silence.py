"""Silence of letters, signatures, meetings and proposals: each row at its instant. Source: docs/rules/loop.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from qiantou.core.advance import lapse_at
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Power
from qiantou.core.moves import Basis, Offer
from qiantou.core.whistle import CLASSES
from tests.core.provoking import LENT, lent, letter
from tests.core.steps import Case
from tests.core.test_letter_table import LETTERS, reached
from tests.core.test_silence import MIDNIGHT
from tests.core.world import JOINT, LEAD, ROADS, local

# Kind, phase, order or not, working days, the entry that silence leaves, and where the matter then stands.
ROWS = [
    ("word", Phase.OFFERED, False, 1, "Unanswered", "closed"),
    ("word", Phase.COUNTERED, False, 1, "Climbed", "referred"),
    ("word", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
    ("consultation", Phase.OFFERED, False, 7, "Consented", "closed"),
    ("consultation", Phase.COUNTERED, False, 5, "Climbed", "referred"),
    ("consultation", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
    ("signature", Phase.OFFERED, False, 3, "Climbed", "referred"),
    ("signature", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
    ("options", Phase.OFFERED, False, 7, "Unanswered", "closed"),
    ("options", Phase.COUNTERED, False, 3, "Climbed", "referred"),
    ("options", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
    ("meeting", Phase.OFFERED, False, 2, "Unanswered", "closed"),
    ("meeting", Phase.OFFERED, True, 2, "Consented", "closed"),
    ("meeting", Phase.COUNTERED, False, 1, "Climbed", "referred"),
    ("meeting", Phase.DECLINED, False, 1, "Expired", "closed"),
    ("meeting", Phase.REFERRED, False, 3, "Climbed", "referred"),  # the charter opts into going above
    ("data", Phase.OFFERED, False, 3, "Climbed", "referred"),
    ("data", Phase.OFFERED, True, 3, "Chased", "offered"),
    ("data", Phase.COUNTERED, False, 3, "Climbed", "referred"),
    ("data", Phase.DECLINED, False, 3, "Climbed", "referred"),
    ("data", Phase.DELIVERED, False, 5, "Climbed", "referred"),
    ("data", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
    ("proposal", Phase.OFFERED, False, 5, "Climbed", "referred"),
    ("proposal", Phase.COUNTERED, False, 3, "Climbed", "referred"),
    ("proposal", Phase.DECLINED, False, 3, "Climbed", "referred"),
    ("proposal", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
    ("means", Phase.OFFERED, False, 3, "Climbed", "referred"),
    ("means", Phase.OFFERED, True, 3, "Chased", "offered"),
    ("means", Phase.COUNTERED, False, 3, "Climbed", "referred"),
    ("means", Phase.DECLINED, False, 3, "Climbed", "referred"),
    ("means", Phase.DELIVERED, False, 3, "Climbed", "referred"),
    ("means", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
    ("duty-change", Phase.OFFERED, False, 3, "Climbed", "referred"),
    ("duty-change", Phase.COUNTERED, False, 3, "Climbed", "referred"),
    ("duty-change", Phase.DECLINED, False, 3, "Climbed", "referred"),
    ("duty-change", Phase.DELIVERED, False, 5, "Climbed", "referred"),
    ("duty-change", Phase.REFERRED, False, 10, "Climbed", "referred"),  # the charter opts into going above
    ("passing", Phase.OFFERED, False, 3, "Climbed", "referred"),
    ("passing", Phase.COUNTERED, False, 3, "Climbed", "referred"),
    ("passing", Phase.DECLINED, False, 3, "Climbed", "referred"),
    ("passing", Phase.REFERRED, False, 5, "Climbed", "referred"),  # the charter opts into going above
]
ENDS = MIDNIGHT | {1: "2026-03-04 00:00", 7: "2026-03-12 00:00"}


def ordered(kind: str) -> Case:
    power = Power(KINDS[kind].powers[0])
    basis = Basis("mandate", dispatch=True, mandate="g:one")
    return lent(replace(LENT, powers=(power,))).when(Offer(kind, LEAD, ROADS, "now", basis=basis, joint=JOINT), LEAD)


@pytest.mark.parametrize(("kind", "phase", "dispatch", "days", "entry", "stands"), ROWS)
def test_silence(kind: str, phase: Phase, dispatch: bool, days: int, entry: str, stands: str) -> None:
    case = ordered(kind) if dispatch else reached(phase, kind)
    instant = local(ENDS[days])
    assert lapse_at(case.matter(), case.town.register.at(case.town.now)) == instant
    told = len(case.told())
    case.town.now = instant - timedelta(microseconds=1)
    assert len(case.ticked().told()) == told
    case.town.now = instant
    case.ticked()
    assert case.told()[-1] == entry
    assert case.matter().phase is Phase(stands)


def test_the_rows_are_all_there() -> None:
    rows = {(kind, phase, dispatch) for kind, phase, dispatch, *_ in ROWS}
    for kind in LETTERS.keys() - set(CLASSES):  # calls count in minutes: test_whistle
        policy = KINDS[kind]
        for row in policy.silence:
            never = {Phase.DELIVERED} if policy.settles else set()
            never |= set() if policy.grounds else {Phase.DECLINED}
            never |= set() if policy.rounds else {Phase.COUNTERED}
            assert row.phase in never or (kind, row.phase, row.dispatch) in rows


def test_a_letter_states_its_own_time_to_reply_and_what_silence_means() -> None:
    case = letter(reply_days=2, silence_consents=False)
    case.at("2026-03-05 00:00").ticked().then("closed", None)
    assert (case.matter().outcome, case.told()[-1]) == ("silent", "Unanswered")
    agreed = letter(reply_days=2, silence_consents=True).at("2026-03-05 00:00").ticked()
    assert (agreed.matter().outcome, agreed.told()[-1]) == ("consented", "Consented")
