"""A refusal in words: names for desks, days written out, codes of the field translated."""

from datetime import date

import pytest

from qiantou.core.kernel import Rejected


def said(refusal: Rejected, language: str = "en", **named) -> str:
    from django.utils import translation

    from qiantou.access.refusals import sentence_for

    with translation.override(language):
        return sentence_for(refusal, **named)


def test_a_desk_is_called_by_its_name(sqlite_site):
    from tests.access.people import ROADS, settle

    settle()

    assert "u:roads" in said(Rejected("not-yours", holder=ROADS))  # its name there
    assert "the roads bureau" in said(Rejected("not-yours", holder=ROADS), names={ROADS: "the roads bureau"})


@pytest.mark.parametrize("holder", [None, "u:0123456789ab"])
def test_a_desk_without_a_name_is_never_shown_as_its_id(sqlite_site, holder):
    sentence = said(Rejected("not-yours", holder=holder))

    assert "another desk" in sentence
    assert "u:" not in sentence


def test_phases_and_moves_are_said_in_words(sqlite_site):
    sentence = said(Rejected("wrong-phase", move="AcceptDelivery", phase="underway"))

    assert "to accept the delivery" in sentence
    assert "AcceptDelivery" not in sentence


def test_a_day_is_written_as_the_reader_writes_it(sqlite_site):
    refusal = Rejected("said-in-future", day=date(2026, 3, 5))

    assert "2026年3月5日" in said(refusal, "zh-hans")
    assert "5 March 2026" in said(refusal, "en")


def test_a_code_without_a_sentence_is_still_told(sqlite_site):
    assert "no-such-code" in said(Rejected("no-such-code"))


def test_a_sentence_whose_fact_is_missing_is_still_a_sentence(sqlite_site):
    assert "%(" not in said(Rejected("not-yours"))


def test_every_phase_kind_and_move_has_its_word():
    from qiantou.access.terms import TERMS
    from qiantou.access.terms_exemption import EXEMPTION_TERMS
    from qiantou.access.terms_gate import GATE_TERMS
    from qiantou.core.kind_table import KINDS
    from qiantou.core.kinds import Phase
    from qiantou.core.mandate import Power
    from qiantou.core.moves import MOVES

    moves, powers = {move.__name__ for move in MOVES}, {power.value for power in Power}
    of_review = set(EXEMPTION_TERMS) | set(GATE_TERMS)
    assert {phase.value for phase in Phase} | set(KINDS) | moves | powers | of_review == set(TERMS)


def test_a_file_that_cannot_be_read_is_refused_in_words(sqlite_site):
    assert "50" in said(Rejected("paper-too-large", limit=50))
