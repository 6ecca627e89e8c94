"""A letter about options on the page of its matter: each option with its grades, above the conversation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from qiantou.acts.choosing import KIND
from qiantou.core.facts import Delivered
from qiantou.core.kinds import Phase
from qiantou.core.plan import CRITERIA, OPTIONS
from qiantou.core.plan_diff import content
from qiantou.desk.addresses import address, ref
from qiantou.desk.offering import Card, Offered
from qiantou.desk.option_forms import PositionForm
from qiantou.desk.options_page import SIGNS, titled
from qiantou.desk.plan_sheet import ordered
from qiantou.desk.situation import Situation

NO_ANSWER = ("accept", "counter", "reserve")
"""Moves that the loop knows for a request and that say nothing of an option: not offered here."""


def section(found: Situation, offer: Offered) -> dict[str, Any] | None:
    """What `desk/options/answer.html` shows; None for a matter of another kind. Takes its form out of `offer`."""
    if found.matter.kind != KIND:
        return None
    cards = [card for card in offer.cards if isinstance(card.form, PositionForm)]
    offer.cards = [card for card in offer.cards if card not in cards and card.move not in NO_ANSWER]
    said = next((told.entry.event for told in reversed(found.told) if isinstance(told.entry.event, Delivered)), None)
    now = content(found.plan.entries)
    return {
        "url": address("options", ref(found.row.joint)) if found.row.joint else "",
        "cards": [_card(card) for card in cards],
        "options": [
            {"name": titled(name, one.label), "detail": one.detail}
            for name, one in ordered(now[OPTIONS]).items() if name in found.matter.about
        ],
        "said": _said(said, now) if said is not None and found.matter.stage is Phase.CLOSED else None,
    }  # fmt: skip


def _card(card: Card) -> dict[str, Any]:
    form = card.form
    assert isinstance(form, PositionForm)
    parts = [
        {
            "legend": titled(name, option.label),
            "detail": option.detail,
            "rows": [
                {"label": titled(place.criterion, form.criteria[place.criterion].label),
                 "weight": form.criteria[place.criterion].weight, "grade": form[place.grade], "why": form[place.reason]}
                for place in form.places if place.option == name
            ],
        }
        for name, option in form.options.items()
    ]  # fmt: skip
    return {"move": card, "parts": parts, "bare": not form.criteria}


def _said(said: Delivered, now: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the unit answered, in the order it said it."""
    columns = [
        {"label": _("Option")}, {"label": _("Judged by")}, {"label": _("Grade"), "num": True},
        {"label": _("Reason"), "wide": True},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": titled(one.option, getattr(now[OPTIONS].get(one.option), "label", ""))},
            {"text": titled(one.criterion, getattr(now[CRITERIA].get(one.criterion), "label", "")),
             "label": _("Judged by")},
            {"text": SIGNS.get(one.grade, "–"), "num": True, "label": _("Grade")},
            {"text": one.reason or "–", "label": _("Reason")},
        ]}
        for one in said.positions
    ]  # fmt: skip
    empty = said.note or _("(the words were erased)")
    return {"label": _("Grades and reasons"), "columns": columns, "rows": rows, "empty": empty, "stack": True}
