"""The only way from an account to a matter, a joint work or a desk: what it may not see does not exist (404).

A person sees the matters its desks have or had a part in, those of the units below a post it fills as head
or portfolio leader, those of outside parties its unit keeps contact with, and everything inside a joint
work one of these takes part in. Whoever is asked for an opinion on a change of duty lists may read the
application, and whoever has a part in the application its letters. Matters between inner sections of a unit are
seen in that unit alone. Applications for exemption are seen by the two sides and by who decides, by nobody above
them in line; and who decides reads what they rest on (`access/laid_before.py`). To whom a leader's desk is delegated
sees what is on it. Administrator accounts see none, nor does a discipline body: it reads by a look-up, on pages of its
own (`access/lookups.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404

from qiantou.access import chart
from qiantou.access.laid_before import laid_before
from qiantou.access.models import Account
from qiantou.acts import registers
from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kind_table import DUTY_CHANGE
from qiantou.core.kinds import CLEARING, EXEMPTION
from qiantou.core.register import Register
from qiantou.ledger.plain import among, fetched
from qiantou.readmodel import naming
from qiantou.readmodel.models import DeskRow, JointRow, MatterRow, PartyRow, ShareRow

CONFIDED = (EXEMPTION, CLEARING)
"""Kinds that the two sides and the arbiter see alone."""
Row = TypeVar("Row", bound=Model)
REF = re.compile(r"[0-9a-f]{12,32}")


@dataclass(frozen=True)
class Standing:
    """What a person may do today.

    `posts`: the posts it fills. `desks`: whom it may move for, desks delegated to it as a whole among them. `sight`:
    whose matters it may read. `homes`: the whole units it sits in, which alone see what passes between their sections.
    `lent`: what is delegated to it today. `offices`: the leaders for whom it works, whose papers it enters.
    """

    posts: tuple[Desk, ...] = ()
    desks: tuple[Desk, ...] = ()
    sight: frozenset[Desk] = frozenset()
    homes: frozenset[Desk] = frozenset()
    seats: tuple[tuple[Desk, Desk], ...] = ()  # post, the unit it belongs to
    lent: tuple[Delegation, ...] = ()
    offices: tuple[Desk, ...] = ()

    @property
    def close(self) -> frozenset[Desk]:
        """The desks that are the person's own, or whose leader it works for: all it sees of what is confidential."""
        return frozenset((*self.desks, *self.homes, *self.offices))

    @cached_property
    def laid_before(self) -> frozenset[str]:
        """The matters that the applications for exemption it decides rest on; asked for once a request."""
        return laid_before(self.close | {*self.desks_on(EXEMPTION, None)}, CONFIDED)

    @property
    def unit(self) -> Desk | None:
        """The unit of the first post; None for somebody without a post."""
        return self.seats[0][1] if self.seats else None

    def post_for(self, desk: Desk) -> Desk | None:
        """The post in which the person moves for `desk`: its own, or the deputy's to whom the desk is delegated."""
        own = next((post for post, unit in self.seats if desk in (post, unit)), None)
        return own or next((one.deputy for one in self.lent if one.post == desk), None)

    def desks_on(self, kind: str, joint: str | None) -> tuple[Desk, ...]:
        """Whom it may move for on a matter of the kind in the joint work: also by a delegation for such matters."""
        lent = (one.post for one in self.lent if one.covers(kind, Stream(joint) if joint else None))
        return tuple(dict.fromkeys((*self.desks, *lent)))


NOBODY = Standing()


def standing(account: Account | AnonymousUser) -> Standing:
    """What the account's person may do today. Kept on the account object, which lives for one request."""
    if not account.is_authenticated:
        return NOBODY
    kept: Standing | None = getattr(account, "standing_kept", None)
    if kept is None:
        kept = NOBODY
        if not account.admin and account.is_active:
            kept = _standing(account.person_id, chart.today(register_for(account)))
        account.standing_kept = kept  # type: ignore[attr-defined]
    return kept


def register_for(account: Account) -> Register:
    """The register as of now, asked for once a request: kept on the account object, as the standing is."""
    kept: Register | None = getattr(account, "register_kept", None)
    if kept is None:
        kept = registers.current()
        account.register_kept = kept  # type: ignore[attr-defined]
    return kept


