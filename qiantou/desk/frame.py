"""What stands around every page: the main pages with what waits there, who is signed in, language and light."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qiantou.access.guards import Standing, standing
from qiantou.access.models import Account
from qiantou.access.views import KEYS_COOKIE, THEME_COOKIE
from qiantou.acts import shell
from qiantou.core.register import PARTIES, POSTS, UNITS, InForce, Unit
from qiantou.desk.addresses import address
from qiantou.desk.situation import called
from qiantou.readmodel import naming
from qiantou.readmodel.models import JointRow, MatterRow

PAGES = (
    ("desk", _("My desk"), "/desk/"),
    ("joints", _("Joint work"), "/j/"),
    ("matters", _("Matters"), "/matters/"),
    ("import", _("Import a paper"), "/import/"),
    ("units", _("Units and posts"), "/units/"),
    ("calendar", _("Calendar"), "/calendar/"),
    ("proof", _("Proof"), "/proof/"),
)
COUNTED = 999  # whoever holds more reads the list


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that `desk/base.html` takes. An error page without an account gets nothing."""
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return {"preferences_url": address("preferences"), "theme": request.COOKIES.get(THEME_COOKIE, "")}
    account = cast(Account, account)
    seen = standing(account)
    return {
        "nav": _nav(request.path, in_hand(request, seen)),
        "who": _who(request, account, seen),
        "preferences_url": address("preferences"),
        "theme": account.theme,
        "keys": request.COOKIES.get(KEYS_COOKIE, "on"),
        "printed": shell.now(),
    }


def _nav(path: str, count: int) -> list[tuple[str, str, int, bool]]:
    shown = []
    for name, label, prefix in PAGES:
        url = address(name)
        if url:
            on = path.startswith(prefix) if url != "/" else path == "/"
            shown.append((url, str(label), count if name == "desk" else 0, on))
    return shown


def in_hand(request: HttpRequest, seen: Standing) -> int:
    """How many matters the person's desks hold, counted up to COUNTED, once a request."""
    kept = getattr(request, "in_hand_kept", None)
    if kept is None:
        kept = 0
        if seen.desks:
            kept = MatterRow.objects.filter(is_open=True, holder__in=seen.desks)[:COUNTED].count()
        keep_in_hand(request, kept)
    return int(kept)


def keep_in_hand(request: HttpRequest, count: int) -> None:
    """A page that already knows how many there are saves the frame a question."""
    request.in_hand_kept = count  # type: ignore[attr-defined]


def own_names(seen: Standing) -> list[str]:
    """The desks whose names the frame shows."""
    return [desk for desk in (seen.unit, seen.posts[0] if seen.posts else None) if desk]


def keep_names(request: HttpRequest, names: dict[str, str]) -> None:
    """A page that already looked up names lends them to the frame."""
    request.names_kept = names  # type: ignore[attr-defined]


def names_for(
    request: HttpRequest, desks: Iterable[str | None], works: QuerySet[JointRow] | None = None
) -> dict[str, str]:
    """Names of desks and titles of joint works, the frame's own included; one query for the whole page."""
    account = cast(Account, request.user)
    found = called([*desks, *own_names(standing(account))], works)
    keep_names(request, found)
    return found


def directory(request: HttpRequest, works: QuerySet[JointRow] | None = None) -> dict[str, str]:
    """The names of every desk there is or was: for a page with a form that asks for one; one query."""
    told: QuerySet[Any, tuple[str, str]] = naming.named()
    if works is not None:
        told = told.union(works.values_list("stream", "title"))
    found = {key: name for key, name in told if name}
    keep_names(request, found)
    return found


def offered_names(names: Mapping[str, str], seen: Standing, force: InForce) -> list[str]:
    """The names that a desk field offers: what is in force now; sections of other units are unseen."""
    hidden = {
        key for key, unit in force.section(UNITS).items()
        if isinstance(unit, Unit) and unit.inner and unit.parent not in seen.homes
    }  # fmt: skip
    known = [key for section in (UNITS, POSTS, PARTIES) for key in force.section(section) if key not in hidden]
    return sorted({names[key] for key in known if key in names})


def _who(request: HttpRequest, account: Account, seen: Standing) -> dict[str, str]:
    names = getattr(request, "names_kept", None)
    if names is None:
        names = called(own_names(seen))
    unit = names.get(seen.unit or "", "")
    post = names.get(seen.posts[0], "") if seen.posts else account.get_admin_display() if account.admin else ""
    return {
        "unit": unit,
        "post": post,
        "sign_out_url": address("sign-out"),
        "password_url": address("password"),
        "help_url": address("help"),
    }
