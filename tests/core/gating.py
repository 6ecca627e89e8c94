"""A work that is late in its doer's own hands, with everything on record that a proposal needs; and what may lack.

LEAD asked ROADS for it by order, due on Friday 20 March 2026; ROADS took it, asked how, was told, and is late. On
10 April the attribution and the exemption check are drawn, and LEAD proposes accountability of ROADS to DEPUTY.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from qiantou.core.attribution import ATTRIBUTIONS, Attribution, Overtime, Share, Window
from qiantou.core.exemption import CHECKS, Check, key_of
from qiantou.core.gate import HELP
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, AcceptDelivery, Basis, Chase, Deliver, Offer, Report, Return, Rule
from qiantou.core.proposing import hearing_of
from tests.core import exempted
from tests.core.steps import OTHER, SIDE, WORK, Case, order, staffed, underway
from tests.core.test_ladder import explanation
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, LENT, ROADS, WATER, listed

PROPOSED = Stream("proposed")
HEARD = hearing_of(PROPOSED)
AGAIN = Stream("again")
DRAWN = "2026-04-10 09:00"
PROPOSES = Basis("mandate", mandate=LENT)
DELAY = 7200
LATE = 15 * 420


def asked_how(case: Case, answer: str = "the northern one") -> Case:
    """ROADS asked how beside the work, and LEAD told it."""
    how = Offer("guidance", ROADS, LEAD, "which bridge first", parent=WORK, beside=True)
    return case.when(how, ROADS, on=SIDE).when(Deliver(answer), LEAD, on=SIDE)


def helped(case: Case) -> Case:
    """And ROADS took the answer."""
    return asked_how(case).when(AcceptDelivery(), ROADS, on=SIDE)


def lies(answer: str) -> Case:
    """ROADS said nothing to the answer."""
    return drawn(climbed(asked_how(underway(order()), answer)))


def sent_back() -> Case:
    return drawn(climbed(asked_how(underway(order())).when(Return("which of the two?"), ROADS, on=SIDE)))


def told_just_now() -> Case:
    return checked(attributed(asked_how(climbed(underway(order())).at(DRAWN)).when(Report("a third"), ROADS)))


def climbed(case: Case) -> Case:
    """The rule's chaser, then the bulletin."""
    return case.at("2026-03-23 09:00").ticked().at("2026-03-30 10:00").ticked()


def attributed(case: Case, *, roads: int = DELAY, delay: int = DELAY, overtime: int = LATE) -> Case:
    shares = tuple(Share(party, top) for party, top in ((ROADS, roads), (WATER, delay - roads)) if top)
    found = Attribution(JOINT, case.town.now, Window.ALL, 10_000, 10_000 + delay, shares,
                        overtime=(Overtime(ROADS, WORK, overtime),) if overtime else ())  # fmt: skip
    case.town.listings.append(listed(ATTRIBUTIONS, JOINT, found))
    return case


def checked(case: Case, **said: Any) -> Case:
    found = Check(JOINT, ROADS, case.town.now, ())
    case.town.listings.append(listed(CHECKS, key_of(JOINT, ROADS), replace(found, **said)))
    return case


def drawn(case: Case) -> Case:
    """Reported on once more, then attribution and check are drawn."""
    return checked(attributed(case.when(Report("a third is laid"), ROADS).at(DRAWN)))


def late() -> Case:
    """With the help and the rungs, and a report of the doer; nothing drawn yet."""
    return climbed(helped(underway(order()))).when(Report("a third is laid"), ROADS).at(DRAWN)


def ready() -> Case:
    return checked(attributed(late()))


def said_last(case: Case) -> str:
    """The doer's own last entry of the work."""
    own = [entry for entry in case.town.of(WORK) if entry.by.desk == ROADS]
    return f"{WORK}/{own[-1].version}"


