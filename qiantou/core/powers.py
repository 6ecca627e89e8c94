"""Powers: whether a lead may give an order, and who could lend the power it lacks (docs/rules/mandate.md).

A desk above the doer orders by its post. A peer needs a mandate that is in force today, was lent to it for this
joint work, includes the power, and covers the doer: by an issuer above it, by the countersignature of its
portfolio leader, or by its own written consent. Without one it may ask (商请).
"""

from __future__ import annotations

from qiantou.core.context import Context
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase, Policy
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Basis, Offer
from qiantou.core.register import MANDATES, InForce


def used(basis: Basis, policy: Policy) -> tuple[Power, ...]:
    """The powers an offer on this basis uses: the one its kind names for an order, and those it cites.

    A kind that names none is ordered by dispatch.
    """
    cited = tuple(Power(power) for power in basis.powers)
    ordered = Power(policy.powers[0]) if policy.powers else Power.DISPATCH
    is_order = basis.dispatch and not policy.by_power
    return tuple(dict.fromkeys((ordered, *cited) if is_order else cited))


def may_order(command: Offer, policy: Policy, context: Context) -> None:
    """Raises Rejected where the offer uses a power that nobody lent its asker."""
    try:
        powers = used(command.basis, policy)
    except ValueError:
        raise Rejected("no-such-power", powers=command.basis.powers) from None
    if policy.by_power and not any(power in policy.powers for power in powers):
        raise _missing(Power(policy.powers[0]), command.asker, command.doer, context.force)
    if not policy.by_power and context.force.stands_over(command.asker, command.doer):
        return
    over = None if policy.by_power else command.doer
    for power in powers:
        need(power, command.basis.mandate, holder=command.asker, over=over, joint=command.joint, context=context)


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
    if over is not None and not covers(mandate, over, context):
        leader = signer(over, force)
        if leader is None:
            raise Rejected("only-by-consent", power=power.value, desk=over)
        raise Rejected("not-countersigned", power=power.value, desk=over, lender=leader)
    return mandate


def covers(mandate: Mandate, desk: Desk, context: Context) -> bool:
    """Whether the mandate binds a desk of its scope today."""
    if context.force.stands_over(mandate.issuer, desk) or desk in mandate.consents:
        return True
    leader = signer(desk, context.force)
    return leader is not None and leader in _signed(mandate, context)


def _signed(mandate: Mandate, context: Context) -> set[Desk]:
    asked = (context.matter(stream) for stream in mandate.countersigns)
    return {one.doer for one in asked if one and one.stage is Phase.CLOSED and one.outcome in ("granted", "consented")}


def signer(desk: Desk, force: InForce) -> Desk | None:
    """The portfolio leader who countersigns for a unit; None for a vertical unit or outside party."""
    unit = force.unit(force.whole(desk))
    return unit.leader if unit is not None else None


def lender(holder: Desk, over: Desk | None, force: InForce) -> Desk | None:
    """The lowest post above both; where there is none, or over nobody in particular, the lowest above one."""
    above = force.superiors(holder)
    if over is None or over.startswith("o:"):
        return above[0] if above and over is None else None
    theirs = force.superiors(over)
    common = [post for post in above if post in theirs]
    return (common or list(theirs) or [None])[0]  # type: ignore[list-item]


def _missing(power: Power, holder: Desk, over: Desk | None, force: InForce) -> Rejected:
    post = lender(holder, over, force)
    if post is None:
        return Rejected("only-by-consent", power=power.value, desk=over)
    return Rejected("needs-power", power=power.value, lender=post)
