"""Where in a paper something stands, in the reader's language: "line 5" is stored as read, and shown as 第5行."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

_PLACE = re.compile(r"\b(line|paragraph|table) (\d+)\b")


@register.filter
def place(source: str) -> str:
    """The stored place with its words translated; cells such as B4 stay as they are."""
    words = {"line": _("line %(number)s"), "paragraph": _("paragraph %(number)s"), "table": _("table %(number)s")}
    return _PLACE.sub(lambda found: words[found[1]] % {"number": found[2]}, source)
