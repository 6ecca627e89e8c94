"""Making a text short enough for a service, at the end of a line, and saying that there is more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from qiantou.outbox.wording import Said


def fitted(said: Said, longest: int) -> str:
    """Subject and text in at most `longest` bytes of UTF-8."""
    whole = f"{said.subject}\n{said.text}"
    if len(whole.encode()) <= longest:
        return whole
    more = _("… and more on the site.")
    kept: list[str] = []
    room = longest - len(more.encode())
    for line in whole.split("\n"):
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, more])
