"""Every refusal of the rules: provoked once here, told in a sentence, and listed in docs/rules/loop.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polib
import pytest

from qiantou.core.figures import URGENT_MARKS, Figure
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kind_table import TASK
from qiantou.core.kinds import NOT_OURS, Phase, Silence, SilenceRow
from qiantou.core.listing import check
from qiantou.core.moves import (
    Accept,
    Amend,
    Block,
    Confirm,
    Counter,
    Decline,
    Deliver,
    OfferTo,
    PassUp,
    Refer,
    Remark,
    Reopen,
    Report,
    Reservation,
    Rule,
    TakeBack,
    Withdraw,
)
from qiantou.core.plain import refuse_hidden
from qiantou.core.register import (
    FIGURES,
    OUTAGES,
    POLICIES,
    POSTS,
    TERMS,
    UNITS,
    Listed,
    Outage,
    Post,
    Term,
    Unit,
    Value,
)
from tests.core.provoking import MORE
from tests.core.provoking_meetings import MEETING_REFUSALS
from tests.core.steps import (
    OBSTACLE,
    OTHER,
    SIDE,
    WORK,
    Case,
    blocked,
    dispute,
    given,
    order,
    recorded,
    staffed,
    task,
    underway,
    variation,
)
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, LEAD, ROADS, TOWN, WATER, listed

ROOT = Path(__file__).parents[2]
SINCE = date(2026, 1, 1)
SECTION = Desk("u:works")


def entered(section: str, key: str, value: Value | None) -> None:
    case = Case()
    check(Listed(section, key, value, SINCE), case.town.register.at(case.town.now))


def stiff() -> Case:
    """Work of a kind whose doer cannot be blocked."""
    case = Case()
    case.town.listings.append(listed(POLICIES, "stiff", replace(TASK, kind="stiff", stoppable=False)))
    return case.when(task(kind="stiff"), LEAD).when(Accept(), ROADS)


def orphan() -> Case:
    """A matter one of whose sides has left the register."""
    case = underway()
    case.town.listings.append(listed(UNITS, ROADS, None, since=date(2026, 3, 3)))
    return case.at("2026-03-04 09:00")


def twice_bound() -> Case:
    case = given(order()).at("2026-03-10 09:00").when(Reopen("flood"), ROADS)
    return case.at("2026-03-25 09:00").ticked()


def sectioned() -> Case:
    """A section inside the unit ROADS."""
    case = Case()
    case.town.listings.append(listed(UNITS, SECTION, Unit(parent=ROADS, inner=True)))
    return case


def circle() -> None:
    case = Case()
    case.town.listings.append(listed(UNITS, WATER, Unit(parent=ROADS)))
    check(Listed(UNITS, ROADS, Unit(parent=WATER), SINCE), case.town.register.at(case.town.now))


def policy(**changes: object) -> None:
    entered(POLICIES, "task", replace(TASK, **changes))  # type: ignore[arg-type]


LACK = Reservation("no survey", WATER, SINCE)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
PROVOKED: dict[str, Callable[[], object]] = {
    "wrong-phase": lambda: given().when(Report("why"), ROADS),
    "closed": lambda: given().when(Withdraw("why"), LEAD).when(Accept(), ROADS),
    "not-yours": lambda: given().when(Accept(), TOWN),
    "not-a-party": lambda: given().when(Withdraw("why"), LEAD).when(Remark("x"), TOWN),
    "reason-missing": lambda: given().when(Withdraw(" "), LEAD),
    "unknown-desk": lambda: given(task(doer=OTHER)),
    "already-offered": lambda: given().when(task(), LEAD),
    "no-such-matter": lambda: Case().when(Accept(), ROADS),
    "unknown-kind": lambda: given(task(kind="wish")),
    "not-your-demand": lambda: Case().when(task(), TOWN),
    "asks-itself": lambda: given(task(doer=LEAD)),
    "ask-the-unit": lambda: sectioned().when(task(doer=SECTION), LEAD),
    "stays-inside": lambda: (
        sectioned()
        .when(task(asker=ROADS, doer=SECTION), ROADS)
        .when(Decline("no-means", "why"), SECTION)
        .when(OfferTo(WATER), ROADS)
    ),
    "control-characters": lambda: refuse_hidden(task(title="repair\x00")),
    "title-missing": lambda: given(task(title=" ")),
    "no-such-joint-work": lambda: given(task(joint=OTHER)),
    "no-such-parent": lambda: given(task(parent=OTHER)),
    "no-arbiter": lambda: orphan().when(Refer("why"), LEAD),
    "needs-its-matter": lambda: Case().when(variation(parent=None), ROADS),
    "only-beside-work-underway": lambda: given().when(variation(), ROADS, on=SIDE),
    "already-asked": lambda: given(variation()).when(variation(), ROADS, on=OTHER),
    "ask-the-asker": lambda: underway().when(variation(doer=WATER), ROADS, on=SIDE),
    "nothing-to-vary": lambda: given(variation(due=None)),
    "hand-over-to-another": lambda: underway().when(variation(new_doer=LEAD), ROADS, on=SIDE),
    "hand-over-by-variation": lambda: given(task(new_doer=TOWN)),
    "work-moved-on": lambda: underway().when(Deliver("why"), ROADS).when(variation(new_doer=TOWN), ROADS, on=SIDE),
    "refer-to-the-arbiter": lambda: underway().when(dispute(doer=LEAD), ROADS, on=SIDE),
    "settles-at-once": lambda: given(dispute()).when(Accept(LACK, fresh=OTHER), WATER, on=SIDE),
    "lack-needs-another-desk": lambda: given().when(Accept(replace(LACK, curer=ROADS), fresh=OTHER), ROADS),
    "ground-not-listed": lambda: given().when(Decline("tired", "why"), ROADS),
    "whose-is-it": lambda: given().when(Decline(NOT_OURS, "why"), ROADS),
    "cannot-be-blocked": lambda: stiff().when(Block("x", to=TOWN, fresh=OTHER), ROADS),
    "who-blocks": lambda: underway().when(Block("x"), ROADS),
    "blocks-itself": lambda: underway().when(Block("x", to=ROADS, fresh=OTHER), ROADS),
    "blocker-not-open": lambda: underway().when(Block("x", blocker=OTHER), ROADS),
    "not-owed-to-you": lambda: underway().when(task(doer=TOWN), LEAD, on=OTHER).when(Block("x", blocker=OTHER), ROADS),
    "blocker-without-day": lambda: (
        underway().when(task(asker=ROADS, doer=TOWN, due=None), ROADS, on=OTHER).when(Block("x", blocker=OTHER), ROADS)
    ),
    "blocker-far-off": lambda: (
        underway()
        .when(task(asker=ROADS, doer=TOWN, due=date(2026, 6, 30)), ROADS, on=OTHER)
        .when(Block("x", blocker=OTHER), ROADS)
    ),
    "stops-your-own-work": lambda: (
        underway()
        .when(task(asker=ROADS, doer=TOWN), ROADS, on=OTHER)
        .when(Block("x", blocker=OTHER), ROADS)
        .when(Counter(date(2026, 4, 30), "why"), TOWN, on=OTHER)
        .when(Amend(date(2026, 4, 30)), ROADS, on=OTHER)
    ),
    "already-blocked-by-it": lambda: blocked().when(Block("x", blocker=OBSTACLE), ROADS),
    "nothing-delivered": lambda: underway().when(Deliver(" "), ROADS),
    "already-referred": lambda: given().when(Refer("why"), LEAD).when(Refer("why"), ROADS),
    "no-one-above": lambda: given().when(Refer("why"), LEAD).when(PassUp("why"), DEPUTY).when(PassUp("why"), HEAD),
    "seen-is-no-decision": lambda: given().when(Refer("why"), LEAD).when(Rule(None, "seen"), DEPUTY),
    "no-such-outcome": lambda: given().when(Refer("why"), LEAD).when(Rule(Phase.BLOCKED, "why"), DEPUTY),
    "nothing-to-take-back": lambda: given().when(TakeBack(), LEAD),
    "opened-another-matter": lambda: given().when(Accept(LACK, fresh=OTHER), ROADS).when(TakeBack(), ROADS),
    "not-bound-by-silence": lambda: underway().when(Reopen("why"), ROADS),
    "reopened-once": lambda: twice_bound().when(Reopen("why"), ROADS),
    "reopening-too-late": lambda: given(order()).at("2026-03-20 09:00").when(Reopen("why"), ROADS),
    "may-not-record": lambda: given().when(Accept(), recorded(ROADS, by=TOWN)),
    "relieves-the-recorder": lambda: staffed(underway(), "p:lead").when(Withdraw("why"), recorded(LEAD, by=ROADS)),
    "outside-speaks-on-paper": lambda: given(task(doer=FIRM)).when(Accept(), FIRM),
    "said-in-future": lambda: given().when(Accept(), recorded(ROADS, by=LEAD, said=date(2027, 1, 1))),
    "paper-missing": lambda: given().when(Accept(), recorded(ROADS, by=LEAD, paper="")),
    "not-recorded-for-another": lambda: given().when(Confirm(1), LEAD),
    "already-answered": lambda: (
        given().when(Accept(), recorded(ROADS, by=LEAD)).when(Confirm(2), ROADS).when(Confirm(2), ROADS)
    ),
    "only-the-named-desk": lambda: given().when(Accept(), recorded(ROADS, by=LEAD)).when(Confirm(2), LEAD),
    "no-such-section": lambda: entered("weather", "today", None),
    "wrong-key": lambda: entered(POSTS, "u:x", Post(GOV)),
    "wrong-value": lambda: entered(UNITS, "u:x", Post(GOV)),
    "term-ends-before-it-begins": lambda: entered(TERMS, "t", Term("a1", HEAD, date(2025, 1, 1))),
    "outage-ends-before-it-begins": lambda: entered(OUTAGES, "o", Outage(NOON, NOON)),
    "unit-under-itself": circle,
    "negative-cap": lambda: policy(rounds=-1),
    "figure-out-of-range": lambda: entered(FIGURES, URGENT_MARKS, Figure(101)),
    "figure-without-basis": lambda: entered(FIGURES, URGENT_MARKS, Figure(3, " ")),
    "silence-without-clock": lambda: policy(silence=(SilenceRow(Phase.CLOSED, False, Silence.LIST),)),
    "silence-cannot-mean-that": lambda: policy(silence=(SilenceRow(Phase.OFFERED, False, Silence.BIND),)),
    **MORE,
    **MEETING_REFUSALS,
}


@pytest.mark.parametrize("code", PROVOKED)
def test_the_refusal_is_provoked(code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        PROVOKED[code]()
    assert refusal.value.code == code


def test_other_ways_to_the_same_refusals() -> None:
    underway().refused("not-yours", task(asker=TOWN, doer=WATER, parent=WORK), TOWN, on=OTHER)
    sectioned().refused("ask-the-unit", task(asker=DEPUTY, doer=SECTION), DEPUTY)
    for desk in (ROADS, Desk("p:roads")):
        sectioned().when(task(asker=desk, doer=SECTION), desk)
    given().refused("no-such-parent", task(doer=TOWN, parent=WORK, several=True), LEAD, on=OTHER)
    beside = task(parent=WORK, beside=True)
    given(variation()).refused("not-a-party", replace(beside, asker=TOWN), TOWN, on=OTHER)
    given().refused("needs-its-matter", replace(beside, parent=None), LEAD, on=OTHER)
    given().when(Withdraw("why"), LEAD).refused("only-beside-work-underway", beside, LEAD, on=OTHER)
    given().when(Decline("no-means", "why"), ROADS).refused("unknown-desk", OfferTo(OTHER), LEAD)


def refusals(folder: str) -> Iterator[tuple[str, set[str]]]:
    """Every `Rejected("code", fact=…)` in a folder of the source: the code and the names of its facts."""
    for path in sorted((ROOT / "qiantou" / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Rejected":
                coded = [arg for argument in node.args for arg in ast.walk(argument) if isinstance(arg, ast.Constant)]
                for constant in coded:
                    if isinstance(constant.value, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+|closed", constant.value):
                        yield constant.value, {keyword.arg or "" for keyword in node.keywords}


def sentences() -> dict[str, str]:
    """Code → English sentence, read from the source: what a reader sees depends on the language set."""
    said: dict[str, str] = {}
    for path in sorted((ROOT / "qiantou" / "access").glob("sentences*.py")):
        source = ast.parse(path.read_text(encoding="utf-8"))
        table = next(node for node in ast.walk(source) if isinstance(node, ast.Dict))
        for code, call in zip(table.keys, table.values, strict=True):
            if code is None:  # the sentences of another of these files
                continue
            assert isinstance(code, ast.Constant)
            assert isinstance(call, ast.Call)
            assert isinstance(call.args[0], ast.Constant)
            said[str(code.value)] = str(call.args[0].value)
    return said


def test_every_refusal_of_the_rules_is_provoked_here() -> None:
    assert {code for code, _ in refusals("core")} == set(PROVOKED)


def test_every_refusal_anywhere_has_a_sentence_and_is_listed_with_both_languages() -> None:
    text = (ROOT / "docs" / "rules" / "loop.md").read_text(encoding="utf-8").split("\n## Refusals\n")[1]
    table = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text, re.MULTILINE))
    catalogue = ROOT / "qiantou" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    chinese = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue))}
    english = sentences()
    assert {code for code, _ in refusals("")} - set(english) == set()
    assert {code: f"{said} | {chinese.get(said)}" for code, said in english.items()} == table


def test_a_sentence_speaks_only_of_facts_that_every_such_refusal_carries() -> None:
    english = sentences()
    for code, facts in refusals(""):
        assert set(re.findall(r"%\((\w+)\)s", english[code])) <= facts, code


@pytest.mark.parametrize("reason", ["阅", "圈阅", "已阅", "阅处", "阅示", " 已 阅。", "（圈阅）"])
def test_seen_written_as_a_reason_decides_nothing(reason: str) -> None:
    case = given().when(Refer("why"), LEAD)
    case.refused("seen-is-no-decision", Rule(Phase.UNDERWAY, reason), DEPUTY)
    case.when(Rule(Phase.UNDERWAY, "已阅，请住建局月底前办结"), DEPUTY).then("underway", ROADS)
