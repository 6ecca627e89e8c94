"""The strip of a plan's lines with the chain that decides completion marked, as the page of the delay shows it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from qiantou.acts.attributing import Reading
from qiantou.desk.frame import names_for
from qiantou.desk.joint_chain import chain_of, chain_table, spans_of, stretches
from qiantou.desk.joint_page import ROWS, matters_of, strip_of
from qiantou.desk.strip import Strip


def strip_of_lines(request: HttpRequest, one: Reading) -> tuple[Strip, dict[str, Any]] | None:
    """The strip and the table of the chain; None where the reader sees none of its matters. At most ROWS lines."""
    force = one.built.axis.force
    found = matters_of(request, one.joint, force, force.instant)
    steps = {step.matter for step in one.built.steps}
    shown = [row for row in found.everything if row.stream in steps][:ROWS]
    if not shown:
        return None
    spans = spans_of(found.everything)
    links = chain_of(found.everything, spans, force.calendar, force.instant)
    names = names_for(request, {span.holder for row in shown for span in spans[row.stream]} | {r.doer for r in shown})
    strip = strip_of(shown, spans, force, names=names, deciding=stretches(links))
    return strip, chain_table(links, found.everything, force.calendar)