def _standing(person: str, drawn: chart.Chart) -> Standing:
    held = tuple(post for post in drawn.seats.get(person, ()) if post in drawn.posts)
    blind = tuple((post, drawn.posts[post]) for post in held if drawn.is_discipline(drawn.posts[post]))
    posts = tuple(post for post in held if post not in dict(blind))
    seats = tuple((post, drawn.posts[post]) for post in posts)
    if blind and not seats:
        return Standing(held, seats=blind)
    units = tuple(dict.fromkeys(unit for _, unit in seats))
    leading = tuple(post for post in posts if post in drawn.led)
    lent = tuple(one for post in posts for one in drawn.lent.get(post, ()) if one.post not in posts)
    acting = tuple(dict.fromkeys(one.post for one in lent if one.is_whole))
    homes = frozenset(drawn.whole(unit) for unit in units)
    below = drawn.under(unit for post in (*leading, *acting) for unit in drawn.led.get(post, ()))
    inside = {section for home in homes for section in drawn.below.get(home, ()) if drawn.units[section].inner}
    sight = {*leading, *acting, *units, *homes, *inside, *below, *drawn.attached(below)}
    sight |= {party for unit in (*units, *homes) for party in drawn.contacts.get(unit, ())}
    served = {unit for post, unit in seats if post not in leading}
    leaders = [other for unit in units if unit in served for other in drawn.staffed[unit] if other in drawn.led]
    leaders += [other for unit in units for other in drawn.served.get(unit, ()) if other not in posts]
    sight |= set(
        leaders
    )  # the office of a unit's leaders sees what is on their desks, as one that their rows name does
    offices = tuple(dict.fromkeys(other for other in leaders if drawn.decides(other)))
    desks = (*leading, *units, *acting)
    return Standing(posts, desks, frozenset(sight), homes, (*seats, *blind), lent, offices)


def matter_for(account: Account, ref: str) -> MatterRow:
    """The matter whose name begins with `ref` (12 hex digits), if the account may see it. Raises Http404."""
    row = _named(MatterRow, ref)
    if not readable([row.stream], standing(account)):
        raise Http404
    return row


def readable(streams: Iterable[str], seen: Standing) -> set[str]:
    """Those of the matters whose page opens to a reader standing as `seen`: the one rule of who may read a matter, for
    pages, papers, proofs and programs. One query, none for no matter; one more where some do not open."""
    asked = sorted(set(streams))
    if not asked or not seen.sight:
        return set()
    found = MatterRow.objects.filter(unhidden(seen), _open_to(seen, asked), stream__in=asked)
    opened = set(found.values_list("stream", flat=True))
    left = set(asked) - opened
    return opened | (left & seen.laid_before if left else left)


def business(account: Account | AnonymousUser) -> Account:
    """An account that reads business pages. Raises Http404 for the three administrators, who see no content."""
    if not isinstance(account, Account) or account.admin:
        raise Http404
    return account


def joint_for(account: Account, ref: str) -> JointRow:
    """The joint work whose name begins with `ref`, if the account takes part in it. Raises Http404."""
    row = _named(JointRow, ref)
    if not _shares(standing(account)).filter(joint=row.stream).exists():
        raise Http404
    return row


def opens_joint(joint: str | None, parties: Iterable[str | None], seen: Standing) -> bool:
    """Whether the joint work of a matter opens to a reader standing as `seen`; a query only where none of the
    matter's `parties`, who all have a share in it, is in sight. Who gives an opinion or decides may have no share."""
    if not joint:
        return False
    return any(desk in seen.sight for desk in parties) or _shares(seen).filter(joint=joint).exists()


def desk_for(account: Account, desk: str) -> DeskRow:
    """A desk whose matters the account may read. Raises Http404."""
    if desk not in standing(account).sight:
        raise Http404
    row = DeskRow.objects.filter(desk=desk).first()
    if row is None:
        raise Http404
    return row


def visible_matters(account: Account) -> QuerySet[MatterRow]:
    """Every matter the account may see: one query, by the indexes of PartyRow and ShareRow."""
    seen = standing(account)
    if not seen.sight:
        return MatterRow.objects.none()
    return MatterRow.objects.filter(unhidden(seen), _open_to(seen))


