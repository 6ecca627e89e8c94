"""The letters and signatures of a joint work with their words: who said what of which line, and what became of it.

Points are numbered by the rule; here each gets its words back, from the entries that raised, maintained and
disposed of it. What was taken back was never said. Rules: docs/rules/consultation.md.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from qiantou.core.evolve import evolve
from qiantou.core.facts import (
    Amended,
    Countered,
    Event,
    Insisted,
    Lack,
    Referred,
    Ruled,
    Settled,
    TakenBack,
    Withdrawn,
)  # fmt: skip
from qiantou.core.fates import DISSENT, OVERRULED, SET_ASIDE, UNANSWERED, UPHELD, fates
from qiantou.core.kernel import Desk, Entry, Stream, fold
from qiantou.core.matter import Matter
from qiantou.core.plan_diff import content, is_unchanged
from qiantou.core.points import Disposal, Point, Raised, numbered
from qiantou.ledger.codec import decode
from qiantou.ledger.plain import among, fetched, read_instant
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

VERSION = re.compile(r"v[0-9]+")

Placed = tuple[Entry[Event], int | None]
"""An entry with its position in the record; None for a lapse not recorded yet."""


@dataclass(frozen=True)
class Dissenting:
    """An objection that stays: whose, in which words, said when, by which entry. `fate` as in `core.fates`.

    `withdrawn`: when the letter it was said in was withdrawn. `silent`: when the time of a later letter ran out, in
    which the unit was asked again about the line and did not answer; silence takes no objection back. `reply`: the
    asker's reasons; `overtaken`: the letter ended because the plan was put out to be signed.
    """

    unit: Desk
    words: str
    position: int | None
    said: datetime
    fate: str = ""
    withdrawn: datetime | None = None
    silent: datetime | None = None
    reply: str = ""
    overtaken: bool = False


Dissent = dict[str, list[Dissenting]]
"""Line name ("" for the whole) → the dissent beside it."""


@dataclass(frozen=True)
class Saying:
    """What the unit said of a point in one round."""

    round: int
    point: Point
    entry: Entry[Event]
    position: int | None


@dataclass(frozen=True)
class Answered:
    """What the asker did with a point in one round."""

    disposal: Disposal
    entry: Entry[Event]
    position: int | None


@dataclass(frozen=True)
class Opinion:
    """One point with its whole story, oldest first; `fate` as in `core.fates`."""

    raised: Raised
    sayings: tuple[Saying, ...]
    answers: tuple[Answered, ...]
    fate: str

    @property
    def is_open(self) -> bool:
        """Neither settled, nor let go, nor decided."""
        return self.fate in ("", "partly", "not")

    @property
    def latest(self) -> Point:
        return self.sayings[-1].point

    @property
    def words(self) -> str:
        """What the unit proposes and why, in every round: "(1) … (2) …" where it said more than one thing."""
        said = ((one.round, one.point) for one in self.sayings)
        return _by_round((number, f"{point.proposal} · {point.reason}".strip(" ·")) for number, point in said)

    @property
    def reasons(self) -> str:
        """The unit's reasons alone, in the same way."""
        return _by_round((one.round, one.point.reason) for one in self.sayings)

    @property
    def reply(self) -> str:
        """The asker's reasons, round by round in the same way."""
        return _by_round((number, one.disposal.reason) for number, one in enumerate(self.answers, 1))


def _by_round(told: Iterable[tuple[int, str]]) -> str:
    """What was said twice in the same words is written once."""
    rounds: dict[str, int] = {}
    for number, text in told:
        if text:
            rounds.setdefault(text, number)
    if len(rounds) < 2:
        return "".join(rounds)
    return " ".join(f"({number}) {text}" for text, number in rounds.items())


