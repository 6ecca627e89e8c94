"""Powers: whether a lead may give an order, and who could lend the power it lacks (docs/rules/mandate.md).

A desk above the doer orders by its post. A peer needs a mandate that is in force today, was lent to it for this
joint work, includes the power, and covers the doer: by an issuer above it, by the countersignature of its
portfolio leader, or by its own written consent. Without one it may ask (商请). What the power to propose appraisal
proposes of a unit goes through the gate (`core/gate.py`), never as a plain proposal beside it.
"""

from __future__ import annotations

from qiantou.core.binding import COUNTERSIGN, asked_of, ground, is_above, is_party, signer
from qiantou.core.clues import is_clue, is_deduction
from qiantou.core.context import Context
from qiantou.core.guard import is_outside
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Policy
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import Matter
from qiantou.core.moves import Basis, Offer
from qiantou.core.office import offices_of
from qiantou.core.register import CHARTERS, MANDATES, InForce
from qiantou.core.undertaking import Charter

__all__ = ["COUNTERSIGN", "is_above", "lender", "may_order", "may_order_another", "need", "signer", "used"]

UPWARD = ("task", "word")
"""Kinds by which a leader, or who appraises, may be asked to do something, or for his word."""


def used(basis: Basis, policy: Policy) -> tuple[Power, ...]:
    """The powers an offer on this basis uses: the one its kind names for an order, and those it cites.

    A kind that names none is ordered by dispatch.
    """
    cited = tuple(Power(power) for power in basis.powers)
    ordered = Power(policy.powers[0]) if policy.powers else Power.DISPATCH
    is_order = basis.dispatch and not policy.by_power
    return tuple(dict.fromkeys((ordered, *cited) if is_order else cited))


def may_order(command: Offer, policy: Policy, context: Context) -> None:
    """Raises Rejected where the offer uses a power that nobody lent its asker, or asks for blame beside the gate."""
    _not_beside_the_gate(command, policy, context.force)
    try:
        powers = used(command.basis, policy)
    except ValueError:
        raise Rejected("no-such-power", powers=command.basis.powers) from None
    if policy.by_power and not any(power in policy.powers for power in powers):
        raise _missing(Power(policy.powers[0]), command.asker, None, context.force)
    if not powers or (not policy.by_power and is_above(command.asker, command.doer, context.force)):
        return
    for power in powers:
        for over in _targets(power, command, policy, context.force):
            need(power, command.basis.mandate, holder=command.asker, over=over, joint=command.joint, context=context)
    if policy.by_power and Power.APPRAISAL in powers:
        raise Rejected("through-the-gate", power=Power.APPRAISAL.value)
    if policy.by_power and command.about and command.blames is None:
        raise Rejected("say-if-it-blames")


def _not_beside_the_gate(command: Offer, policy: Policy, force: InForce) -> None:
    """No proposal, and nothing asked of who could make somebody answer, asks that a deduction be made or somebody
    answer. Raises Rejected for one that says so, by its answer or by its words, and for a request that does not say."""
    upward = is_asked_of_blamers(policy, command.doer, command.asker, force)
    if not policy.by_power and not upward:
        return
    texts = (command.title, command.detail)
    if policy.by_power and is_clue(*texts):
        raise Rejected("lawful-channel")
    if command.blames or (policy.by_power and is_deduction(*texts)):
        raise Rejected("through-the-gate", power=Power.APPRAISAL.value)
    if upward and is_asked_freely(command) and command.blames is None:
        raise Rejected("say-if-it-blames")


def is_asked_of_blamers(policy: Policy, doer: Desk, asker: Desk, force: InForce) -> bool:
    """Whether it asks something of who could make others answer."""
    return policy.kind in UPWARD and may_blame(doer, asker, force)


def is_asked_freely(command: Offer) -> bool:
    """Whether a person says in words of his own what is asked; else a plan, a paper or a page has put it."""
    put = command.line or command.place or command.follows is not None
    return command.kind == "task" and command.basis.kind == "request" and not put