def _open_to(seen: Standing, streams: Sequence[str] | None = None) -> Q:
    """The condition on MatterRow of being open by a part in it, in its joint work, or in its change of duty lists.

    `streams`: only these are asked about.
    """
    part = PartyRow.objects.filter(desk__in=sorted(seen.sight))
    rows = MatterRow.objects.all()
    has_part = Exists(part.filter(stream=OuterRef("stream")))
    changes = MatterRow.objects.filter(kind=DUTY_CHANGE.kind)
    letters = MatterRow.objects.exclude(parent="")
    if streams is not None:
        part, rows = part.filter(stream__in=streams), rows.filter(stream__in=streams)
    inside = rows.filter(joint__in=_shares(seen).values("joint"))
    lent = [_lent(rows, one) for one in seen.lent if not one.is_whole]
    heard = rows.filter(
        kind=DUTY_CHANGE.kind,
        stream__in=letters.filter(has_part, parent__in=changes.values("stream")).values("parent"),
    )
    told = rows.exclude(parent="").filter(parent__in=changes.filter(has_part).values("stream"))
    return Q(
        stream__in=part.values("stream").union(*(found.values("stream") for found in (inside, heard, told, *lent)))
    )


def _lent(rows: QuerySet[MatterRow], one: Delegation) -> QuerySet[MatterRow]:
    """The matters of a post that a delegation for some matters only opens to the deputy."""
    part = PartyRow.objects.filter(desk=one.post, stream=OuterRef("stream"))
    scope = Q(joint__in=one.joints) if one.joints else Q()
    return rows.filter(Exists(part), scope & (Q(kind__in=one.kinds) if one.kinds else Q()))


def unhidden(seen: Standing) -> Q:
    """The condition on MatterRow of not being another unit's inner affair, nor confidential to others: even a tie to
    such a one is not told."""
    near = PartyRow.objects.filter(desk__in=sorted(seen.close), stream=OuterRef("stream"))
    open_here = Q(inner="") | Q(inner__in=sorted(seen.homes))
    told = ~Q(kind__in=CONFIDED) | Q(Exists(near))
    for one in seen.lent:
        if not one.is_whole and any(one.covers(kind, None) for kind in CONFIDED):  # they stand in no joint work
            told |= Q(Exists(_lent(MatterRow.objects.filter(stream=OuterRef("stream")), one)))
    return open_here & told


def visible_joints(account: Account) -> QuerySet[JointRow]:
    """Every joint work one of the desks in the account's sight takes part in."""
    return JointRow.objects.filter(stream__in=_shares(standing(account)).values("joint"))


def joint_titles(account: Account, *, limit: int) -> list[tuple[str, str]]:
    """Names and titles of the newest of `visible_joints`."""
    theirs, values = among("desk", standing(account).sight)
    shared = f"SELECT joint FROM readmodel_sharerow WHERE {theirs}"  # noqa: S608 — constants
    sql = f"SELECT stream, title FROM readmodel_jointrow WHERE stream IN ({shared}) ORDER BY opened DESC, stream"  # noqa: S608
    return [(stream, title) for stream, title in fetched(f"{sql} LIMIT %s", [*values, limit])]


def actor(account: Account, desk: str, *, recorded: Recorded | None = None) -> Actor:
    """Who acts when the account moves for `desk`, or records a move for it. Raises Rejected("not-your-desk").

    Whether a recorder may speak for the desk is a rule of the loop, not of the account; but nobody records for a desk
    of its own, where it would sign without signing: Rejected("may-not-record").
    """
    seen = standing(account)
    if recorded is not None and any(desk in seat for seat in seen.seats):
        raise Rejected("may-not-record", recorder=recorded.by, desk=desk)
    typing = recorded.by if recorded is not None else Desk(desk)
    if typing not in seen.desks and all(typing != one.post for one in seen.lent):
        raise Rejected("not-your-desk", desk=typing)
    return Actor(desk=Desk(desk), post=seen.post_for(typing), account=account.id, recorded=recorded)


def names(desks: Iterable[str | None]) -> dict[str, str]:
    """Desk → what it is called; one query. A desk without a name is left out."""
    wanted = sorted({desk for desk in desks if desk})
    found = naming.named(wanted) if wanted else ()
    return {desk: name for desk, name in found if name}


def _shares(seen: Standing) -> QuerySet[ShareRow]:
    own = Q(desk__in=sorted(seen.sight))
    for one in seen.lent:
        if not one.is_whole and one.joints:
            own |= Q(desk=one.post, joint__in=one.joints)
    return ShareRow.objects.filter(own)


def _named(model: type[Row], ref: str) -> Row:
    """The one row whose key begins with `ref`, by a range of the primary key."""
    if not REF.fullmatch(ref):
        raise Http404
    rows = list(model._default_manager.filter(stream__gte=ref.ljust(32, "0"), stream__lte=ref.ljust(32, "f"))[:2])
    if len(rows) != 1:
        raise Http404
    return rows[0]
