"""Who should lead: the worked examples of docs/rules/lead.md, and what no order may depend on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.insight.lead import advise, lowest_above
from qiantou.insight.lead_terms import Advice, Candidate, Change, Criterion, Gap, Past, Yardstick
from qiantou.insight.wilson import wilson
from tests.insight.tables import examples, rows

CHAINS = {"roads": ("deputy", "head"), "water": ("deputy", "head")}


def pair(cell: str) -> tuple[int | None, int]:
    count, whole = cell.split(" of ")
    return None if count == "–" else int(count), int(whole)


def candidate(unit: str, duty: str, standing: str, free: str, past: str) -> Candidate:
    (own, lines), (below, doers) = pair(duty), pair(standing)
    led = None if past == "–" else Past(int(past.split(" of ")[1]), int(past.split(" of ")[0]))
    return Candidate(unit, own, lines, below, doers, None if free == "–" else Fraction(free), led)


EXAMPLES = list(examples("lead.md"))


def change_told(change: Change) -> str:
    return f"{change.criterion} {change.unit} {change.before} → {change.after} for {change.first}"


@pytest.mark.parametrize(("title", "told"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_worked_example_holds(title: str, told: dict[str, str]) -> None:
    advice = advise([candidate(*row) for row in rows("lead.md", title)[1:]], superiors=CHAINS)
    assert ", ".join(f"{one.rank} {one.unit} {one.score}" for one in advice.placed) == told["Order"]
    missing = ", ".join(" ".join((code, *units)) for code, units in advice.not_compared.items())
    assert (missing or "none") == told["Not compared"]
    assert (", ".join(map(change_told, advice.changes)) or "none") == told["Changes"]
    assert {True: "yes", False: "no", None: "not known"}[advice.nobody_above] == told["Nobody above"]
    assert (advice.above is not None) is (told["Nobody above"] == "yes")


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("row", rows("lead.md", "Who stands above")[1:], ids=lambda row: row[0])
def test_the_lowest_post_above_all_doers(row: list[str]) -> None:
    chains = dict(part.split(":") for part in row[0].split("; "))
    above = lowest_above({unit: [post.strip() for post in chain.split(",") if post.strip()] for unit, chain in
                          chains.items()})  # fmt: skip
    assert (" ".join(above.posts), str(above.height), " ".join(above.unplaced)) == tuple(row[1:])


@pytest.mark.parametrize("row", rows("lead.md", "Intervals of past records")[1:], ids=lambda row: "-".join(row[:2]))
def test_the_interval_is_wilson_s_at_the_confidence_level(row: list[str]) -> None:
    low, high = wilson(int(row[0]), int(row[1]))
    assert (f"{low:.3f}", f"{high:.3f}") == (row[2], row[3])


def test_a_short_past_is_told_as_too_few_and_a_long_one_with_its_interval() -> None:
    short, long = (Candidate("a", 1, 2, 0, 2, Fraction(1), Past(n, 3)) for n in (9, 10))
    told = [advise([one], superiors=CHAINS).placed[0].reasons[-1] for one in (short, long)]
    assert (told[0].gap, told[0].interval, told[0].count, told[0].whole) == (Gap.TOO_FEW, None, 3, 9)
    assert told[1].gap is None
    assert told[1].interval == wilson(3, 10)


def test_the_unit_named_first_that_owns_few_lines_is_told() -> None:
    few, enough = Candidate("a", 3, 10, 0, 2), Candidate("b", 4, 12, 0, 2)
    for unit, told in (("a", True), ("b", False)):
        found = advise([few, enough], superiors=CHAINS, first_named=unit).first_named
        assert found is not None
        assert (found.unit, found.few) == (unit, told)
    assert advise([replace(few, duty_lines=None)], superiors=CHAINS, first_named="a").first_named is None
    assert advise([few], superiors=CHAINS, first_named="c").first_named is None


def test_whether_anybody_stands_above_is_not_known_when_it_is_not_known_of_one() -> None:
    known, unknown = Candidate("a", 1, 2, 0, 2), Candidate("b", 1, 2, None, 2)
    assert advise([known, unknown], superiors=CHAINS).nobody_above is None
    assert advise([known, replace(unknown, doers_below=2)], superiors=CHAINS).nobody_above is False
    assert advise([], superiors={}).placed == ()


def counts(most: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(0, most)


PASTS = st.none() | st.integers(1, 30).flatmap(lambda n: st.builds(Past, st.just(n), st.integers(0, n)))
DAYS = st.none() | st.integers(0, 80).map(lambda halves: Fraction(halves, 2))


@st.composite
def fields(draw: st.DrawFn) -> list[Candidate]:
    """Up to five candidates for one plan of twelve lines and five doers."""
    names = "abcde"[: draw(st.integers(1, 5))]
    return [Candidate(unit, draw(counts(12)), 12, draw(counts(5)), 5, draw(DAYS), draw(PASTS)) for unit in names]


@settings(max_examples=40)
@given(fields(), st.randoms())
def test_neither_the_order_given_nor_the_names_change_anything(candidates: list[Candidate], random: object) -> None:
    advice = advise(candidates, superiors=CHAINS)
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert advise(shuffled, superiors=CHAINS) == advice
    renamed = {one.unit: f"{len(candidates) - at}" for at, one in enumerate(candidates)}
    other = advise([replace(one, unit=renamed[one.unit]) for one in candidates], superiors=CHAINS)
    assert ranks(other) == {renamed[unit]: rank for unit, rank in ranks(advice).items()}
    sizes = [sorted((change.criterion, change.part) for change in found.changes) for found in (advice, other)]
    assert sizes[0] == sizes[1]


def ranks(advice: Advice) -> dict[str, tuple[int, Fraction | None]]:
    return {one.unit: (one.rank, one.score) for one in advice.placed}


@settings(max_examples=40)
@given(fields())
def test_what_is_missing_of_one_is_compared_for_none(candidates: list[Candidate]) -> None:
    missing = advise(candidates, superiors=CHAINS).not_compared
    blank = [replace(one, free_days=None) if Criterion.FREE in missing else one for one in candidates]
    assert ranks(advise(blank, superiors=CHAINS)) == ranks(advise(candidates, superiors=CHAINS))


@settings(max_examples=40)
@given(fields())
def test_a_change_told_puts_the_runner_up_alone_in_front_and_one_step_less_does_not(
    candidates: list[Candidate],
) -> None:
    for change in advise(candidates, superiors=CHAINS).changes:
        step = Fraction(1, 2) if change.criterion is Criterion.FREE else Fraction(1)
        nearly = change.after - step if change.after > change.before else change.after + step
        for count, expected in ((change.after, True), (nearly, False)):
            told = advise([with_count(one, change, count) for one in candidates], superiors=CHAINS)
            front = [one.unit for one in told.placed if one.rank == 1]
            assert (front == [change.first]) is expected


def with_count(one: Candidate, change: Change, count: Fraction) -> Candidate:
    if one.unit != change.unit:
        return one
    match change.criterion:
        case Criterion.DUTY:
            return replace(one, duty_lines=int(count))
        case Criterion.STANDING:
            return replace(one, doers_below=int(count))
        case Criterion.FREE:
            return replace(one, free_days=count)
    assert one.past is not None
    return replace(one, past=replace(one.past, on_time=int(count)))


def test_weights_are_the_caller_s() -> None:
    duty, standing = Candidate("a", 10, 10, 0, 2, Fraction(20)), Candidate("b", 0, 10, 2, 2, Fraction(20))
    only_standing = Yardstick(weights=dict.fromkeys(Criterion, 0) | {Criterion.STANDING: 1})
    assert [one.unit for one in advise([duty, standing], superiors=CHAINS).placed] == ["a", "b"]
    told = advise([duty, standing], superiors=CHAINS, yardstick=only_standing)
    assert [one.unit for one in told.placed] == ["b", "a"]
