"""Who contributed (贡献认定): the shares of a joint work's credit, and the points they come to, as exact fractions.

A line's share goes to whoever delivered accepted work; where it changed hands, by the working time each spent on it
inside its own day, an equal part at least to who delivered. Silence over what was handed in takes nothing from anybody.
Clearing another unit's obstacle earns from the reserve, each help alike and none more than the site's number; what is
left of the reserve goes back over the lines. Coordination is the lead's as signed, and no more. What nobody earned is a
row of its own: all rows add up to the whole. Rules, with worked examples that the tests run: docs/rules/assessment.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from qiantou.core.contesting import Claim, Item
from qiantou.core.forgiving import touched
from qiantou.core.kernel import Desk, Stream
from qiantou.core.plan import Shares
from qiantou.core.review import (
    Amendment,
    Attained,
    Earning,
    Lack,
    Overrun,
    Part,
    Rates,
    Refused,
    Source,
    Unearned,
    outcome_of,
    points_of,
    process_of,
    ratio,
)
from qiantou.core.review import (
    Held as Kept,
)

Held = tuple[tuple[Desk, int], ...]
"""Units and the working minutes each had the work underway."""


@dataclass(frozen=True)
class Delivery:
    """One matter that carries out a line: who had it, `unit` that delivered; else `lacks` says why nobody earned.

    `silent`, `undone`: as of an Earning; `waits_for`: as of an Unearned.
    """

    line: str
    matter: Stream | None
    unit: Desk
    held: Held = ()
    lacks: Lack | None = None
    silent: Desk | None = None
    undone: Desk | None = None
    waits_for: Desk | None = None


@dataclass(frozen=True)
class Help:
    """An obstacle of another unit that this one cleared."""

    matter: Stream
    unit: Desk


@dataclass(frozen=True)
class Work:
    """What a joint work came to. `weights` of its lines, in any unit; `leads`: who led for how many working minutes.

    `ratings`: unit → how many rated it, and their mean as 0 … 1, None where they are too few. `parties`: the units that
    have a row whatever they earned. `waits`: over-runs of others than who did a matter, told and not counted.
    """

    weights: Mapping[str, int]
    shares: Shares
    deliveries: Sequence[Delivery]
    helps: Sequence[Help]
    leads: Held
    overruns: Sequence[Overrun]
    parties: Sequence[Desk]
    ratings: Mapping[Desk, tuple[int, Fraction | None]]
    waits: Sequence[Overrun] = ()


@dataclass(frozen=True)
class Earned:
    """The rows of a sheet; `refused`: what was handed in and taken out again, which takes nothing from who did it."""

    parts: tuple[Part, ...]
    earnings: tuple[Earning, ...]
    unearned: tuple[Unearned, ...]
    overruns: tuple[Overrun, ...]
    refused: tuple[Refused, ...] = ()


def assess(
    work: Work, measures: Sequence[Attained], rates: Rates, amended: Sequence[Amendment] = ()
) -> Earned:  # fmt: skip
    """The rows, with what rulings on contests changed. Their shares add up to 1 exactly."""
    helps = _helps(work.helps, amended)
    each = _each_help(len(helps), work.shares, rates)
    coordination = Fraction(work.shares.coordination, 100)
    pot = 1 - coordination - each * len(helps)
    lines = list(_lines(work, pot, amended))
    coordinated = list(_coordination(work.leads, coordination))
    helped = [Earning(Source.HELP, one.unit, ratio(each), matter=one.matter, contest=by) for one, by in helps if each]
    earnings = [*(one for one in lines if isinstance(one, Earning)), *coordinated, *helped]
    unearned = [one for one in lines if isinstance(one, Unearned)]
    told = [one.share.exact for one in earnings] + [one.share.exact for one in unearned]
    rest = 1 - sum(told, Fraction(0))
    if rest:
        unearned.append(Unearned(ratio(rest), Lack.NO_LINES))
    overruns = _overruns(work.overruns, amended)
    outcome = outcome_of(tuple(measures))
    units = dict.fromkeys((*work.parties, *(one.unit for one in earnings)))
    rated = _rated(work.ratings, amended)
    parts = (_part(unit, earnings, overruns, rated.get(unit), outcome, rates) for unit in units)
    own = tuple(one for one in overruns if one.unit in units)
    taken = (one for one in lines if isinstance(one, Earning) and one.undone is not None)
    refused = (Refused(Kept.TAKEN_OUT, 0, one.line, one.unit, one.share) for one in taken)
    return Earned(tuple(parts), tuple(earnings), tuple(unearned), own, tuple(refused))


def _rated(
    ratings: Mapping[Desk, tuple[int, Fraction | None]], amended: Sequence[Amendment]
) -> dict[Desk, tuple[int, Fraction | None]]:  # fmt: skip
    """A mean that a ruling took away weighs nothing; how many rated stays told."""
    struck = {one.unit for one in amended if Claim(one.item, one.unit).sort is Item.RATING}
    return {unit: (raters, None if unit in struck else mean) for unit, (raters, mean) in ratings.items()}


def _each_help(count: int, shares: Shares, rates: Rates) -> Fraction:
    """What one help earns: the reserve shared alike, and no more than the site's number of percent."""
    if not count:
        return Fraction(0)
    return min(Fraction(shares.reserve, 100 * count), Fraction(rates.help_at_most, 100))


