"""How far the launch (启动) of a plan is: who has still to sign, which lines are not open yet.

Told on the page of the plan and on that of signatures; the button stands on the latter alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiantou.access.refusals import sentence_for
from qiantou.acts.open_plan import unsigned, waiting
from qiantou.core.kernel import Desk, Entry, Rejected
from qiantou.core.led_plan import read_by_its_lead
from qiantou.core.plan import LINES
from qiantou.core.plan_diff import signed_versions, versions_to_sign
from qiantou.core.register import InForce, Listed
from qiantou.core.undertaking import Charter
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import Letter


@dataclass(frozen=True)
class Stage:
    """Of the last version put out to be signed; `taken_out`: lines no longer in it whose matters are open still,
    `waiting`: lines and means that are signed and cannot be put into force yet, with their matter, if any, and why."""

    version: int
    missing: tuple[Desk, ...]
    left: tuple[str, ...]
    begun: bool
    taken_out: tuple[MatterRow, ...]
    waiting: tuple[tuple[str, MatterRow | None, Rejected], ...]

    def told(self, names: Mapping[str, str]) -> dict[str, object]:
        """What `desk/signing/launch.html` shows."""
        return {
            "version": self.version,
            "missing": [names.get(desk, desk) for desk in self.missing],
            "left": self.left,
            "begun": self.begun,
            "taken_out": [
                {"name": row.line, "title": row.title, "url": matter_url(row.stream)} for row in self.taken_out
            ],
            "waiting": [
                {
                    "name": name,
                    "title": row.title if row else "",
                    "url": matter_url(row.stream) if row else "",
                    "why": _why(row, refusal),
                }
                for name, row, refusal in self.waiting
            ],
        }


def _why(row: MatterRow | None, refusal: Rejected) -> str:
    """Why a line waits, in words for whoever launches: what has to end before it can follow its change."""
    match refusal.code:
        case "already-asked":
            return _("another change of it is open; it follows once that has ended.")
        case "only-beside-work-underway" | "work-moved-on" if row is not None:
            return _("it is now: %(phase)s; it follows once it is in hand again.") % {"phase": labels.phase(row.phase)}
        case _:
            return sentence_for(refusal)


def stage_of(
    entries: Sequence[Entry[Listed]], letters: Iterable[Letter], rows: Iterable[MatterRow], charter: Charter,
    force: InForce,
) -> Stage | None:  # fmt: skip
    """None before a version was put out to be signed. `letters`, `rows`: of the joint work."""
    if entries:
        entries = read_by_its_lead(entries, entries[0].stream, force)
    history = signed_versions(entries)
    if not history:
        return None
    told = [one for one in letters if one.matter.kind == "signature"]
    lines = history[-1].content[LINES]
    opened: defaultdict[str, list[MatterRow]] = defaultdict(list)
    for row in rows:
        if row.line and not row.beside:
            opened[row.line].append(row)
    missing = unsigned(history, told, charter, force)
    amended = bool(opened) and not missing and len(versions_to_sign(entries)) > 1
    stuck = waiting(entries, told, charter, force) if amended else {}
    return Stage(
        version=history[-1].number,
        missing=missing,
        left=tuple(name for name in lines if name not in opened),
        begun=bool(opened),
        taken_out=tuple(
            next(row for row in found if row.is_open)
            for name, found in opened.items()
            if name.startswith("L") and name not in lines and any(row.is_open for row in found)
        ),
        waiting=tuple(
            (name, max(opened.get(name, ()), key=lambda row: row.is_open, default=None), why)
            for name, why in stuck.items()
        ),
    )
