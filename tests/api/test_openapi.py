"""The description of the interface: every operation answers as it says, and every page's form has a counterpart."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from inspect import getclosurevars
from itertools import cycle, islice
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from qiantou.access.models import Account, Person
from qiantou.api import words
from qiantou.api.moves import OPEN
from qiantou.api.reference import described
from qiantou.readmodel.models import MatterRow
from tests.api.made_up import MadeUp
from tests.api.programs import Program, program
from tests.core.world import DEPUTY, LEAD, ROADS
from tests.desk.town import office

BY_API: dict[str, tuple[str, ...]] = {
    "move": ("move-accept", "move-beside"),
    "ask": ("ask",),
    "guidance": ("ask", "move-beside"),
    "call-new": ("ask",),
    "data-ask": ("ask",),
    "which-first": ("move-beside",),
    "supervise": ("move-beside",),
    "bulk-preview": ("bulk",),
    "weekly-mark": ("standard-collect",),
    "joint-new": ("joint-begin",),
    "charter-edit": ("charter-change",),
    "charter-met": ("charter-change",),
    "charter-end": ("charter-change",),
    "charter-lend": ("lending",),
    "charter-lent": ("lending-end",),
    "charter-report": ("report-ask",),
    "passing": ("lead-pass",),
    "paper-new": ("paper-register",),
    "paper-charter": ("joint-begin",),
    "mandate-issue": ("mandate-issue",),
    "mandate-paper": ("mandate-issue",),
    "mandate-change": ("mandate-change",),
    "mandate-say": ("mandate-say",),
    "mandate-ask": ("mandate-ask",),
    "mandate-consent": ("move-accept",),
    "letters-send": ("letters-send",),
    "signing-send": ("signatures-send",),
    "signing-launch": ("launch",),
    "signing-shares": ("plan-shares",),
    "plan-line": ("plan-change",),
    "plan-line-new": ("plan-change",),
    "plan-means": ("plan-change",),
    "plan-means-new": ("plan-change",),
    "plan-paste": ("plan-change",),
    "options-new": ("option-change",),
    "options-edit": ("option-change",),
    "options-ask": ("options-ask",),
    "options-choose": ("option-choose",),
    "import": ("division-launch",),
    "draft-change": ("division-launch",),
    "proof-check": ("receipt-check",),
    "slip-enter": ("move-accept", "move-decline"),
    "meeting-call": ("meeting-call",),
    "meeting-minutes": ("meeting-minutes",),
    "meeting-off": ("meeting-off",),
    "decide-answer": ("decide",),
    "decide-note": ("decide",),
    "delegate": ("delegate",),
    "delegation-over": ("delegation-over",),
    "bulletins": ("bulletin-order",),
    "bulletins-of": ("bulletin-order",),
    "bulletins-area": ("bulletin-order",),
    "bulletin-show": ("bulletin-show",),
    "bulletin-ask": ("bulletin-ask",),
    "bulletin-issue": ("bulletin-issue",),
    "bulletin-say": ("bulletin-say",),
    "bulletin-correct": ("bulletin-say",),
    "number-take": ("number-take",),
    "number-free": ("number-take",),
    "number-word": ("number-word",),
    "number-cap": ("number-cap",),
    "duties-load": ("duties-load",),
    "duty-exceptions": ("duty-exception",),
    "duty-change-new": ("duty-change-apply",),
    "duty-change": ("duty-change-publish",),
    "calendar-change": ("calendar-change",),
    "kind": ("kind-change",),
    "figure": ("figure-change",),
    "review-measure": ("review-measure",),
    "review-confirm": ("review-confirm",),
    "review-put-out": ("review-put-out",),
    "review-contest": ("review-contest",),
    "review-amend": ("review-amend",),
    "delay": ("delay-out",),
    "delay-contest": ("review-contest",),
    "accountability-new": ("accountability-propose",),
    "accountability-check": ("accountability-check",),
}
"""Name of a page's address that takes a form → the operations by which a program does the same."""
PERSONS_ALONE: dict[str, str] = {
    "sign-in": "a program shows a token", "sign-out": "a program shows a token", "password": "a person's own",
    "preferences": "how pages look to a person", "language": "said by Accept-Language", "theme": "how pages look",
    "accountability-help": "said to a person, in a person's words", "lookups": "entered with a password",
    "lookup-close": "by who entered it, with its password",
    "tokens": "a token does not make tokens", "token-revoke": "a person's own",
    "account-deed": "accounts are let in and locked by a person who signed in",
    "roster": "names of persons and first passwords are handed over by a person who signed in",
    "roster-apply": "as roster",
    "draft-discard": "a draft is what a person has on the page; a program keeps its own",
    "advice-load": "advice is looked at; what is taken of it is a change of the plan",
    "advice-office": "as advice-load", "advice-cancel": "as advice-load", "advice-take": "as advice-load",
    "advice-run": "as advice-load", "advice": "as advice-load",
    "draft-row": "as draft-discard",
    "link-code": "the way in of who has no account", "link-enter": "the way in of who has no account",
    "link-move": "the way in of who has no account",
    "messages-mail": "how one is told of things is a person's own", "messages-code": "as messages-mail",
    "messages-news": "as messages-mail", "messages-feeds": "as messages-mail", "messages-revoke": "as messages-mail",
    "deliveries-hook": "secrets of other systems are entered by a person", "deliveries-robot": "as deliveries-hook",
    "deliveries-change": "as deliveries-hook", "deliveries-again": "as deliveries-hook",
    "outside-phone": "a telephone is registered by a person who sees it", "outside-code": "as outside-phone",
    "outside-link": "a link is handed on by a person", "outside-end": "as outside-link",
    "exemption-new": "an application says what the record cannot know; a person writes it",
    "exemption-hearing": "who was heard is said by who heard it", "exemption-waive": "the applicant's own word",
    "exemption-word": "the applicant's own word", "exemption-received": "the applicant's own word",
    "exemption-decide": "people decide, with the table before them", "exemption-clear": "as exemption-decide",
    "exemption-table": "a rule for people's decisions is put out by a person",
    "review-rating": "a grade is given by a person, and no program's log is to hold it",
}  # fmt: skip
"""Addresses that are for persons alone, and why."""