def _helps(helps: Iterable[Help], amended: Sequence[Amendment]) -> list[tuple[Help, Stream | None]]:
    found: dict[str, tuple[Help, Stream | None]] = {one.matter: (one, None) for one in helps}
    for one in amended:
        claim = Claim(one.item, one.unit)
        if claim.sort is Item.HELP:
            found.pop(claim.name, None)
            if one.unit is not None:
                found[claim.name] = (Help(Stream(claim.name), one.unit), one.contest)
    return list(found.values())


def _coordination(leads: Held, share: Fraction) -> Iterator[Earning]:
    """By the working time each led; alike where there was none."""
    for unit, minutes, of, part in _divided(leads, share):
        if part:
            yield Earning(Source.COORDINATION, unit, ratio(part), minutes=minutes, of=of)


def _lines(work: Work, pot: Fraction, amended: Sequence[Amendment]) -> Iterator[Earning | Unearned]:
    """Of each line its part of the pot by weight, equally over the matters that carried it out."""
    ruled = _of_lines(amended)
    total = sum(work.weights.values())
    of_line: defaultdict[str, list[Delivery]] = defaultdict(list)
    for delivery in work.deliveries:
        of_line[delivery.line].append(delivery)
    for line, weight in work.weights.items():
        told = of_line[line]
        if not weight or not pot or not told:
            continue
        share = pot * weight / total / len(told)
        given, divided = ruled.get(line, (None, ()))
        rows = [row for delivery in told for row in _delivered(delivery, share, given)]
        for one in divided:
            rows = _divided_anew(rows, one)
        yield from rows
    yield from (_given_up(one) for one in work.deliveries if one.lacks is Lack.GIVEN_UP)


def _given_up(delivery: Delivery) -> Unearned:
    return Unearned(ratio(Fraction(0)), Lack.GIVEN_UP, delivery.line, delivery.unit, delivery.matter)


def _of_lines(amended: Sequence[Amendment]) -> dict[str, tuple[Amendment | None, tuple[Amendment, ...]]]:
    """Line → the last ruling that gave it to one unit, and those since that divide it otherwise, in their order."""
    found: dict[str, tuple[Amendment | None, tuple[Amendment, ...]]] = {}
    for one in amended:
        claim = Claim(one.item, one.unit)
        if claim.sort is Item.LINE:
            found[claim.name] = one, ()
        elif claim.sort is Item.SHARE:
            given, divided = found.get(claim.name, (None, ()))
            found[claim.name] = given, (*divided, one)
    return found


def _divided_anew(rows: Sequence[Earning | Unearned], ruled: Amendment) -> list[Earning | Unearned]:
    """What a line earned, so much of a hundred of it the unit's, the rest among the others as it was among them."""
    unit, part = ruled.unit, Fraction(Claim(ruled.item).part, 100)
    told = [one for one in rows if isinstance(one, Earning)]
    whole = sum((one.share.exact for one in told), Fraction(0))
    own = sum((one.share.exact for one in told if one.unit == unit), Fraction(0))
    if unit is None or not part or own == whole:
        return list(rows)
    found: list[Earning | Unearned] = [one for one in rows if isinstance(one, Unearned)]
    for one in told:
        scale = part * whole / own if one.unit == unit else (1 - part) * whole / (whole - own)
        now = replace(one, share=ratio(one.share.exact * scale), minutes=0, of=0, contest=ruled.contest)
        found.append(now)
        if not own:
            found.append(replace(now, unit=unit, share=ratio(one.share.exact * part)))
    return found