def proposal(case: Case, *, unit: Desk = ROADS, cited: tuple[str, ...] | None = None, **terms: Any) -> Offer:
    helps = tuple(f"{name}/1" for name in (SIDE, OTHER) if case.town.of(name) and case.matter(name).kind in HELP)
    about = (unit, *(cited if cited is not None else (said_last(case), *helps)))
    asked: dict[str, Any] = {"asker": LEAD, "doer": DEPUTY, "joint": JOINT, "basis": PROPOSES, "about": about}
    asked["detail"] = "it lay for a month"
    return Offer("accountability", title="the bridge is late", **{**asked, **terms})


def put(case: Case, **terms: Any) -> Case:
    command = proposal(case, **terms)
    return case.when(command, command.asker, on=PROPOSED)


def refuses(case: Case, **terms: Any) -> tuple[str, ...]:
    """What the refusal names as lacking, else its code; () where it is put."""
    try:
        put(case, **terms)
    except Rejected as refusal:
        lacks = refusal.facts.get("lacks", ())
        assert isinstance(lacks, tuple)
        return tuple(str(lack) for lack in lacks) or (refusal.code,)
    return ()


def offered_help(*, waits: bool = True) -> Case:
    """Nobody asked how; LEAD offered help beside the work, which ROADS let lie."""
    case = underway(order())
    offer = Offer("support", LEAD, ROADS, "two surveyors for a week", parent=WORK, beside=True, joint=JOINT)
    if waits:
        case.when(offer, LEAD, on=OTHER)
    case = climbed(case).when(Report("a third is laid"), ROADS).at(DRAWN).ticked()
    return checked(attributed(case if waits else case.when(offer, LEAD, on=OTHER)))


def chased_by_people() -> Case:
    case = helped(underway(order())).at("2026-03-23 08:30")
    case.when(Chase("how far is it?"), LEAD)
    case.when(explanation(joint=JOINT), ROADS, on=OTHER)
    return checked(attributed(case.when(Report("a third is laid"), ROADS).at(DRAWN)))


def unconfirmed() -> Case:
    """The only thing ROADS said was recorded for it by LEAD, and nobody there has confirmed it."""
    case = climbed(helped(underway(order())))
    by = Actor(ROADS, recorded=Recorded(LEAD, date(2026, 3, 30), "by telephone"))
    return checked(attributed(case.when(Report("a third is laid"), by).at(DRAWN)))


def delivered_late() -> Case:
    case = late().when(Deliver("all of it"), ROADS)
    return checked(attributed(case))


def applied(case: Case) -> Case:
    """ROADS has applied for exemption, and nobody decided yet."""
    asks = Offer("exemption", ROADS, GOV, "the flood", about=(JOINT,), caused=date(2026, 4, 9))
    return case.when(asks, ROADS, on=OTHER)


def drawn_too_early() -> Case:
    return ready().at("2026-04-10 10:00").when(Report("half is laid"), ROADS)


CASES: dict[str, Callable[[], tuple[Case, dict[str, Any]]]] = {
    "everything is on record": lambda: (ready(), {}),
    "delivered late meanwhile": lambda: (delivered_late(), {}),
    "help was offered and left unanswered": lambda: (offered_help(), {}),
    "the answer was let lie": lambda: (lies("the northern one"), {}),
    "the answer names nothing, and was taken": lambda: (
        drawn(climbed(asked_how(underway(order()), "看着办").when(AcceptDelivery(), ROADS, on=SIDE))), {}
    ),
    "the answer names nothing, and was let lie": lambda: (lies("请按有关规定酌情办理"), {}),
    "the answer was sent back": lambda: (sent_back(), {}),
    "the answer came a moment ago": lambda: (told_just_now(), {}),
    "help was offered a moment ago": lambda: (offered_help(waits=False), {}),
    "people chased, and the doer explained": lambda: (chased_by_people(), {}),
    "no rung was taken": lambda: (drawn(helped(underway(order()))), {}),
    "only the chaser": lambda: (drawn(helped(underway(order())).at("2026-03-23 09:00").ticked()), {}),
    "nobody asked how, nobody offered help": lambda: (drawn(climbed(underway(order()))), {}),
    "no attribution": lambda: (checked(late()), {}),
    "no exemption check": lambda: (attributed(late()), {}),
    "drawn before its last entry": lambda: (drawn_too_early(), {}),
    "a tenth of the delay": lambda: (checked(attributed(late(), roads=720)), {}),
    "all its lateness was protected": lambda: (checked(attributed(late(), overtime=0)), {}),
    "exempted": lambda: (checked(attributed(late()), decided="exempt"), {}),
    "an exemption is asked for": lambda: (applied(ready()), {}),
    "nothing at all but the work": lambda: (underway(order()).when(Report("begun"), ROADS), {}),
    "resting on nothing cited": lambda: (ready(), {"cited": ()}),
    "resting on the order alone": lambda: (ready(), {"cited": (f"{WORK}/1",)}),
    "resting on what nobody confirmed": lambda: (unconfirmed(), {}),
    "of another unit": lambda: (ready(), {"unit": WATER}),
    "by a unit without the power": lambda: (ready(), {"asker": WATER}),
    "by the office of a leader above": lambda: (ready(), {"asker": GOV, "basis": Basis(), "doer": DEPUTY}),
    "to the head of a peer": lambda: (ready(), {"doer": Desk("p:water")}),
    "by the unit itself": lambda: (ready(), {"asker": ROADS}),
}  # fmt: skip


