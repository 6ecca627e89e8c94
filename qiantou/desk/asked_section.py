"""What the page of a matter says and offers of guidance, calls, data requests and which-first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, readable
from qiantou.core.arbiter import is_past_its_day
from qiantou.core.contesting import AMENDING, BY_THE_SHEET, CONTEST, is_of_delay
from qiantou.core.forgiving import BY_RULE
from qiantou.core.guidance import GUIDANCE, diligence
from qiantou.core.kernel import Stream
from qiantou.core.kinds import CLEARING, EXEMPTION
from qiantou.core.meeting_check import KIND as MEETING
from qiantou.core.precedence import IN_HAND, day_of
from qiantou.core.whistle import CLASSES
from qiantou.desk import contest_told
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.exemption_read import FAR, NOT_EXEMPTED, may_be_decided
from qiantou.desk.guidance import reading_words
from qiantou.desk.offering import names_nothing
from qiantou.desk.precedence import works_told
from qiantou.desk.situation import Situation


def section(found: Situation, seen: Standing) -> dict[str, Any]:
    """`links`: (address, label) for the tools of the page; `notes`: {text, url, label, warn}."""
    return {"links": list(_links(found, seen)), "notes": list(_notes(found))}


def _links(found: Situation, seen: Standing) -> Iterator[tuple[str, str]]:
    matter, name = found.matter, ref(found.row.stream)
    if matter.kind in CLASSES:
        yield reverse("call", args=[name]), _("Who has come")
    if matter.kind == EXEMPTION:
        yield reverse("exemption", args=[name]), _("The check, the hearing, the decision")
    if matter.kind == CLEARING and matter.about:
        yield reverse("exemption", args=[ref(matter.about[0])]), _("Clear the name")
    if matter.doer in seen.desks and _went_wrong(found) and may_be_decided(matter, found.context.force):
        yield f"{reverse('exemption-new')}?about={name}", _("Apply for exemption")
    if matter.kind in (CONTEST, *BY_THE_SHEET) and found.row.joint:
        is_delay = any(map(is_of_delay, matter.about))
        words = _("Where the time went") if is_delay else _("Assessment sheet")
        yield reverse("delay" if is_delay else "review", args=[ref(found.row.joint)]), words
    if matter.kind == AMENDING:
        words = _("Exemption") if matter.cause == BY_RULE else _("The ruling")
        yield matter_url(Stream(matter.about[0])), words
    if matter.kind in BY_THE_SHEET:
        return  # nothing is asked beside it
    if matter.kind == MEETING and matter.about:
        yield reverse("meeting", args=[matter.about[0].removeprefix("e:")[:12]]), _("Agenda of the meeting")
    if matter.asker in seen.desks and matter.phase in IN_HAND and not (matter.policy.settles or matter.beside):
        yield reverse("accountability-help", args=[name]), _("Offer help")
    if matter.doer not in seen.desks or matter.phase not in IN_HAND or matter.policy.settles or matter.beside:
        return
    yield f"{reverse('guidance')}?beside={name}", _("Ask how it is to be done")
    if day_of(matter) is not None:
        yield reverse("which-first", args=[name]), _("Ask which goes first")


def _went_wrong(found: Situation) -> bool:
    """Whether its day has passed in its doer's own time, or its ladder has gone that far, and that weighs anywhere."""
    matter = found.matter
    if matter.kind in NOT_EXEMPTED:
        return False
    return is_past_its_day(matter, found.context) or any(one.rung.value in FAR for one in matter.rungs)


def _notes(found: Situation) -> Iterator[dict[str, Any]]:
    matter = found.matter
    yield from contest_told.notes(found)
    if matter.follows is not None:
        yield {
            "text": _("One of a row of requests: it says what the first one said."),
            "url": matter_url(matter.follows), "label": _("The first of them"),
        }  # fmt: skip
    if matter.between:
        opened = readable(matter.about, found.seen)
        for name, told in ((name, told) for name, told in works_told(found) if name in opened):
            ahead = _("goes first") if matter.ahead == name else ""
            yield {"text": ahead or _("one of the two"), "url": matter_url(Stream(name)), "label": told}
    if matter.kind != GUIDANCE:
        return
    if names_nothing(found):
        once = matter.returned < matter.policy.returns
        yield {
            "text": _("This answer names nothing to do. It may be sent back once.") if once
            else _("This answer again names nothing to do. Sent back, it goes to the leader who decides."),
            "warn": True,
        }  # fmt: skip
    reading = diligence(matter, found.entries)
    if reading is not None:
        yield {"text": _("The asker's own reading: %(told)s") % {"told": reading_words(reading)}}
