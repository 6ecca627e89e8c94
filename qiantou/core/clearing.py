"""The correction that clears a name in a bulletin, beside what was said there: by whom, and of which line.

Whoever gives the notice corrects each line that named the unit for the work, whichever office issued it: an office
decides what it publishes, not what stands after a decision. It is entered with the notice, once a line. What was said
stays. Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qiantou.core.bulletin import Addition, Bulletin, Item, bulletin_of
from qiantou.core.bulletin_stream import content_of
from qiantou.core.kernel import Entry, Rejected, Stream
from qiantou.core.kinds import CLEARING
from qiantou.core.matter import Matter
from qiantou.core.register import Listed

Look = Callable[[Stream], Matter | None]
Plan = Callable[[Stream], Sequence[Entry[Listed]]]


def check_corrections(given: Sequence[Entry[Listed]], plan: Plan, look: Look) -> None:
    """Raises Rejected for a correction by a clearing that is another's, is not given, or is of another unit or work."""
    for entry in given:
        addition = entry.event.value
        if not isinstance(addition, Addition) or addition.clearing is None or addition.item is None:
            continue
        content = content_of(plan(entry.stream), bulletin_of(entry.event.key))
        bulletin = content.event.value if content is not None else None
        clearing = look(addition.clearing)
        given_by = clearing is not None and clearing.kind == CLEARING and clearing.doer == entry.by.desk
        if clearing is None or not given_by or clearing.delivered is None or not isinstance(bulletin, Bulletin):
            raise Rejected("clears-another-name")
        others = _corrected(addition, entry, plan(entry.stream))
        if others or entry.at != clearing.delivered:
            raise Rejected("cleared-with-the-notice")
        item = bulletin.items[addition.item]
        if item.unit != clearing.asker or not is_about(item, Stream(clearing.about[-1]), look):
            raise Rejected("clears-another-name")


def _corrected(addition: Addition, entry: Entry[Listed], told: Sequence[Entry[Listed]]) -> bool:
    """Whether another entry of the bulletin corrects the line for the same clearing."""
    key, place = bulletin_of(entry.event.key), (addition.item, addition.clearing)
    return any(
        one.version != entry.version and bulletin_of(one.event.key) == key and (value.item, value.clearing) == place
        for one in told
        if isinstance(value := one.event.value, Addition)
    )


def is_about(item: Item, subject: Stream, look: Look) -> bool:
    """Whether a line is of the joint work, of the matter, or of what stands under it, a part of a part among it."""
    name, seen = item.matter, set[Stream]()
    while name != subject and name not in seen:
        seen.add(name)
        matter = look(name)
        if matter is not None and subject == matter.joint:
            return True
        if matter is None or matter.parent is None:
            return False
        name = matter.parent
    return name == subject
