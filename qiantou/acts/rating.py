"""Mutual rating 互评: taken while the sheet is not out, told to nobody, and gone once its means stand in the sheet.

Grades stand outside the record, for an entry names its account for good. `close` belongs into the transaction that puts
the sheet out: `ratings_of` is asked before it, and never answers again. Rules: docs/rules/rating.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from qiantou.acts import registers, shell
from qiantou.acts.models import Grade
from qiantou.acts.wiping import cut_journal
from qiantou.core.figures import RATERS_LEAST, RATING_WEIGHT
from qiantou.core.kernel import Desk, Entry, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.register import UNITS, InForce, Listed, Unit
from qiantou.core.review import SHEETS
from qiantou.core.review_terms import concludes
from qiantou.insight.credit_read import OBSTACLE, WORKED, is_work
from qiantou.insight.rating import HIGHEST, LOWEST, Pair, Rated, may_rate, rated
from qiantou.ledger.writer import lock, read
from qiantou.outbox.queue import notice
from qiantou.readmodel.models import MatterRow

TAKEN_ON = (Phase.UNDERWAY.value, Phase.BLOCKED.value, Phase.DELIVERED.value)
DONE = ("accepted", "granted", "consented")
GRASS_ROOTS = "township"
"""The sort of unit that rates departments."""
PAGE = "/j/{}/rating/"
"""Where grades are given."""


@dataclass(frozen=True)
class Round:
    """The rating in one joint work, as it stands. `pairs`: who may rate whom; none while it is off or over."""

    joint: Stream
    pairs: frozenset[Pair]
    is_over: bool = False

    def rated_by(self, units: Iterable[Desk]) -> list[Pair]:
        """The pairs in which one of these units rates, by name."""
        own = set(units)
        return sorted(pair for pair in self.pairs if pair[0] in own)


def is_on(force: InForce) -> bool:
    return force.number(RATING_WEIGHT) > 0


def round_of(joint: Stream, force: InForce) -> Round:
    """One query, one more where an obstacle was cleared; none while ratings are off or the sheet is out."""
    charter = force.charter(joint)
    is_over = joint in force.section(SHEETS)
    if charter is None or is_over or not is_on(force):
        return Round(joint, frozenset(), is_over)
    townships = {Desk(key) for key, unit in force.section(UNITS).items() if _is_grass_roots(unit)}
    return Round(joint, may_rate(_dealings(joint, force), charter.lead, townships))


def rate(joint: Stream, pair: Pair, grade: int) -> None:
    """One grade, in place of the one that this unit gave before. Raises Rejected."""
    rate_all(joint, {pair: grade}, left=[pair])


def rate_all(joint: Stream, grades: Mapping[Pair, int], *, left: Iterable[Pair]) -> None:
    """Keep these grades in place of those before; of `left`, those without a grade now have none. Raises Rejected.

    Waits for a sheet that is being put out, and is then refused: no grade is left behind it.
    """
    if not all(LOWEST <= grade <= HIGHEST for grade in grades.values()):
        raise Rejected("no-such-grade", least=LOWEST, most=HIGHEST)
    with transaction.atomic():
        lock((), shared=[registers.JOINTS])
        force = registers.current().at(shell.now())
        if not is_on(force):
            raise Rejected("rating-is-off")
        open_now = round_of(joint, force)
        if open_now.is_over:
            raise Rejected("rating-is-over")
        for _rater, rated_unit in sorted(grades.keys() - open_now.pairs):
            raise Rejected("not-worked-together", desk=rated_unit)
        Grade.objects.filter(name__in=[_name(joint, pair) for pair in (*left, *grades)]).delete()
        Grade.objects.bulk_create(
            Grade(name=_name(joint, pair), joint=joint, rated=pair[1], grade=grade) for pair, grade in grades.items()
        )


def grades_by(joint: Stream, pairs: Iterable[Pair]) -> dict[Pair, int]:
    """What these units gave, for their own people to read; one query."""
    names = {_name(joint, pair): pair for pair in pairs}
    told = Grade.objects.filter(name__in=sorted(names)).values_list("name", "grade")
    return {names[name]: grade for name, grade in told}


def ratings_of(joint: Stream, force: InForce) -> dict[Desk, Rated]:
    """Unit → how many rated it and their mean, for the sheet that is being put out; nothing while ratings are off."""
    if not is_on(force):
        return {}
    grades: dict[Desk, list[int]] = {}
    for unit, grade in Grade.objects.filter(joint=joint).values_list("rated", "grade"):
        grades.setdefault(Desk(unit), []).append(grade)
    least = force.number(RATERS_LEAST)
    return {unit: rated(given, least) for unit, given in grades.items()}


def tell(listed: Iterable[Entry[Listed]], force: InForce) -> None:
    """Tell every unit that may rate that the round is open until the sheet is put out, once for each work that is over
    by one of these entries; in their transaction."""
    for entry in listed:
        joint = Stream(entry.event.key)
        if concludes(entry, force):
            for rater in sorted({rater for rater, _rated in round_of(joint, force).pairs}):
                notice(rater, "rating", "", shell.now(), path=PAGE.format(joint[:12]))


def close(joint: Stream) -> None:
    """Delete every grade of the joint work, in the transaction that puts its sheet out, and after it from the files of
    SQLite; where somebody reads just then, the worker does that."""
    deleted, _each = Grade.objects.filter(joint=joint).delete()
    if deleted:
        transaction.on_commit(cut_journal, robust=True)


def _dealings(joint: Stream, force: InForce) -> set[Pair]:
    """Pairs of whole units of which one asked the other for work that was taken on; nothing unconfirmed."""
    rows = MatterRow.objects.filter(joint=joint, hatched=False, inner="", kind__in=WORKED)
    told = rows.values_list("stream", "kind", "asker", "doer", "is_open", "phase", "outcome")
    taken = [row for row in told if (row[5] in TAKEN_ON if row[4] else row[6] in DONE)]
    caused = _causes([Stream(row[0]) for row in taken if row[1] == OBSTACLE])
    found = set()
    for stream, kind, asker, doer, *_how in taken:
        one, other = force.whole(Desk(asker)), force.whole(Desk(doer))
        if one is not None and other is not None and is_work(kind, caused.get(Stream(stream), "")):
            found.add((one, other))
    return found


def _causes(obstacles: Sequence[Stream]) -> dict[Stream, str]:
    """What each is said to be caused by; one query, none for none."""
    told = read(obstacles, until=1) if obstacles else {}
    return {name: entries[0].event.cause for name, entries in told.items() if entries}


def _is_grass_roots(unit: object) -> bool:
    return isinstance(unit, Unit) and unit.sort == GRASS_ROOTS


def _name(joint: Stream, pair: Pair) -> str:
    told = "/".join((joint, *pair))
    return salted_hmac("qiantou.acts.rating", told, algorithm="sha256").hexdigest()
