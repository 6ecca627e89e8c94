"""Numbers of papers 文号: taken without a gap, the words a unit's papers carry, and the caps on a year of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.guards import standing
from qiantou.acts.numbering import take_number
from qiantou.api.entering import actor_of, entered, force_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, TO_REGISTER, business_of
from qiantou.api.sending import Key, ReceiptOut, Sent, receipt_out
from qiantou.api.shapes import body_of, check, made
from qiantou.core.kernel import Desk
from qiantou.core.numbering import AGENCIES, ANY_FORM, CAPS, Agency, Cap, Form, Number
from qiantou.core.register import Listed
from qiantou.desk.papers_about import Wanted, wanted
from qiantou.desk.papers_numbers import numbers_of, unit_of_paper

router = Router(tags=["papers"])


class NumberOut(Schema):
    number: str
    year: int
    n: int


class CountOut(Schema):
    """How many papers of a form ("" for all of them) took a number this year, and how many may; null for no cap."""

    form: str
    count: int
    most: int | None


class NumbersOut(Schema):
    """What a unit of one's own took, the words it may use, and the year against its caps."""

    words: list[str]
    numbers: list[NumberOut]
    year: list[CountOut]


@router.get("/numbers", response={200: NumbersOut, **REFUSALS}, auth=TO_READ, operation_id="numbers")
def numbers(request: HttpRequest, unit: Desk) -> Any:
    if unit not in standing(business_of(request)).desks:
        raise Http404
    force = force_of(request)
    found = numbers_of(unit, force)
    return {
        "words": list(found.words),
        "numbers": [{"number": one.value.text, "year": one.value.year, "n": one.value.n} for one in found.told],
        "year": [
            {"form": form, "count": found.count(form, force.day.year), "most": found.most(form)}
            for form in (ANY_FORM, *Form)
        ],
    }  # fmt: skip


class Taking(Sent):
    """The next number of the desk's unit for a paper. `about`: the matter or the joint work it is about, or
    `bulletin/REF/END`, `meeting/REF`, `dispositions/REF/VERSION`; empty for a paper that has no page here."""

    agency: str = Field(max_length=20)
    form: Form
    about: str = Field("", max_length=80)
    others: str = Field("", max_length=500, description="receivers that are no desks")
    to: list[Desk] = Field(default_factory=list, max_length=100, description="by itself where the paper says to whom")
    title: str


@router.post("/numbers", response={200: NumberOut, **REFUSALS}, auth=TO_REGISTER, operation_id="number-take")
def take(request: HttpRequest, sent: Taking, key: Key) -> Any:
    found = _wanted(request, sent) if sent.about else None
    about = (found.about.stream,) if found is not None else ()
    to = tuple(sent.to) or (found.to if found is not None and not sent.others else ())
    check({"title": sent.title, "to": to})
    asked = Number(sent.desk, sent.agency, sent.form, about=about, to=to, others=sent.others)
    number = take_number(asked, sent.title, by=actor_of(request, sent), command_id=key)
    return {"number": number.text, "year": number.year, "n": number.n}


def _wanted(request: HttpRequest, sent: Taking) -> Wanted:
    """What the paper is of. Raises Http404, also where another unit issues it."""
    account, force = business_of(request), force_of(request)
    found = wanted(account, sent.about, sent.form, unit=sent.desk, force=force)
    if found.issuer is not None and unit_of_paper(found.issuer, standing(account), force) != sent.desk:
        raise Http404
    return found


class WordIn(Sent):
    """A word for the papers of a unit, by its head or a post above."""

    unit: Desk
    word: str = Field(min_length=1, max_length=20)


@router.post("/numbers/words", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER, operation_id="number-word")
def word(request: HttpRequest, sent: WordIn, key: Key) -> Any:
    _heads(request, sent.desk, sent.unit)
    listed = Listed(AGENCIES, sent.word.strip(), Agency(sent.unit), force_of(request).day)
    return receipt_out(entered(request, sent, key, [listed]))


class CapSet(Sent):
    """At most so many papers of a form a year; none lifts the cap."""

    most: int | None = Field(None, ge=0, le=100_000)


CapIn: Any = body_of(Cap, CapSet, "CapIn", without=("most",))


@router.post("/numbers/caps", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER, operation_id="number-cap")
def cap(request: HttpRequest, sent: CapIn, key: Key) -> Any:
    _heads(request, sent.desk, sent.unit)
    value = made(Cap, sent) if sent.most is not None else None
    listed = Listed(CAPS, f"{sent.unit}/{sent.form}", value, force_of(request).day)
    return receipt_out(entered(request, sent, key, [listed]))


def _heads(request: HttpRequest, desk: Desk, unit: Desk) -> None:
    """Raises Http404 for a desk that is neither the head of the unit nor above it."""
    force = force_of(request)
    if desk not in (force.head(unit), *force.superiors(unit)):
        raise Http404