@dataclass(frozen=True)
class Letter:
    """One letter or signature as it stands: `told` are its entries, without those taken back.

    `overtaken`: the letter was ended by the plan being put out to be signed.
    """

    row: MatterRow
    matter: Matter
    told: tuple[Placed, ...]
    opinions: tuple[Opinion, ...]
    overtaken: bool = False

    @property
    def before_end(self) -> Matter:
        """As it stood before the entry that ended it."""
        ended = None if self.matter.is_open else self.matter.ended
        found = fold(evolve, None, (entry for entry, _position in self.told if entry.version != ended))
        assert found is not None  # the first entry ends nothing
        return found

    @property
    def version(self) -> str:
        """The version it is about: "v2"."""
        return self.matter.about[0] if self.matter.about else ""

    @property
    def is_of_plan(self) -> bool:
        """Whether it is about a version of the plan: a mandate is countersigned by a matter of the same kind."""
        return VERSION.fullmatch(self.version) is not None

    @property
    def lines(self) -> tuple[str, ...]:
        return self.matter.about[1:]

    @property
    def closing(self) -> Placed | None:
        """The entry that ended it; None while it is open."""
        ended = (told for told in self.told if told[0].version == self.matter.ended)
        return None if self.matter.is_open else next(ended, None)

    @property
    def is_silent(self) -> bool:
        """Ended because nobody answered, whatever the letter says that means."""
        return not self.matter.is_open and self.matter.outcome in ("consented", "silent")

    @property
    def is_answered(self) -> bool:
        """Whether the unit itself answered: it agreed or signed, or raised a point; not before it confirmed that."""
        agreed = self.closing is not None and isinstance(self.closing[0].event, Settled)
        return (agreed or bool(self.opinions) or self.refusal is not None) and not self.matter.is_hatched

    @property
    def lack(self) -> Lack | None:
        """The reservation it was answered or signed with."""
        event = self.closing[0].event if self.closing else None
        return event.lack if isinstance(event, Settled) else None

    @property
    def refusal(self) -> Placed | None:
        """Of a signature: the entry in which its doer refused with reasons; None if it did not."""
        refused = (told for told in self.told if _is_refusal(told[0], self.matter.doer))
        return next(refused, None) if self.matter.kind == "signature" else None


def _is_refusal(entry: Entry[Event], doer: Desk) -> bool:
    return isinstance(entry.event, Referred) and entry.event.cause == "rounds" and entry.by.desk == doer


def letters_of(joint: Stream, *kinds: str, until: datetime | None = None) -> list[Letter]:
    """The letters and signatures of a joint work's plan (or of these kinds), as they were opened; two queries.

    `until`: as they stood through that instant; the rows are those of now.
    """
    asked = kinds or ("consultation", "signature")
    known = MatterRow.objects.filter(joint=joint, kind__in={*asked, "signature"})
    every = list(known if until is None else known.filter(opened__lte=until))
    rows = [row for row in every if row.kind in asked]
    told = {
        stream: [one for one in entries if until is None or one[0].at <= until]
        for stream, entries in placed(row.stream for row in rows).items()
    }
    rows.sort(key=lambda row: told[Stream(row.stream)][0][1] or 0)
    put_out = {row.opened for row in every if row.kind == "signature"}
    found = [letter(row, told[Stream(row.stream)]) for row in rows]
    return [replace(one, overtaken=_is_overtaken(one, put_out)) for one in found if one.is_of_plan]


def _is_overtaken(one: Letter, put_out: Container[datetime]) -> bool:
    """Whether it was withdrawn by the command that asked for the signatures."""
    return (
        one.matter.kind == "consultation"
        and one.closing is not None
        and isinstance(one.closing[0].event, Withdrawn)
        and one.closing[0].at in put_out
    )


def letter(row: MatterRow, told: Sequence[Placed]) -> Letter:
    """What the entries of one letter add up to."""
    matter = fold(evolve, None, (entry for entry, _position in told))
    assert matter is not None
    standing = tuple(_standing(told))
    return Letter(row, matter, standing, opinions_of(matter, standing))


def _standing(told: Sequence[Placed]) -> list[Placed]:
    """Without the entries taken back: a take-back undoes the entry right before it."""
    kept: list[Placed] = []
    for one in told:
        if isinstance(one[0].event, TakenBack):
            kept.pop()
        else:
            kept.append(one)
    return kept


def opinions_of(matter: Matter, told: Sequence[Placed]) -> tuple[Opinion, ...]:
    """Each point of the matter with its words; `told` without what was taken back."""
    sayings: dict[int, list[Saying]] = {}
    answers: dict[int, list[Answered]] = {}
    round_ = 0
    raised: list[Raised] = []
    for entry, position in told:
        match entry.event:
            case Countered(points=points):
                round_ += 1
                for number, point in numbered(points, raised).items():
                    sayings.setdefault(number, []).append(Saying(round_, point, entry, position))
                raised = [one for one in matter.points if one.number in sayings]
            case Amended(disposals=disposals) | Insisted(disposals=disposals):
                for disposal in disposals:
                    answers.setdefault(disposal.point, []).append(Answered(disposal, entry, position))
    fate = fates(matter, [entry for entry, _position in told])
    return tuple(
        Opinion(one, tuple(sayings[one.number]), tuple(answers.get(one.number, ())), fate[one.number])
        for one in matter.points
    )


