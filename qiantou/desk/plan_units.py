"""Names in a table of a plan that are no unit: which fault each is, and what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence

from qiantou.desk.naming import meant_by
from qiantou.documents.units import match_units
from qiantou.readmodel.naming import named

MOST = 3  # names offered for one that is not known


class Unknown:
    """What is answered to a name; each name is looked up once, however many rows hold it."""

    def __init__(self, registered: Sequence[str]) -> None:
        self.registered = registered
        self._known: dict[str, tuple[str, list[str]]] = {}

    def fault(self, name: str) -> tuple[str, list[str]]:
        """A code of plan_faults.SENTENCES, and the names that may be meant: of 各镇 every town, one row each."""
        if name not in self._known:
            self._known[name] = self._look(name)
        return self._known[name]

    def _look(self, name: str) -> tuple[str, list[str]]:
        match = match_units([name], self.registered)[0]
        if match.expands:
            desks = meant_by(match)
            units = dict(named(desks))
            meant = [units[desk] for desk in desks]
            return ("unit-collective-perhaps" if meant else "unit-collective"), meant
        perhaps = [one.name for one in match.candidates][:MOST]
        return ("unit-perhaps" if perhaps else "unit-unknown"), perhaps