def _delivered(delivery: Delivery, share: Fraction, ruled: Amendment | None) -> Iterator[Earning | Unearned]:
    line, matter = delivery.line, delivery.matter
    if ruled is not None and ruled.unit is not None:
        yield Earning(Source.LINE, ruled.unit, ratio(share), line, matter, contest=ruled.contest)
    elif delivery.lacks is not None:
        yield Unearned(ratio(share), delivery.lacks, line, delivery.unit, matter, delivery.waits_for)
    else:
        for unit, minutes, of, part in _handed_on(delivery, share):
            if part:
                yield Earning(
                    Source.LINE, unit, ratio(part), line, matter, minutes, of, None, delivery.silent, delivery.undone
                )


def _handed_on(delivery: Delivery, share: Fraction) -> Iterator[tuple[Desk, int, int, Fraction]]:
    """By minutes, and to who delivered at least what it would be divided equally; alike where nobody has any."""
    worked = tuple(one for one in delivery.held if one[1] > 0 and one[0] != delivery.unit)
    last = sum(minutes for unit, minutes in delivery.held if unit == delivery.unit)
    total = last + sum(minutes for _unit, minutes in worked)
    least = Fraction(1, len(worked) + 1)
    part = max(least, Fraction(last, total)) if total else least
    if not worked:
        yield delivery.unit, 0, 0, share
        return
    yield delivery.unit, last, total, share * part
    for unit, minutes in worked:
        yield unit, minutes, total, share * (1 - part) * Fraction(minutes, total - last)


def _divided(held: Held, share: Fraction) -> Iterator[tuple[Desk, int, int, Fraction]]:
    """By minutes, alike where there are none; minutes are told only where several had it."""
    total = sum(minutes for _unit, minutes in held)
    for unit, minutes in held:
        part = Fraction(minutes, total) if total else Fraction(1, len(held))
        yield (unit, 0, 0, share) if len(held) == 1 else (unit, minutes, total, share * part)


def _overruns(overruns: Iterable[Overrun], amended: Sequence[Amendment]) -> list[Overrun]:
    """With the ruling by which one does not count, or the exemption that stands."""
    ruled: list[Amendment] = []
    for made in amended:
        sort = Claim(made.item).sort
        if sort is Item.FALLEN:
            ruled = [one for one in ruled if one.contest != made.contest]
        elif sort in (Item.TIME, Item.EXEMPT):
            ruled.append(made)
    return [replace(one, contest=_freed_by(one, ruled)) for one in overruns if one.minutes > 0]


def _freed_by(overrun: Overrun, ruled: Iterable[Amendment]) -> Stream | None:
    """The first ruling, or exemption, by which it does not count."""
    told = (one for one in ruled if touched(Claim(one.item, one.unit), (overrun,)))
    return next((one.contest for one in told), None)


def _part(
    unit: Desk, earnings: Sequence[Earning], overruns: Sequence[Overrun], rated: tuple[int, Fraction | None] | None,
    outcome: Fraction | None, rates: Rates,
) -> Part:  # fmt: skip
    by_source: defaultdict[Source, Fraction] = defaultdict(Fraction)
    for one in earnings:
        if one.unit == unit:
            by_source[one.source] += one.share.exact
    minutes = sum(one.minutes for one in overruns if one.unit == unit and one.contest is None)
    raters, mean = rated or (0, None)
    process = process_of(minutes, mean, rates)
    points = points_of(sum(by_source.values(), Fraction(0)), outcome, process, rates)
    lines, coordination, helped = (
        ratio(by_source[source]) for source in (Source.LINE, Source.COORDINATION, Source.HELP)
    )
    return Part(
        unit, lines, coordination, helped, minutes, ratio(process), ratio(mean) if mean is not None else None, raters,
        ratio(points) if points is not None else None,
    )  # fmt: skip
