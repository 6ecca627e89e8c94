"""A comparison of options as a page reads it: options, criteria and choice with their words, and every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qiantou.acts.choosing import KIND
from qiantou.core.choosing import awaited, chooser, concerned, has_spoken, last_letters
from qiantou.core.facts import Delivered, Remarked
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.plan import CHOICES, CRITERIA, LINES, OPTIONS, Choice, Criterion, Line, Option
from qiantou.core.points import Position
from qiantou.core.register import Listed
from qiantou.desk.plan_sheet import Plan, ordered
from qiantou.insight.options import Comparison, Key, Question, compare
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import Letter, Placed, placed
from qiantou.readmodel.opinions import letter as letter_of


@dataclass(frozen=True)
class Answer:
    """The last letter of one desk: what it said, in which entry, and what it remarked once the letter was closed."""

    letter: Letter
    said: Placed | None
    remarks: tuple[Placed, ...]

    @property
    def desk(self) -> Desk:
        return self.letter.matter.doer

    @property
    def note(self) -> str:
        return self.said[0].event.note if self.said and isinstance(self.said[0].event, Delivered) else ""

    @property
    def positions(self) -> dict[tuple[str, str], Position]:
        """Option and criterion → position; of an entry recorded for the desk and not confirmed too."""
        event = self.said[0].event if self.said else None
        told = event.positions if isinstance(event, Delivered) else ()
        return {(one.option, one.criterion): one for one in told}


@dataclass(frozen=True)
class Weighed:
    """The options of a plan, and what everybody asked said of them."""

    plan: Plan
    letters: Sequence[Letter]

    @cached_property
    def options(self) -> dict[str, Option]:
        return ordered(self.plan.content[OPTIONS])

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        return ordered(self.plan.content[CRITERIA])

    @cached_property
    def chosen(self) -> tuple[Choice, Entry[Listed]] | None:
        """The choice and its entry; the last, where an import named several."""
        choice = next(reversed([one for one in self.plan.content[CHOICES].values() if isinstance(one, Choice)]), None)
        entries = [entry for entry in self.plan.entries if entry.event.value == choice]
        return (choice, entries[-1]) if choice is not None else None

    @cached_property
    def sponsor(self) -> Desk | None:
        return chooser(self.plan.charter, self.plan.force)

    @cached_property
    def units(self) -> tuple[Desk, ...]:
        """The units that have lines, in the order of the plan."""
        lines = (line.unit for line in ordered(self.plan.content[LINES]).values() if isinstance(line, Line))
        return tuple(dict.fromkeys(lines))

    @cached_property
    def leaders(self) -> tuple[Desk, ...]:
        asked = (one.matter.doer for one in self.letters)
        return concerned([*self.units, *asked], self.sponsor, self.plan.force)

    @cached_property
    def waiting(self) -> tuple[Desk, ...]:
        return awaited(self.leaders, [one.matter for one in self.letters], self.options, self.plan.force)

    @cached_property
    def asked(self) -> frozenset[Desk]:
        """Who was asked about every option there is now."""
        return frozenset(last_letters([one.matter for one in self.letters], self.options))

    @cached_property
    def answers(self) -> dict[Desk, Answer]:
        """Of each desk the last letter that was not withdrawn."""
        return {one.matter.doer: _answer(one) for one in self.letters if one.matter.outcome != "withdrawn"}

    def has_spoken(self, desk: Desk) -> bool:
        return has_spoken(self.answers[desk].letter.matter, self.plan.force)

    @cached_property
    def grades(self) -> dict[Key, int]:
        """Desk, option, criterion → grade; nothing that was recorded for a desk and is not confirmed by it."""
        return {
            (desk, option, criterion): one.grade
            for desk, answer in self.answers.items()
            if not answer.letter.matter.is_hatched
            for (option, criterion), one in answer.positions.items()
            if option in self.options and criterion in self.criteria
        }

    @cached_property
    def compared(self) -> Comparison:
        """Of all who graded something: whoever answered in a sentence alone, or not yet, has no grade to compare."""
        units = [desk for desk in self.answers if any(key[0] == desk for key in self.grades)]
        weights: Mapping[str, int] = {name: one.weight or 1 for name, one in self.criteria.items()}
        return compare(Question(tuple(self.options), tuple(self.criteria), units, self.grades, weights))

    def is_put_out(self, name: str) -> bool:
        """Whether units were asked while this option or criterion stood there."""
        asked = max((one.row.opened for one in self.letters), default=None)
        entered = next((one.at for one in self.plan.entries if one.event.key == f"{self.plan.joint}/{name}"), None)
        return asked is not None and entered is not None and entered <= asked


def weighed(plan: Plan) -> Weighed:
    """Two queries besides the plan's own."""
    rows = list(MatterRow.objects.filter(joint=plan.joint, kind=KIND))
    told = placed(row.stream for row in rows)
    rows.sort(key=lambda row: told[Stream(row.stream)][0][1] or 0)
    return Weighed(plan, [letter_of(row, told[Stream(row.stream)]) for row in rows])


def _answer(letter: Letter) -> Answer:
    said = next((told for told in reversed(letter.told) if isinstance(told[0].event, Delivered)), None)
    remarks = tuple(told for told in letter.told if isinstance(told[0].event, Remarked))
    return Answer(letter, said, remarks)
