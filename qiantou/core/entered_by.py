"""Who enters each section of the register: asked once more of a record that says so itself (docs/rules/ledger.md).

Whatever a desk may enter, its own rule knows. Nobody's desk stands under what an administrator enters by its account,
and under the little that the rule enters: of what the clock draws up, and of what moves entail. The command that began
the register enters everything: nobody was there yet whose it could have been.
"""

from __future__ import annotations

from datetime import date, timedelta

from qiantou.core.bulletin import BULLETINS
from qiantou.core.exemption import TABLES
from qiantou.core.kernel import RULE, Actor
from qiantou.core.meeting import MEETINGS
from qiantou.core.register import (
    DAYS,
    DELEGATIONS,
    DUTIES,
    FIGURES,
    HOURS,
    OUTAGES,
    PARTIES,
    POLICIES,
    POSTS,
    TERMS,
    UNITS,
    Listed,
)

BY_ADMINISTRATORS = (UNITS, POSTS, TERMS, PARTIES, DAYS, HOURS, OUTAGES, POLICIES, FIGURES, TABLES)
"""Entered by an administrator's account, or on the server, for no desk: no desk has any business with them."""
BY_BOTH = (DUTIES,)
"""Entered by an administrator's account as well as by a desk."""
BY_CLOCK = (MEETINGS, BULLETINS)
"""Also entered by the rule itself, which has no account. What moves entail is told from the moves."""


OF_OLD = (*BY_ADMINISTRATORS, *BY_BOTH, DELEGATIONS)
"""Sections of what was so before the site knew of it, or is taken over from papers, and of what names its own first
day: in force from any day."""


def is_backdated(listed: Listed, today: date) -> bool:
    """Whether it would be in force before the day on which it was entered. What was begun before midnight is entered
    on the day after."""
    return listed.since < today - timedelta(days=1) and listed.section not in OF_OLD


def is_its_own(listed: Listed, by: Actor) -> bool:
    """Whether an entry of that section can come from such an actor at all: from a desk, an account without one, or
    the rule."""
    if listed.section in BY_ADMINISTRATORS:
        return by.desk is None and by.recorded is None
    if by.desk is not None:
        return True
    return listed.section in BY_BOTH or (listed.section in BY_CLOCK and by == RULE and listed.value is not None)
