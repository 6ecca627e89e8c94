"""What stands around every page: the main pages with what waits there, who is signed in, language and light."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
from qiantou.ledger.plain import among, fetched
from qiantou.readmodel import naming
from qiantou.readmodel.models import JointRow

PAGES = (
    ("desk", _("My desk"), "/desk/"),
    ("decide", _("To decide"), "/decide/"),
    ("joints", _("Joint work"), "/j/"),
    ("matters", _("Matters"), "/matters/"),
    ("guidance", _("Questions and calls"), "/asked/"),
    ("meetings", _("Coordination meetings"), "/meetings/"),
    ("bulletin-list", _("Bulletins"), "/bulletins/"),
    ("duty-file", _("Duty file"), "/duty-file/"),
    ("own-record", _("Your own record of work"), "/own-record/"),
    ("review-units", _("Assessments"), "/review/"),
    ("exemptions", _("Exemption"), "/exemptions/"),
    ("accountability", _("Accountability"), "/accountability/"),
    ("lookups", _("Look-ups"), "/lookups/"),
    ("import", _("Import a paper"), "/import/"),
    ("units", _("Units and posts"), "/units/"),
    ("duties", _("Duty lists"), "/duties/"),
    ("calendar", _("Calendar"), "/calendar/"),
    ("proof", _("Proof"), "/proof/"),
    ("messages", _("My messages"), "/messages/"),
    ("deliveries", _("Deliveries"), "/deliveries/"),
    ("accounts", _("Accounts"), "/accounts/"),
    ("deeds", _("What was done with accounts"), "/deeds/"),
)
ADMIN_PAGES = {
    "system": ("desk", "units", "calendar", "proof", "deliveries"),
    "security": ("accounts", "units"),
    "audit": ("deeds", "units", "proof"),
}
"""The pages of an administrator, the first one first: no business content is among them."""
DISCIPLINE_PAGES = ("lookups", "own-record", "units", "duties", "calendar", "proof", "messages")
"""Of who sits in a discipline body alone: what opens to it. Matters are read by a look-up, from its own page."""
ONLY_ADMINS = ("accounts", "deeds", "deliveries")
LINKED = ("own-record",)
"""To everybody else a link of the duty file."""
COUNTED = 999  # whoever holds more reads the list


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that `desk/base.html` takes. An error page without an account gets nothing."""
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return {"preferences_url": address("preferences"), "theme": request.COOKIES.get(THEME_COOKIE, "")}
    account = cast(Account, account)
    seen = standing(account)
    return {
        "nav": _nav(request.path, in_hand(request, seen), _pages(account, seen)),
        "who": _who(request, account, seen),
        "preferences_url": address("preferences"),
        "theme": account.theme,
        "keys": request.COOKIES.get(KEYS_COOKIE, "on"),
        "printed": shell.now(),
    }


def _decides(seen: Standing) -> bool:
    """Whether cases may come before the person, or before a leader for whom it acts or works."""
    return bool(seen.offices or seen.lent) or any(desk.startswith("p:") for desk in seen.desks)


def _pages(account: Account, seen: Standing) -> tuple[str, ...]:
    """The names of the main pages that are of use to the person, whatever their order."""
    if account.admin:
        return ADMIN_PAGES[account.admin]
    if seen.posts and not seen.sight:
        return DISCIPLINE_PAGES
    return tuple(name for name, _label, _prefix in PAGES
                 if name not in (*ONLY_ADMINS, *LINKED) and (name != "decide" or _decides(seen)))  # fmt: skip


def _nav(path: str, count: int, pages: Collection[str]) -> list[tuple[str, str, int, bool]]:
    shown = []
    for name, label, prefix in PAGES:
        url = address(name) if name in pages else ""
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
            theirs, values = among("holder", seen.desks)
            held = f"SELECT 1 FROM readmodel_matterrow WHERE is_open AND {theirs} LIMIT %s"  # noqa: S608 — constants
            kept = fetched(f"SELECT COUNT(*) FROM ({held}) AS held", [*values, COUNTED])[0][0]  # noqa: S608 — constants
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
    own = own_names(standing(cast(Account, request.user)))
    found = called([*desks, *own], works) if works is not None else named([*desks, *own])
    keep_names(request, found)
    return found


def named(desks: Iterable[str | None]) -> dict[str, str]:
    """The names of desks, by key; one query."""
    theirs, values = among("d.desk", sorted({desk for desk in desks if desk}))
    found = fetched(f"{naming.CALLED_SQL} WHERE {theirs}", values)
    return {desk: name for desk, name in found if name}


def directory(request: HttpRequest, works: QuerySet[JointRow] | None = None) -> dict[str, str]:
    """The names of every desk there is or was: for a page with a form that asks for one; one query."""
    told: Iterable[tuple[Any, ...]]
    if works is None:
        told = fetched(naming.CALLED_SQL, [])
    else:
        told = naming.named().union(works.values_list("stream", "title"))
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
        names = named(own_names(seen))
    unit = names.get(seen.unit or "", "")
    post = names.get(seen.posts[0], "") if seen.posts else account.get_admin_display() if account.admin else ""
    return {
        "unit": unit,
        "post": post,
        "sign_out_url": address("sign-out"),
        "password_url": address("password"),
        "tokens_url": address("tokens"),
        "help_url": address("help"),
    }