def operations() -> dict[str, Any]:
    """Those of the description by name. It is built when a test asks: each worker collects this file, one runs it."""
    return {one["operationId"]: one for methods in described()["paths"].values() for one in methods.values()}


def pages(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from pages(one)
        else:
            yield one


def takes_forms(view: Any) -> bool:
    """Whether a view answers POST: read off the guard of methods around it."""
    while view is not None:
        methods = getclosurevars(view).nonlocals.get("request_method_list") if hasattr(view, "__closure__") else None
        if methods is not None:
            return "POST" in methods
        view = getattr(view, "__wrapped__", None)
    return True


def test_every_form_of_the_pages_has_its_operation():
    forms = {str(page.name) for page in pages(get_resolver()) if takes_forms(page.callback)}
    missing = forms - BY_API.keys() - PERSONS_ALONE.keys()
    assert not missing, f"no operation does what these addresses do; add one, or say why not: {sorted(missing)}"
    assert {name for names in BY_API.values() for name in names} <= operations().keys()
    gone = (BY_API.keys() | PERSONS_ALONE.keys()) - {str(page.name) for page in pages(get_resolver())}
    assert not gone, f"no such address any more: {sorted(gone)}"


def ways(name: str) -> list[str]:
    return ["+".join(way) for one in operations()[name]["security"] for way in one.values()]


def test_every_operation_says_which_scopes_it_takes():
    assert all(ways(name) for name in operations())
    writing = {
        one["operationId"]
        for methods in described()["paths"].values()
        for method, one in methods.items()
        if method == "post"
    }
    assert {way for name in operations().keys() - writing for way in ways(name)} == {"read"}
    assert not [name for name in writing - {"receipt-check"} if "read" in ways(name)]
    asks = ("launch", "division-launch", "lead-pass", "report-ask", "letters-send", "meeting-call", "bulletin-ask")
    assert {way for name in asks for way in ways(name)} == {"register+move"}
    delegated = ("delegate", "delegation-over")
    assert [ways(name) for name in delegated] == [["register+move+sign", "register+record"]] * 2
    signed = ("mandate-issue", "mandate-change", "mandate-say", "option-choose")
    assert {way for name in signed for way in ways(name)} == {"register+sign"}
    rulings = ("decide", "move-rule", "move-pass-up", "move-lift")
    assert [ways(name) for name in rulings] == [["read+move+sign", "read+record"]] * len(rulings)


def test_every_operation_and_every_group_is_called_something_in_the_readers_language():
    with translation.override("zh-hans"):
        for name, one in operations().items():
            assert re.search("[\u4e00-\u9fff]", words.operation(name)), name
            assert re.search("[\u4e00-\u9fff]", words.group(one["tags"][0])), one["tags"]
    own = {name for name in operations() if name not in words.OPERATIONS}
    assert own == {f"move-{code}" for code in OPEN}
    assert words.OPERATIONS.keys() <= operations().keys()
    assert words.GROUPS.keys() == {one["tags"][0] for one in operations().values()}


@pytest.fixture
def county(sqlite_site):
    from qiantou.jobs.site import make_key_and_witness

    make_key_and_witness()
    with office() as found:
        found.town.offered(joint=found.joint())
        person = Person.objects.create(name="keeper")
        found.people["keeper"] = Account.objects.create_user("keeper", None, person=person, admin="system")
        yield found


def test_the_description_is_served_to_anybody(county):
    told = Client().get("/api/openapi.json")
    assert told.status_code == 200
    assert json.loads(told.content)["paths"].keys() == described()["paths"].keys()


def test_a_stranger_is_told_to_show_a_token(county):
    for path, methods in described()["paths"].items():
        for method in methods:
            answer = getattr(Client(), method)(re.sub(r"{\w+}", "1", path), content_type="application/json")
            assert (answer.status_code, answer.json()["code"]) == (401, "token-missing"), path


def programs_of(county: Any) -> Iterator[tuple[str, Program]]:
    for who, desk in (("lead", LEAD), ("roads", ROADS), ("deputy", DEPUTY), ("keeper", "")):
        made = program(county, who)
        made.client.raise_request_exception = False
        yield desk, made


def made_up_for(county: Any, *, seed: int) -> MadeUp:
    """Requests about the one matter and the one joint work that there are."""
    row = MatterRow.objects.get()
    there = (row.stream, row.joint, LEAD, ROADS, DEPUTY, "p:lead-clerk")
    usual: dict[str, list[Any]] = {
        "matters.ref": [row.stream[:12]], "joints.ref": [row.joint[:12]], "kind": ["task", "variation"],
        "kinds.kind": ["task"], "figures.name": ["urgent-marks"],
        "cursor": [""], "seen": [None, 1, 2], "doers": [[ROADS], [LEAD, ROADS]],
        "doer": [LEAD, ROADS], "home": [ROADS], "to": [ROADS], "units": [[ROADS]], "scope": [[ROADS]], "scans": [[]],
        "until": ["2026-12-31"], "recorded": [None], "scan": [""], "lead": [LEAD], "unit": [ROADS],
        "joint": [row.joint], "part_of": [None], "sponsor": [DEPUTY], "holder": [LEAD], "limit": [5],
        "asof": ["2026-03-01"],
    }  # fmt: skip
    return MadeUp(described(), there, usual, seed)


def test_every_operation_answers_as_it_is_described(county):
    """Each is asked what its description allows: never a fault, and always one of the answers it names."""
    made_up, programs = made_up_for(county, seed=20260302), dict(programs_of(county))
    answered: Counter[str] = Counter()
    turns = cycle(programs)
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            for desk in islice(turns, 2):
                made_up.usual["desk"] = [desk]
                address, query, body = made_up.request(path, operation)
                answer = programs[desk].get(address, **query) if method == "get" else programs[desk].post(address, body)
                said = (operation["operationId"], body, query, answer.content[:300])
                assert answer.status_code in operation["responses"], said
                if answer.status_code == 200:
                    answered[operation["operationId"]] += 1
                else:
                    assert answer.json().keys() == {"code", "sentence", "facts"}, said
    assert len(answered) > len(operations()) // 5, "the requests are nonsense"