def may_blame(desk: Desk, asker: Desk, force: InForce) -> bool:
    """Whether it could make others answer for something: a leader above the asker, the office of one that is not the
    asker's own, or a desk that a charter names for the use of an assessment."""
    above = force.superiors(asker)
    if desk in above or desk in appraisers(force):
        return True
    offices = {office for post in above for office in offices_of(post, force)}
    return desk in offices - {force.whole(force.unit_of(asker))}


def appraisers(force: InForce) -> frozenset[Desk]:
    """The desks of the site that charters name for the use of an assessment."""
    charters = force.section(CHARTERS).values()
    return frozenset(one.appraiser for one in charters if isinstance(one, Charter) and one.appraiser is not None)


def _targets(power: Power, command: Offer, policy: Policy, force: InForce) -> tuple[Desk | None, ...]:
    """Over whom the power is used: the doer; of a proposal the units it is about, a post counting as its unit.

    Money alone may be proposed for nobody in particular. Raises Rejected.
    """
    if not policy.by_power:
        return (command.doer,)
    if not command.about and power is not Power.BUDGET:
        raise Rejected("about-whom", power=power.value)
    return tuple(_judged(Desk(name), force) for name in command.about) or (None,)


def _judged(desk: Desk, force: InForce) -> Desk:
    if not force.is_known(desk):
        raise Rejected("unknown-desk", desk=desk)
    return desk if is_outside(desk) or force.unit(desk) is not None else force.whole(force.unit_of(desk)) or desk


def may_order_another(matter: Matter, doer: Desk, context: Context, by: Desk | None = None) -> None:
    """An order that goes over to another desk needs the power again, unless who decides stands above. Raises Rejected.

    `by`: the arbiter, where it is his ruling.
    """
    if not matter.basis.dispatch or is_above(matter.asker, doer, context.force):
        return
    if by is not None and is_above(by, doer, context.force):
        return
    for power in used(matter.basis, matter.policy):
        need(power, matter.basis.mandate, holder=matter.asker, over=doer, joint=matter.joint, context=context)


def need(
    power: Power, key: str, *, holder: Desk, over: Desk | None, joint: Stream | None, context: Context
) -> Mandate:  # fmt: skip
    """The mandate `key`, which lends `holder` the power over a desk, or over nobody in particular. Raises Rejected."""
    force = context.force
    mandate = force.section(MANDATES).get(key)
    lent = isinstance(mandate, Mandate) and power in mandate.powers
    if not isinstance(mandate, Mandate) or not lent or (mandate.holder, mandate.joint) != (holder, joint):
        raise _missing(power, holder, over, force)
    if force.day > mandate.until:
        raise Rejected("mandate-ended", power=power.value, until=mandate.until, lender=mandate.issuer)
    if mandate.suspended:
        raise Rejected("mandate-suspended", power=power.value, lender=mandate.issuer)
    if over is not None and over not in mandate.scope:
        post = lender(holder, over, force)
        raise Rejected("outside-the-mandate", power=power.value, desk=over, lender=post)
    if over is not None and ground(key, power, over, context) is None:
        if is_party(over, force):
            raise Rejected("only-by-consent", power=power.value, desk=over)
        raise Rejected("not-countersigned", power=power.value, desk=over, lender=asked_of(over, force))
    return mandate


def lender(holder: Desk, over: Desk | None, force: InForce) -> Desk | None:
    """The lowest post above both, or, over nobody in particular, the lowest above the holder; None where none is."""
    if is_outside(over):
        return None
    theirs = force.superiors(over) if over is not None else None
    return next((post for post in force.superiors(holder) if theirs is None or post in theirs), None)


def _missing(power: Power, holder: Desk, over: Desk | None, force: InForce) -> Rejected:
    post = lender(holder, over, force)
    if post is None:
        return Rejected("only-by-consent", power=power.value, desk=over)
    return Rejected("needs-power", power=power.value, lender=post)