def helping() -> Case:
    offer = Offer("support", LEAD, ROADS, "two surveyors for a week", parent=WORK, beside=True, joint=JOINT)
    return underway(order()).when(offer, LEAD, on=OTHER)


REVIEWED: dict[str, Callable[[], tuple[Case, Stream]]] = {
    "accountability": lambda: (put(ready()).when(Deliver("the flood"), ROADS, on=HEARD), PROPOSED),
    "hearing": lambda: (put(ready()), HEARD),
    "support": lambda: (helping(), OTHER),
}
"""How a matter of the kind comes to be on offer, and its name."""


def _proposed(**terms: Any) -> Case:
    return put(ready(), **terms)


def _again(case: Case) -> Case:
    return case.when(proposal(case), LEAD, on=AGAIN)


def _exempted_again() -> Case:
    case = exempted.heard().when(exempted.decided(), GOV, on=exempted.ASKED)
    return case.when(exempted.application(), ROADS, on=AGAIN)


def plain(power: str, title: str = "two points less", *, blames: bool | None = False) -> Case:
    """Put as a plain proposal under a power, beside the gate."""
    basis = Basis("mandate", mandate=LENT, powers=(power,))
    told = Offer("proposal", LEAD, DEPUTY, title, joint=JOINT, basis=basis, about=(ROADS,), blames=blames)
    return Case().when(told, LEAD, on=PROPOSED)


GATED: dict[str, Callable[[], object]] = {
    "through-the-gate": lambda: plain("appraisal"),
    "gate-not-passed": lambda: put(checked(late())),
    "rests-on-no-record": lambda: _proposed(cited=()),
    "ground-not-found": lambda: _proposed(cited=("strange/1",)),
    "ground-in-doubt": lambda: put(unconfirmed()),
    "not-the-units-work": lambda: _proposed(unit=WATER),
    "decided-above-both": lambda: _proposed(doer=Desk("p:water")),
    "not-heard-yet": lambda: _proposed().when(Accept(), DEPUTY, on=PROPOSED),
    "proposed-before": lambda: _again(_proposed()),
    "nothing-new-since": lambda: _exempted_again(),
    "say-if-it-blames": lambda: plain("oversee", "how the bridge stands", blames=None),
    "lawful-channel": lambda: plain("oversee", "局长收受礼金"),
    "decided-before": lambda: _again(
        _proposed().when(Deliver("no"), ROADS, on=HEARD).when(Accept(), DEPUTY, on=PROPOSED)
    ),
    "says-it-itself": lambda: staffed(_proposed(), "p:roads").when(
        Deliver("we did wrong"), Actor(ROADS, recorded=Recorded(LEAD, date(2026, 4, 10), "by telephone")), on=HEARD
    ),
    "adopted-or-not": lambda: (
        _proposed()
        .at("2026-05-11 09:00")
        .ticked(HEARD)
        .ticked(PROPOSED)
        .when(Rule(Phase.CLOSED, "they do it", doer=ROADS), HEAD, on=PROPOSED)
    ),
}
