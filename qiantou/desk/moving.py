"""From a form to a command: which form a move has, what it becomes, and carrying it out once.

A second press of the same button finds the same command id and gives the same receipt. A form made for an
older version is not carried out before the person has seen what happened since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.acts.files import Scan, read_scan
from qiantou.core import moves
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import EXPLANATION, Phase
from qiantou.core.mandate import Power
from qiantou.core.matter import Matter
from qiantou.core.moves import Basis, Command, Offer, Reservation
from qiantou.core.offered_moves import assigning
from qiantou.core.points import NOT
from qiantou.core.whistle import CLASSES
from qiantou.core.withholding import CONFIDENTIAL, Withheld
from qiantou.desk import asked_forms, duty_citing, forms, letter_forms, option_forms
from qiantou.desk.mandate_read import usable
from qiantou.ledger.models import Sent

Cleaned = Mapping[str, Any]
Build = Callable[[Cleaned, Matter, Stream], Command]


@dataclass(frozen=True)
class Way:
    """How a move is made: its form and the command it becomes."""

    form: type[forms.MoveForm]
    build: Build
    opens: bool = False  # a matter of its own, beside this one


def fresh_from(command_id: str) -> Stream:
    """The name of the matter that a command opens: as random as its id, and the same when it is sent again."""
    return Stream(hashlib.sha256(b"opened by " + command_id.encode()).hexdigest()[:32])


def _cited(said: Cleaned) -> dict[str, Any]:
    """The row or exception that a move on a township rests on."""
    return duty_citing.named(said.get("row", ""))


def _reserve(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    return moves.Accept(Reservation(said["lack"], said["curer"], said["since"]), fresh)


def _decline(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    whose = said.get("whose") if said["ground"] == "not-ours" else None
    return moves.Decline(said["ground"], said["reason"], whose, fresh if whose else None, **_cited(said))


def _not_ours(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    return moves.Decline("not-ours", said["reason"], said["whose"], fresh, **_cited(said))


def _withhold(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    withheld = Withheld(said["approver"], said["least"], said["rule"], said["reason"])
    return moves.Decline(CONFIDENTIAL, said["reason"] or said["rule"], withheld=withheld)


def _rate(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    return moves.AcceptDelivery(said["reason"], said["solved"] == "yes", said["satisfied"])


def _rule_first(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    first = Stream(said["first"]) if said["first"] != asked_forms.RuleFirst.BOTH else None
    due = said["due"] if first is not None else None
    return moves.Rule(Phase.CLOSED, said["reason"], due, granted=first is not None, first=first)


def _block(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    return moves.Block(said["reason"], said["to"], outside=said.get("outside", False), fresh=fresh, **_cited(said))


def _rule(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    ends = said["outcome"] in ("granted", "refused")
    outcome = Phase.CLOSED if ends else Phase(said["outcome"])
    return moves.Rule(outcome, said["reason"], said["due"], granted=said["outcome"] != "refused")


def _assign(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    return moves.Rule(assigning(matter), said["reason"], said["due"], said["doer"], **_cited(said))


def _beside(matter: Matter, kind: str, *, doer: Desk, title: str, **terms: Any) -> Offer:
    return Offer(
        kind, matter.doer, doer, title, basis=Basis("matter"), joint=matter.joint, parent=matter.stream,
        beside=True, **terms,
    )  # fmt: skip


def _variation(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    terms = {"due": said.get("due"), "new_doer": said.get("new_doer"), **_cited(said)}
    return _beside(matter, "variation", doer=matter.asker, title=said["reason"], **terms)


def _deliver(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    papers = tuple(line.strip() for line in said["papers"].splitlines() if line.strip())
    return moves.Deliver(said["reason"], papers)


def _return(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    """A return of what lacks nothing agreed cites the mandate that lends the power, where the asker holds one."""
    if said["lacking"]:
        return moves.Return(said["reason"])
    held = usable(matter.joint, matter.asker, registers.current().at(shell.now())) if matter.joint else {}
    lent = {key: value for key, value in held.items() if Power.RETURN in value.powers}
    cited = next((key for key, value in lent.items() if matter.doer in value.scope), next(iter(lent), ""))
    return moves.Return(said["reason"], lacking=False, mandate=cited)


WAYS: Mapping[str, Way] = {
    "accept": Way(forms.Nothing, lambda said, matter, fresh: moves.Accept()),
    "counter": Way(forms.Counter, lambda said, matter, fresh: moves.Counter(said["due"], said["reason"])),
    "reserve": Way(forms.Reserve, _reserve),
    "decline": Way(forms.Decline, _decline),
    "not-ours": Way(forms.NotOurs, _not_ours),
    "withhold": Way(asked_forms.Withhold, _withhold),
    "take-least": Way(asked_forms.TakeLeast, lambda said, matter, fresh: moves.Amend(None, said["reason"])),
    "amend": Way(forms.Amend, lambda said, matter, fresh: moves.Amend(said["due"], said["reason"])),
    "insist": Way(forms.Reason, lambda said, matter, fresh: moves.Insist(said["reason"])),
    "offer-to": Way(forms.OfferTo, lambda said, matter, fresh: moves.OfferTo(said["doer"])),
    "drop": Way(forms.Reason, lambda said, matter, fresh: moves.Drop(said["reason"])),
    "deliver": Way(forms.Deliver, _deliver),
    "report": Way(
        forms.Report,
        lambda said, matter, fresh: moves.Report(said["reason"], bool(said.get("attempted"))),
    ),
    "block": Way(forms.Block, _block),
    "block-outside": Way(
        forms.BlockOutside,
        lambda said, matter, fresh: moves.Block(said["reason"], said["to"], outside=True, fresh=fresh, **_cited(said)),
    ),
    "block-by": Way(
        forms.BlockBy,
        lambda said, matter, fresh: moves.Block(said["reason"], blocker=Stream(said["blocker"])),
    ),
    "variation": Way(forms.Variation, _variation, opens=True),
    "hand-over": Way(forms.HandOver, _variation, opens=True),
    "dispute": Way(
        forms.Dispute,
        lambda said, matter, fresh: _beside(
            matter, "dispute", doer=said["whose"], title=said["reason"], **_cited(said)
        ),
        opens=True,
    ),
    "explain": Way(
        forms.Reason,
        lambda said, matter, fresh: _beside(matter, EXPLANATION, doer=matter.asker, title=said["reason"]),
        opens=True,
    ),
    "chase": Way(forms.Reason, lambda said, matter, fresh: moves.Chase(said["reason"])),
    "lift": Way(forms.Lift, lambda said, matter, fresh: moves.Lift(said["reason"], said["until"])),
    "accept-delivery": Way(forms.Remark, lambda said, matter, fresh: moves.AcceptDelivery(said["reason"])),
    "return": Way(forms.Return, _return),
    "rule": Way(forms.Rule, _rule),
    "assign": Way(forms.Assign, _assign),
    "pass-up": Way(forms.Reason, lambda said, matter, fresh: moves.PassUp(said["reason"])),
    "reopen": Way(forms.Reason, lambda said, matter, fresh: moves.Reopen(said["reason"])),
    "take-back": Way(forms.Nothing, lambda said, matter, fresh: moves.TakeBack()),
    "refer": Way(forms.Reason, lambda said, matter, fresh: moves.Refer(said["reason"])),
    "withdraw": Way(forms.Reason, lambda said, matter, fresh: moves.Withdraw(said["reason"])),
    "remark": Way(forms.LateRemark, lambda said, matter, fresh: moves.Remark(said["reason"])),
    "confirm": Way(forms.Confirm, lambda said, matter, fresh: moves.Confirm(said["entry"], said["reason"])),
    "contest": Way(forms.Reason, lambda said, matter, fresh: moves.Contest(said["entry"], said["reason"])),
}


def _answer(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    """Points, or in a later round none any more, which agrees."""
    return moves.Counter(None, "", said["points"]) if said["points"] else moves.Accept()


def _dispose(said: Cleaned, matter: Matter, fresh: Stream) -> Command:
    """Amend or insist, whichever the outcomes are."""
    disposals, remark = said["disposals"], said["remark"]
    if any(disposal.outcome != NOT for disposal in disposals):
        return moves.Amend(None, remark, disposals)
    return moves.Insist(remark or disposals[0].reason, disposals)


POINTED: Mapping[str, Way] = {
    "counter": Way(letter_forms.Answer, _answer),
    "amend": Way(letter_forms.Disposing, _dispose),
}
"""Where a counter raises points."""
SIGNING: Mapping[str, Way] = {
    "counter": Way(letter_forms.Refuse, lambda said, matter, fresh: moves.Counter(None, said["reason"])),
}


COMPARING: Mapping[str, Way] = {
    "deliver": Way(
        option_forms.PositionForm,
        lambda said, matter, fresh: moves.Deliver(said["reason"], positions=said["positions"]),
    ),
}
"""Where an answer is a position on options."""
SAYING: Mapping[str, Way] = {"deliver": Way(forms.Opinion, _deliver)}
HEARD: Mapping[str, Way] = {"deliver": Way(forms.Hearing, _deliver)}
GUIDING: Mapping[str, Way] = {
    "deliver": Way(asked_forms.Answer, _deliver),
    "return": Way(asked_forms.SendBack, lambda said, matter, fresh: moves.Return(said["reason"])),
}
CALLING: Mapping[str, Way] = {"accept-delivery": Way(asked_forms.Rate, _rate)}
DISPUTED: Mapping[str, Way] = {
    "pass-up": Way(forms.PassDisputeUp, lambda said, matter, fresh: moves.PassUp(said["reason"], said.get("whose"))),
}
BY_KIND: Mapping[str, Mapping[str, Way]] = {
    "dispute": DISPUTED,
    "signature": SIGNING, "options": COMPARING, "word": SAYING, "hearing": HEARD, "guidance": GUIDING,
    "precedence": {"rule": Way(asked_forms.RuleFirst, _rule_first)}, **dict.fromkeys(CLASSES, CALLING),
}  # fmt: skip


def way_of(code: str, matter: Matter) -> Way:
    """How a move is made on this matter."""
    own = POINTED if matter.policy.pointed else BY_KIND.get(matter.kind, {})
    return own.get(code, WAYS[code])


def carry_out(code: str, said: Cleaned, matter: Matter, by: Actor) -> Receipt | None:
    """The move, recorded once. Raises Rejected."""
    way, fresh = way_of(code, matter), fresh_from(said["command_id"])
    stream = fresh if way.opens else matter.stream
    if code in ("confirm", "contest") and not said["entry"]:
        raise Rejected("not-recorded-for-another")
    step = Step(stream, way.build(said, matter, fresh))
    listings, seen = said.get("listings", ()), said.get("seen")
    scan = scan_of(said)
    files = (scan,) if scan is not None else ()
    return execute_all((step,), by=by, command_id=said["command_id"], listings=listings, seen=seen, files=files)


def is_repeat(account: Account, command_id: str) -> bool:
    """Whether this account sent this command before: then the answer is its receipt, whatever came after."""
    return Sent.objects.filter(account=account.id, command=command_id).exists()


def mover(account: Account, said: Cleaned, recorder: Desk | None) -> Actor:
    """Whose move it is: the desk's own, or recorded for it by `recorder`. Raises Rejected."""
    scan = scan_of(said)
    name = scan.name if scan is not None else ""
    recorded = Recorded(recorder, said["said"], said["paper"], name) if recorder is not None else None
    return actor(account, said["desk"], recorded=recorded)


def scan_of(said: Cleaned) -> Scan | None:
    """The photo sent with a decision that is recorded. Raises Rejected for what is none."""
    photo = said.get("photo")
    if photo is None:
        return None
    photo.seek(0)
    return read_scan(photo.read())
