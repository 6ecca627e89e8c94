"""How instants, days, lengths of work and other people's words are written on a page.

Instants are aware and shown in the zone of the register; days carry their weekday; lengths are whole working
minutes, a working day being `day_minutes` long. Words typed by people and names of units keep their own
language mark, so that a Chinese title on an English page is drawn and read out as Chinese, and a missing
translation can be found.
"""

import html
import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qiantou.acts import registers
from qiantou.desk.own_titles import in_the_readers

register = template.Library()

_CJK = re.compile("[㐀-鿿豈-﫿]")


@lru_cache(maxsize=10_000)
def _written(ordinal: int, form: str, _language: str | None) -> str:
    """A day in a form, whose names of months and weekdays are those of the language: always the same text."""
    return dateformat.format(date.fromordinal(ordinal), form)


def _in_words(value: date, form: str) -> str:
    return _written(value.toordinal(), form, get_language())


@register.filter
def day(value: date | None) -> str:
    """A date, or the day of an instant in the zone of the site's register, weekday and year; an en dash for none."""
    if isinstance(value, datetime):
        value = timezone.localtime(value, registers.zone()).date()
    # Translators: a Django date format, such as "D j M Y" or "Y年n月j日 l"
    return _in_words(value, _("D j M Y")) if value else "–"


@register.filter
def short_day(value: date | None) -> str:
    """A date without year or weekday, for axes and dense lists."""
    # Translators: a Django date format, such as "j M" or "n月j日"
    return _in_words(value, _("j M")) if value else "–"


@register.filter
def month(value: date) -> str:
    """A month with its year, for axes over more than a few months."""
    # Translators: a Django date format, such as "M Y" or "Y年n月"
    return _in_words(value, _("M Y"))


@register.filter
def moment(value: datetime | None) -> str:
    """An instant to the minute, in the zone of the site's register."""
    if value is None:
        return "–"
    local = timezone.localtime(value, registers.zone())
    # Translators: a Django date format that ends with H:i, such as "j M Y, H:i" or "Y年n月j日 H:i"
    of_the_day = _("j M Y, H:i").removesuffix("H:i")
    return f"{_in_words(local, of_the_day)}{local.hour:02}:{local.minute:02}"


@register.filter
def far(value: date, today: date) -> str:
    """How far a day lies from `today`, in calendar days."""
    days = (value - today).days
    match days:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


@register.simple_tag
def time_of(value: datetime | None, now: datetime | None = None) -> SafeString | str:
    """A `<time>` element: the instant in words; how far it is from `now` shows on hovering."""
    if value is None:
        return "–"
    local = timezone.localtime(value, registers.zone())
    hint = far(local.date(), timezone.localtime(now, registers.zone()).date()) if now else ""
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), hint, moment(value))


@register.filter
def duration(minutes: int, day_minutes: int) -> str:
    """Working minutes as working days, hours and minutes, nothing rounded away."""
    days, rest = divmod(minutes, day_minutes)
    hours, left = divmod(rest, 60)
    parts = [
        ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days} if days else "",
        _("%(hours)d h") % {"hours": hours} if hours else "",
        _("%(minutes)d min") % {"minutes": left} if left or not (days or hours) else "",
    ]
    return " ".join(part for part in parts if part)


def brief(minutes: int, day_minutes: int) -> str:
    """The same length for a cell of a table: working days, then hours and minutes."""
    days, rest = divmod(minutes, day_minutes)
    clock = f"{rest // 60}:{rest % 60:02d}"
    return _("%(days)dd %(clock)s") % {"days": days, "clock": clock} if days else clock


def listed(told: Iterable[str]) -> str:
    """Several words in one line, parted as the language of the page parts them."""
    return _(", ").join(told)


@register.filter
def words(value: object) -> SafeString:
    """Typed text or a name, escaped and marked with its language, a title that the system gave in the reader's; safe
    markup stays as it is."""
    if isinstance(value, SafeString):
        return value
    text = html.escape("" if value is None else in_the_readers(str(value)))
    if not text:
        return SafeString("")
    return SafeString(f'<bdi lang="zh-Hans">{text}</bdi>' if _CJK.search(text) else f"<bdi>{text}</bdi>")
