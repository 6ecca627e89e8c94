"""What may not be said here, in whatever move or entry of the register: a clue of a breach or a crime, and blame beside
the gate.

A clue takes the lawful way to the discipline inspection body or the police; here it would be read by the sides, and
be kept for good. So texts are looked at as they are entered, whoever says them and by which move: where blame is
proposed for any word that names such a thing, elsewhere for what accuses somebody of it. A line of a plan is looked
at where it is written, and not once more where all have signed it. Blame of a unit is asked for, and decided on, in
the matters made for that alone. Words are judged as they are entered; `verify`, which must do without words that were
erased, does not judge them again. Rules: docs/rules/gate.md.
"""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.accusing import accuses, asks_for_blame, asks_for_more_than_criticism
from qiantou.core.bulletin import ADDITIONS, BULLETINS
from qiantou.core.bulletin import APPROVAL as OF_A_BULLETIN
from qiantou.core.clues import is_clue, is_deduction, texts_of
from qiantou.core.contesting import AMENDING, CONTEST
from qiantou.core.exemption import CORRUPTION, Verdict
from qiantou.core.gate import ACCOUNTABILITY, HEARING
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.kinds import CLEARING, EXEMPTION
from qiantou.core.lookup import LOOKED, LOOKUPS
from qiantou.core.mandate import Power
from qiantou.core.matter import Matter
from qiantou.core.meeting import MEETINGS
from qiantou.core.moves import Amend, Command, Insist, Offer
from qiantou.core.plan import LINES
from qiantou.core.register import Listed
from qiantou.core.review import READINGS, SHEETS

PROPOSAL = "proposal"
WATCHED = (ACCOUNTABILITY, PROPOSAL)
"""Kinds in which no text holds even a word that names a breach or a crime. Whoever is heard, exempted or cleared may
say that there was none, and what a work was about."""
MADE_FOR_IT = (ACCOUNTABILITY, HEARING, EXEMPTION, CLEARING, CONTEST, AMENDING)
"""Kinds in which blame, points and their being lifted are what is spoken of."""


SPOKEN = (MEETINGS, SHEETS, READINGS, LINES)
"""Sections of the register in which nobody asks for blame; general rules stand in charters and duty lists."""


def may_be_said(command: Command, matter: Matter | None) -> None:
    """Raises Rejected for a move of which a text names a clue, or blames beside the gate."""
    asked = matter if matter is not None else command
    assert isinstance(asked, Matter | Offer), "every other move is of a matter"
    kind, texts = asked.kind, tuple(texts_of(command))
    if isinstance(command, Offer) and command.line and kind not in WATCHED:
        return  # read where the plan was written, and signed since: work that all agreed on is not shut by a word
    if is_clue(*texts) if kind in WATCHED else accuses(*texts):
        raise Rejected("lawful-channel")
    if kind in MADE_FOR_IT:
        return
    blames = asks_for_more_than_criticism if asked.cause == OF_A_BULLETIN else asks_for_blame
    if blames(*texts) or (matter is not None and _changes_what_was_proposed(command, matter, texts)):
        raise Rejected("through-the-gate", power=Power.APPRAISAL.value)


def _changes_what_was_proposed(command: Command, matter: Matter, texts: tuple[str, ...]) -> bool:
    """Whether a plain proposal is turned into blame by other terms: these are read as the offer was."""
    return isinstance(command, Amend | Insist) and matter.policy.by_power and is_deduction(*texts)


def may_be_entered(listed: Listed) -> None:
    """Raises Rejected for an entry of the register that names a clue, and for a bulletin, minutes, a sheet, a reading
    or a line of a plan that blame beside the gate. What a discipline body enters of its own case is the lawful way
    itself."""
    if listed.section in (LOOKUPS, LOOKED):
        return
    texts = tuple(texts_of(listed))
    if accuses(*texts):
        raise Rejected("lawful-channel")
    in_a_bulletin = listed.section in (BULLETINS, ADDITIONS) and asks_for_more_than_criticism(*texts)
    if in_a_bulletin or (listed.section in SPOKEN and asks_for_blame(*texts)):
        raise Rejected("through-the-gate", power=Power.APPRAISAL.value)


def papers_accuse_nobody(*by: Actor) -> None:
    """Raises Rejected where the paper by which a move was recorded is told with a clue."""
    if accuses(*(one.recorded.paper for one in by if one.recorded is not None)):
        raise Rejected("lawful-channel")


def kept(verdict: Verdict | None) -> Verdict | None:
    """What is kept of a verdict: one that finds corruption is its ticks alone, whatever was written beside them."""
    if verdict is None or CORRUPTION not in verdict.excluded:
        return verdict
    return replace(verdict, departs="", found=tuple(replace(one, reason="") for one in verdict.found))
