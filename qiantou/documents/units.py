"""Proposes which registered unit a name in a paper means. It never picks a likeness by itself.

Only an exact name may be taken without asking; every other candidate carries its reason and waits for a person.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from qiantou.documents.names import is_collective
from qiantou.documents.script import fold
from qiantou.documents.unit_words import COLLECTIVE_HINTS, SAME_OFFICE

__all__ = ["Candidate", "Match", "Reason", "is_collective", "match_units", "surely"]


class Reason(Enum):
    """Why a registered unit is proposed, the surest first."""

    EXACT = "exact"
    SPELLING = "spelling"  # same characters but for width, brackets, blanks or traditional forms
    PREFIX = "prefix"  # the territory's prefix was said once and left out here
    SHORT = "short"  # a listed short form of the same office
    PART = "part"  # one name holds the other


@dataclass(frozen=True)
class Candidate:
    """A registered name and why it is proposed."""

    name: str
    reason: Reason


@dataclass(frozen=True)
class Match:
    """A name as written. `taken` is the exact registered name or empty; `expands` says what kind of units a
    collective name stands for."""

    written: str
    taken: str = ""
    candidates: tuple[Candidate, ...] = ()
    expands: str = ""


_OFFICE = {word: row[0] for row in SAME_OFFICE for word in row}


def match_units(names: Iterable[str], register_names: Sequence[str]) -> list[Match]:
    """One Match per name, in order."""
    index = _Index(register_names)
    return [index.match(name) for name in names]


class _Index:
    def __init__(self, register_names: Sequence[str]) -> None:
        self.names = list(dict.fromkeys(register_names))
        self.exact = set(self.names)
        self.spelled, self.bare, self.office = (
            defaultdict[str, list[str]](list),
            defaultdict[str, list[str]](list),
            defaultdict[str, list[str]](list),
        )
        for name in self.names:
            self.spelled[_plain(name)].append(name)
            for rest in _without_territory(name):
                self.bare[rest].append(name)
                if rest in _OFFICE:
                    self.office[_OFFICE[rest]].append(name)

    def match(self, written: str) -> Match:
        collective = is_collective(written)
        if written in self.exact:
            return Match(written, written, (Candidate(written, Reason.EXACT),), _kind(written) if collective else "")
        if collective:
            return Match(written, expands=_kind(written))
        plain = _plain(written)
        found: dict[str, Reason] = {}
        for name in self.spelled.get(plain, ()):
            found.setdefault(name, Reason.SPELLING)
        for rest in _without_territory(written):
            for name in self.bare.get(rest, ()):
                found.setdefault(name, Reason.PREFIX)
        for rest in _without_territory(written):
            for name in self.office.get(_OFFICE.get(rest, ""), ()):
                found.setdefault(name, Reason.SHORT)
        if not found and len(plain) >= 3:
            for name in self.names:
                other = _plain(name)
                if plain in other or (len(other) >= 3 and other in plain):
                    found.setdefault(name, Reason.PART)
        order = list(Reason)
        ranked = sorted(found, key=lambda name: order.index(found[name]))
        return Match(written, "", tuple(Candidate(name, found[name]) for name in ranked[:8]))


def surely(match: Match) -> list[str]:
    """The candidates that are the same office in the same territory, or in one left out: 住建局 and 县住建局 are
    县住房和城乡建设局, 市住建局 and 外县住建局 are not."""
    return [
        one.name
        for one in match.candidates
        if one.reason in (Reason.EXACT, Reason.SPELLING) or _same_office_here(match.written, one.name)
    ]


def _same_office_here(written: str, name: str) -> bool:
    for rest in _without_territory(written):
        territory = _plain(written).removesuffix(rest)
        for other in _without_territory(name):
            same = rest == other or (rest in _OFFICE and _OFFICE[rest] == _OFFICE.get(other))
            if same and territory in ("", _plain(name).removesuffix(other)):
                return True
    return False


def _plain(name: str) -> str:
    return re.sub(r"\s", "", fold(name))


def _without_territory(name: str) -> list[str]:
    """The name, and the name without the territory it may begin with (县, 某某县, 市…)."""
    plain = _plain(name)
    rests = [plain]
    one = re.match(r"[省市州县区旗镇乡](?=[\u3400-\u9fff]{2})", plain)
    if one:
        rests.append(plain[1:])
    longer = re.match(r"[\u3400-\u9fff]{2,4}?(?:省|自治区|市|州|盟|县|区|旗)(?=[\u3400-\u9fff]{2})", plain)
    if longer:
        rests.append(plain[longer.end() :])
    return rests


def _kind(name: str) -> str:
    plain = _plain(name)
    return next(
        (
            kind
            for pattern, kind in COLLECTIVE_HINTS
            if re.search(pattern, re.sub(r"^[县市区省]直|^全[县市区]", "", plain))
        ),
        "departments",
    )
