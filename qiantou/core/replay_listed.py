"""Whether an entry of the register is one that its desk could enter when it did: asked of the rules that let it in."""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.bulletin import OWN_SECTIONS
from qiantou.core.bulletin_check import check_own
from qiantou.core.entered_by import is_its_own
from qiantou.core.kernel import RULE, Actor, Entry, Rejected
from qiantou.core.listing import check
from qiantou.core.meeting import MEETINGS
from qiantou.core.numbering import NUMBERS, Number
from qiantou.core.numbering_check import asking_key, numbered
from qiantou.core.plan import PLAN_SECTIONS
from qiantou.core.plan_check import check_entry
from qiantou.core.reading_back import bare
from qiantou.core.register import CHARTERS, MANDATES, SECONDMENTS, Listed
from qiantou.core.replay import NOT_ITS_OWN, OTHERWISE, UNASKED, Unlawful
from qiantou.core.replay_meeting import check_called
from qiantou.core.replay_world import Recorded
from qiantou.core.seat import check_filled

ENTAILED = (CHARTERS, MANDATES, SECONDMENTS)
"""The sections in which moves entail entries: the lead passes with its mandates, a person is lent."""


class lawful:
    """What raises Rejected inside makes the entry unlawful by that rule."""

    def __init__(self, entry: Entry[Listed]) -> None:
        self.entry = entry

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Rejected):
            raise Unlawful(self.entry, error.code, error.facts) from None
        if isinstance(error, AssertionError | ValueError | AttributeError):
            raise Unlawful(self.entry, OTHERWISE) from error


def check_listed(listed: Listed, entry: Entry[Listed], by: Actor, world: Recorded) -> None:
    """Raises Rejected, or Unlawful, for what its desk could not enter then. `listed`: what `entry` says, its words as
    they stand."""
    force = world.register.at(entry.at)
    if not (is_its_own(listed, entry.by) or world.began(entry.at)):
        raise Unlawful(entry, UNASKED if entry.by.desk is None else NOT_ITS_OWN)
    check(listed, force, by)
    check_filled(by, force)
    if listed.section in PLAN_SECTIONS:
        check_entry(listed, force, by)
    if listed.section in OWN_SECTIONS:
        check_own(listed, world.plan(entry.stream), force, by)
    if listed.section == MEETINGS and entry.by == RULE:
        check_called(entry, world)
    if listed.section == NUMBERS:
        _is_next(listed, entry, by, world)


def _is_next(listed: Listed, entry: Entry[Listed], by: Actor, world: Recorded) -> None:
    """The number is the one that the rule gives."""
    value = listed.value
    if not isinstance(value, Number):
        raise Rejected("number-stays")
    asked = replace(listed, key=asking_key(value.unit), value=replace(value, n=0, year=0))
    force = world.register.at(entry.at)
    if bare(numbered(asked, world.plan(entry.stream), force, by)) != bare(listed):
        raise Unlawful(entry, OTHERWISE)
