"""Putting a plan out (征求意见、送签): the version and every letter or signature under it, in one transaction.

A letter or signature is a matter whose `about` names the version and the lines and means it is about; the sponsor's
signature is about the version alone. The lead asks, and by asking it signs for itself. Rules:
docs/rules/consultation.md and docs/rules/signature.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, Step, execute_all, sent_before
from qiantou.acts.open_plan import unsigned
from qiantou.core.choosing import chooser
from qiantou.core.door import plan_through
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Rejected, Stream
from qiantou.core.led_plan import read_by_its_lead
from qiantou.core.matter import GRANTED
from qiantou.core.moves import Basis, Offer, Withdraw
from qiantou.core.plan import LINES, MEANS, VERSIONS, PlanValue, Purpose, Version
from qiantou.core.plan_diff import Content, content, put_out, signed_versions, touched
from qiantou.core.register import InForce, Listed
from qiantou.core.signature import doer_of
from qiantou.core.undertaking import Charter
from qiantou.ledger.writer import read
from qiantou.readmodel.models import JointRow, MatterRow
from qiantou.readmodel.naming import named
from qiantou.readmodel.opinions import Dissent, Dissenting, dissent_in, letters_of

MOST_NAMED = 6
"""Lines named in the title of a letter; the others stand in it."""
IN_HAND = ("underway", "blocked", "delivered")
Whom = Mapping[Desk, tuple[str, ...]]
"""Whom a plan is put to, each with the names of what it owes, accepts or promises, as in the plan."""


def send_letters(
    joint: Stream, *, reply_days: int | None, silence_consents: bool | None, by: Actor, command_id: str
) -> Receipt:
    """Ask every unit for its opinion on what it owes, accepts or promises, and on what it took over from another and
    has in hand or delivered. `by.desk` must be the lead.

    `reply_days`: working days, None for the kind's own; `silence_consents`: what the letter says silence means.
    Raises Rejected: nobody to ask, a letter still open, the plan moved on while it was read.
    """
    putting = _Putting(joint, by, Asked(command_id, ("letters", joint, reply_days, silence_consents)))
    if (before := sent_before(by, putting.sent)) is not None:
        return before
    asked = putting.with_who_has_it(putting.asked({}))
    if not asked:
        raise Rejected("nobody-to-ask")
    terms = {"reply_days": reply_days, "silence_consents": silence_consents}
    return putting.out(Purpose.CONSULTATION, putting.steps("consultation", asked, terms))


def send_signatures(
    joint: Stream, *, purpose: Purpose, by: Actor, command_id: str, gaps_shown: tuple[str, ...] = ()
) -> Receipt:
    """Ask the sponsor to sign the whole and each unit its part; of an amendment those touched alone.

    The sponsor alone is asked where nothing but its signature is lacking, or where the lead's own lines alone changed.
    The points overridden stand in the sponsor's request, word for word. `gaps_shown`: codes of the findings that
    stood on the page. Letters of the lead that are open still end by it, answered or not. `by.desk` must be the lead.
    Raises Rejected as `send_letters`, and without a sponsor.
    """
    putting = _Putting(joint, by, Asked(command_id, ("signatures", joint)))
    if (before := sent_before(by, putting.sent)) is not None:
        return before
    signed = putting.signed if purpose is Purpose.AMENDMENT else {}
    asked = putting.with_who_has_it(putting.asked(signed)) if signed else putting.asked(signed)
    if not touched(signed, content(putting.entries)) and putting.sponsor not in putting.lacking:
        raise Rejected("nobody-to-ask")
    detail = overridden_words(dissent_in(letters_of(joint), putting.entries, signing=True))
    steps = [
        *putting.steps("signature", {putting.sponsor: ()}, {"detail": detail}),
        *putting.steps("signature", asked, {}),
        *putting.ended_letters(),
    ]
    return putting.out(purpose, steps, gaps_shown)


def purpose_now(joint: Stream) -> Purpose:
    """What the plan would next be put out to be signed as.

    An amendment where all was signed, or whoever did not sign is touched by what changed; else it is signed anew.
    """
    putting = _Putting(joint, RULE, Asked("", ()))
    if not signed_versions(putting.entries):
        return Purpose.SIGNATURE
    decides = chooser(putting.charter, putting.force)
    untouched = set(putting.lacking) - putting.asked(putting.signed).keys() - {decides}
    return Purpose.SIGNATURE if untouched else Purpose.AMENDMENT


def overridden_words(found: Dissent) -> str:
    """The points overridden, one a line: the plan's line, the unit, its words in every round, and the lead's."""
    names = dict(named({one.unit for said in found.values() for one in said}))
    told = ((line, names.get(one.unit, one.unit), one) for line, said in found.items() for one in said)
    return "\n".join(f"{line or '*'} · {unit} · {both_positions(one)}" for line, unit, one in told)


def both_positions(one: Dissenting) -> str:
    """The unit's words, and what the lead answered, if it did."""
    if not one.reply:
        return one.words
    return " · ".join((one.words, _("the lead's answer: %(reply)s") % {"reply": one.reply}))


