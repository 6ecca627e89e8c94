"""What the reader could not tell, as codes with facts; the sentences are gettext msgids.

A doubt never stops reading: the field it speaks of stays empty (or as written) and a person settles it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Doubt:
    """One thing left to a person: `code` is a key of DOUBTS, `facts` fill the sentence's placeholders."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def sentence(self) -> str:
        """The English sentence; the shell translates `DOUBTS[code]` instead."""
        return DOUBTS[self.code] % {**_NO_FACTS, **self.facts}


_NO_FACTS = {"name": "?", "names": "?", "text": "?", "first": "?", "dates": "?", "count": "?", "place": "?"}

DOUBTS: dict[str, str] = {
    # who
    "no-lead": "No lead unit is named. Responsible units: %(names)s.",
    "lead-not-said": "%(name)s is the only responsible unit; the paper does not use the word lead.",
    "several-leads": "Several lead units are named: %(names)s. The first hosts unless you choose.",
    "collective": "%(name)s stands for several units; expand it.",
    "prefix-elided": "Written short: %(names)s. Perhaps the prefix of %(first)s goes with them.",
    "and-others": "The list after %(name)s ends in “and others”: more units may be meant.",
    "unknown-unit": "%(name)s does not look like the name of a unit.",
    "unclear-text": "It is not clear what this is: %(text)s",
    "listed-twice": "%(name)s is named as lead and as cooperating.",
    "no-task": "The units are named but not the task.",
    "to-be-settled": "The paper says this is still to be settled: %(text)s",
    # when
    "no-year": "The year of “%(text)s” is not in the paper; give it.",
    "two-dates": "More than one date is named: %(dates)s.",
    "rhythm": "“%(text)s” is a rhythm, not a date.",
    "ongoing-in-year": "“%(text)s” asks for work all year long; the year's end is taken.",
    "relative-date": "“%(text)s” counts from a day the paper does not name.",
    "date-unclear": "“%(text)s” names no day.",
    "impossible-date": "“%(text)s” is not a day of the calendar.",
    "scanned-digits": "“%(text)s” holds letters read as digits; check it.",
    # the paper itself
    "cut-off": "The text breaks off at “%(text)s”.",
    "bracket-open": "A bracket is opened and not closed: %(text)s",
    "columns-lost": "The columns of this line are lost: %(text)s",
    "blank-below": "This cell is blank below “%(text)s”; perhaps the same holds here.",
    "unreadable": "%(place)s has headings but no readable content.",
    "several-parts": "One assignment covers %(count)s parts; split them if they need holders of their own.",
    "no-rows": "No task with units was found in this paper.",
    "text-boxes": "Text boxes and drawings in this file were not read.",
    "hidden-sheet": "The sheet %(name)s is hidden and was not read.",
    "remote-parts": "The file points to parts elsewhere; they were not fetched.",
    "tracked-changes": "The file holds tracked changes: insertions were kept, deletions dropped.",
}