def dissent(joint: Stream, *, signing: bool = False) -> Dissent:
    """Reasoned objections that were overridden, by line, until the unit itself answers a later letter about the line.

    One the leader upheld counts as long as the line stands as it was asked about.
    A point still open counts once the plan was put out for signature after its letter, or is now (`signing`).
    """
    return dissent_in(letters_of(joint), read([joint], words=True)[joint], signing=signing)


def dissent_in(letters: Sequence[Letter], plan: Sequence[Entry[Any]], *, signing: bool = False) -> Dissent:
    """`dissent` of letters already read; `plan`: the entries of the plan, with their words."""
    found: Dissent = {}
    signed = max((_number(one.version) for one in letters if one.matter.kind == "signature"), default=0)
    standing: dict[tuple[str, Desk], list[tuple[str, Dissenting]]] = {}
    for one in letters:
        whose = (one.matter.kind, one.matter.doer)
        past = signing or (one.matter.kind == "consultation" and _number(one.version) < signed)
        said = [(line, own) for line, own in _dissenting(one, past) if own.fate != UPHELD or _stands(line, one, plan)]
        standing[whose] = [*_left(standing.get(whose, ()), one), *said]
    for told in standing.values():
        for line, dissenting in told:
            found.setdefault(line, []).append(dissenting)
    return found


def _stands(line: str, one: Letter, plan: Sequence[Entry[Any]]) -> bool:
    """Whether a line is still owed as the letter asked about it."""
    return is_unchanged(content(plan, one.matter.pinned), content(plan), line)


def _left(before: Iterable[tuple[str, Dissenting]], one: Letter) -> Iterator[tuple[str, Dissenting]]:
    """What a letter leaves of the dissent before it: all that it does not ask about, and all if nobody answers it."""
    for line, dissenting in before:
        if line and line not in one.lines:
            yield line, dissenting
        elif not one.is_answered:
            yield line, replace(dissenting, silent=one.matter.since) if one.is_silent else dissenting


def latest(letters: Iterable[Letter]) -> list[Letter]:
    """Of each unit its last letter and its last signature."""
    last = {(one.matter.kind, one.matter.doer): one for one in letters}
    return list(last.values())


def _dissenting(one: Letter, past: bool) -> Iterator[tuple[str, Dissenting]]:
    unit, ended = one.matter.doer, one.matter.since
    for opinion in one.opinions:
        if opinion.fate in (*DISSENT, UPHELD) or (past and opinion.is_open):
            last = opinion.sayings[-1]
            yield (
                opinion.raised.about,
                Dissenting(
                    unit, opinion.words, last.position, last.entry.at, opinion.fate,
                    withdrawn=ended if opinion.fate == SET_ASIDE else None,
                    silent=ended if opinion.fate == UNANSWERED else None,
                    reply=opinion.reply, overtaken=one.overtaken,
                ),
            )  # fmt: skip
    refusal = one.refusal
    ruled = one.closing[0].event if one.closing else None
    if refusal is not None and isinstance(ruled, Ruled) and ruled.granted:
        entry, position = refusal
        for line in one.lines or ("",):
            words = str(getattr(entry.event, "reason", ""))
            yield line, Dissenting(unit, words, position, entry.at, OVERRULED)


def _number(version: str) -> int:
    return int(version[1:])


def placed(streams: Iterable[str]) -> dict[Stream, list[Placed]]:
    """The entries of each stream in order, with words and positions; one query."""
    names = sorted(set(streams))
    found: dict[Stream, list[Placed]] = {Stream(name): [] for name in names}
    if not names:
        return found
    own, values = among("e.stream", names)
    told = "SELECT e.stream, e.version, e.at, e.facts, e.position, w.body FROM ledger_entry e"
    words = "LEFT JOIN ledger_entrywords w ON w.stream = e.stream AND w.version = e.version"
    for row in fetched(f"{told} {words} WHERE {own} ORDER BY e.stream, e.version", values):
        found[Stream(row[0])].append(_read(row))
    return found


def _read(row: tuple[Any, ...]) -> Placed:
    stream, version, at, facts, position, body = row
    instant = read_instant(at)
    assert instant is not None
    entry: Entry[Event] = decode(stream, version, instant, bytes(facts), None if body is None else bytes(body))
    return entry, position