@dataclass(frozen=True)
class _Putting:
    """One plan on its way out, as read once."""

    joint: Stream
    by: Actor
    sent: Asked

    @cached_property
    def entries(self) -> Sequence[Entry[Any]]:
        return read_by_its_lead(read([self.joint], words=True)[self.joint], self.joint, self.force)

    @cached_property
    def force(self) -> InForce:
        return registers.current().at(shell.now())

    @cached_property
    def charter(self) -> Charter:
        charter = self.force.charter(self.joint)
        if charter is None:
            raise Rejected("no-such-joint-work")
        return charter

    @cached_property
    def number(self) -> int:
        return 1 + max((version.number for version, _entry in put_out(self.entries)), default=0)

    @cached_property
    def _fresh(self) -> Iterator[Stream]:
        return (shell.fresh_for(self.by.account, self.sent.command_id, number) for number in count())

    @property
    def signed(self) -> Content:
        """The plan as last put out to be signed; empty where it never was."""
        history = signed_versions(self.entries)
        return history[-1].content if history else {}

    def asked(self, before: Content) -> Whom:
        """Everybody touched since `before`, but the lead, who asks."""
        found = touched(before, content(self.entries), begun=self._has_begun)
        return {desk: names for desk, names in found.items() if desk != self.charter.lead}

    def with_who_has_it(self, asked: Whom) -> Whom:
        """Beside them whoever delivered one of these lines or has it in hand, though the plan owes it by another: its
        share is another too."""
        names = {name for own in asked.values() for name in own}
        found = {desk: list(own) for desk, own in asked.items()}
        for line, doer in self._had.filter(line__in=names).values_list("line", "doer"):
            unit = self.force.whole(Desk(doer)) or Desk(doer)
            if unit != self.charter.lead and line not in found.get(unit, ()):
                found.setdefault(unit, []).append(line)
        return {desk: tuple(own) for desk, own in found.items()}

    @property
    def _had(self) -> QuerySet[MatterRow]:
        """The matters of its lines that are in hand, or were delivered and accepted."""
        had = Q(is_open=True, phase__in=IN_HAND) | Q(is_open=False, outcome__in=("accepted", *GRANTED))
        rows = MatterRow.objects.filter(had, joint=self.joint, kind="task", beside=False, hatched=False)
        return rows.order_by("place", "opened")

    @cached_property
    def _has_begun(self) -> bool:
        """Whether work of a line was accepted: from then on a line more is less for every other."""
        done = MatterRow.objects.filter(joint=self.joint, line__gt="", kind="task", is_open=False)
        return done.filter(outcome__in=("accepted", *GRANTED)).exists()

    @cached_property
    def lacking(self) -> tuple[Desk, ...]:
        """Whose signature is lacking under what was last put out to be signed."""
        history = signed_versions(self.entries)
        letters = letters_of(self.joint, "signature") if history else []
        return unsigned(history, letters, self.charter, self.force) if history else ()

    @property
    def sponsor(self) -> Desk:
        """The leader who decides. Raises Rejected where there is none."""
        found = chooser(self.charter, self.force)
        if found is None:
            raise Rejected("no-sponsor", lead=self.charter.lead)
        return found

    def steps(self, kind: str, asked: Whom, terms: Mapping[str, Any]) -> list[Step]:
        return [
            Step(
                next(self._fresh),
                Offer(
                    kind=kind, asker=self.charter.lead, doer=desk, title=self._titled(names),
                    basis=Basis("plan"), joint=self.joint,
                    about=(f"v{self.number}", *names), pinned=len(self.entries) + 1, **terms,
                ),
            )
            for desk, names in asked.items()
        ]  # fmt: skip

    @cached_property
    def _title(self) -> str:
        return JointRow.objects.values_list("title", flat=True).get(stream=self.joint)

    def _titled(self, names: Sequence[str]) -> str:
        """The work with the version and the lines, so that several of one work are told apart on a desk."""
        told = {"title": self._title[:400], "number": self.number}
        if not names:
            return _("%(title)s · version %(number)s · the whole") % told
        lines = _(", ").join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
        return _("%(title)s · version %(number)s · %(lines)s") % {**told, "lines": lines}

    def ended_letters(self) -> Iterator[Step]:
        """The lead's letters still open: what a unit has to say from now on it says when it is asked to sign."""
        why = _("The plan was put out to be signed; the letter ends.")
        for one in letters_of(self.joint, "consultation"):
            if one.matter.is_open and one.matter.asker == self.charter.lead:
                yield Step(Stream(one.row.stream), Withdraw(why))

    def _opened_by(self, steps: Sequence[Step]) -> dict[str, PlanValue]:
        """The lines and means these letters are about that are not launched yet, or with another doer."""
        told = (step.command for step in steps)
        names = dict.fromkeys(name for offer in told if isinstance(offer, Offer) for name in offer.about[1:])
        launched = set(MatterRow.objects.filter(joint=self.joint, line__in=names).values_list("line", "doer"))
        found = content(self.entries)
        plan = {**found[LINES], **found[MEANS]}
        return {name: plan[name] for name in names if name in plan and (name, doer_of(plan[name])) not in launched}

    def out(self, purpose: Purpose, steps: Sequence[Step], gaps: tuple[str, ...] = ()) -> Receipt:
        """One transaction; refused if the plan got an entry since it was read."""
        kind = steps[0].command.kind if isinstance(steps[0].command, Offer) else ""
        asked = (one.matter for one in letters_of(self.joint, kind))
        still = sum(one.is_open and one.asker == self.charter.lead for one in asked)
        if still:
            raise Rejected("still-asking", open=still)
        plan_through(self._opened_by(steps), self.charter.lead, self.force)
        value = Version(self.number, purpose, gaps)
        listed = Listed(VERSIONS, f"{self.joint}/v{self.number}", value, self.force.day)
        seen = {self.joint: len(self.entries)}
        receipt = execute_all(steps, by=self.by, command_id=self.sent, listings=[listed], seen=seen)
        assert receipt is not None  # a version was listed
        return receipt
