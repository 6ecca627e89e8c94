"""What a message says: the number, what kind, the day, a link; that it was sent by rule. No content unless the site
allows titles (QIANTOU_MESSAGE_TITLES), no names ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.core.matter import Matter
from qiantou.outbox.codes import CODES
from qiantou.outbox.models import Line, Message
from qiantou.outbox.standing import due_of
from qiantou.outbox.surroundings import Surroundings
from qiantou.readmodel.models import MatterRow

NUMBER = 12  # hex digits that name a matter in an address


@dataclass(frozen=True)
class Item:
    """One line of a message. `number`, `kind` and `due` are empty for what is no matter. `reserved`: to a doer that
    works under reservation."""

    code: str
    desk: str
    number: str
    kind: str
    kind_name: str
    due: date | None
    link: str
    title: str = ""
    reserved: bool = False

    def told(self) -> str:
        """In the language in force, one line."""
        parts = [_("[%(news)s]") % {"news": CODES[self.code].label}]
        if self.number:
            parts.append(f"{self.kind_name} {self.number}")
        if self.due is not None:
            parts.append(_("due %(day)s") % {"day": self.due.isoformat()})
        if self.reserved:
            parts.append(_("(under reservation: the duty is in dispute)"))
        if self.title:
            parts.append(self.title)
        return " ".join(parts)


@dataclass(frozen=True)
class Said:
    """A message in words: `name` is its id, `items` what the text says as data."""

    name: str
    subject: str
    text: str
    urgent: bool
    items: tuple[Item, ...] = ()


def said(message: Message, lines: Sequence[Line], matters: Mapping[str, Matter], site: Surroundings) -> Said:
    """The message with these lines, in its own language."""
    titles = _titles(matters) if settings.MESSAGE_TITLES else {}
    with translation.override(message.language):
        items = tuple(_item(line, matters.get(line.notice.stream), site, titles) for line in lines)
        subject = _subject(message, items)
        body = [part for item in items for part in (item.told(), f"  {item.link}", "")]
        return Said(message.name, subject, "\n".join([by_rule(), "", *body, foot(message)]), message.urgent, items)


def trial(message: Message) -> Said:
    """What a channel is tried with."""
    with translation.override(message.language):
        text = "\n".join([by_rule(), "", _("This is a trial: messages of this site will arrive here.")])
        return Said(message.name, _("Qiantou: a trial message"), text, urgent=False)


def confirming(message: Message, code: str) -> Said:
    """The code by which a mail address is confirmed."""
    with translation.override(message.language):
        told = _("The code to confirm this mail address is %(code)s. Type it on the page of your messages.")
        ignored = _("If you did not ask for it, do nothing: no further mail will come.")
        text = "\n".join([by_rule(), "", told % {"code": code}, ignored, "", f"{settings.SITE_URL}/messages/"])
        return Said(message.name, _("Qiantou: confirm your mail address"), text, urgent=False)


def by_rule() -> str:
    return _("Sent by rule; no person wrote this.")


def foot(message: Message) -> str:
    """Where to choose what comes; a robot speaks to a group, which chooses nothing."""
    if message.channel != "mail":
        return _("No content is sent; read it on the site.")
    return _("No content is sent. What you receive and when: %(url)s") % {"url": f"{settings.SITE_URL}/messages/"}


def _subject(message: Message, items: Sequence[Item]) -> str:
    if message.urgent:
        return _("Qiantou: emergency")
    count = len(items)
    return ngettext("Qiantou: %(count)d item for you", "Qiantou: %(count)d items for you", count) % {"count": count}


def _item(line: Line, matter: Matter | None, site: Surroundings, titles: Mapping[str, str]) -> Item:
    notice = line.notice
    now = site.now()
    if matter is None:
        return Item(notice.code, notice.desk, "", "", "", None, f"{settings.SITE_URL}{notice.path or '/'}")
    number = matter.stream[:NUMBER]
    return Item(
        notice.code, notice.desk, number, matter.kind, str(site.kinds.get(matter.kind, matter.kind)),
        due_of(matter, site.force(now), now), f"{settings.SITE_URL}{notice.path or f'/m/{number}/'}",
        titles.get(matter.stream, ""), matter.is_reserved and notice.desk == matter.doer,
    )  # fmt: skip


def _titles(matters: Mapping[str, Matter]) -> dict[str, str]:
    return dict(MatterRow.objects.filter(pk__in=sorted(matters)).values_list("stream", "title"))
