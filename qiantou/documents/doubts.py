"""What the reader could not tell, as codes with facts; the sentences are gettext msgids.

A doubt never stops reading: the field it speaks of stays empty (or as written) and a person settles it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Doubt:
    """One thing left to a person: `code` is a key of DOUBTS, `facts` fill the sentence's placeholders."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, say: Callable[[str], str] = str) -> str:
        """The sentence as `say` puts it: English without a translator."""
        return say(DOUBTS[self.code]) % {**_NO_FACTS, **self.facts}


_NO_FACTS = {"name": "?", "names": "?", "text": "?", "first": "?", "dates": "?", "count": "?", "place": "?"}


def N_(sentence: str) -> str:
    """Marks a sentence that the shell translates; nothing here does."""
    return sentence


DOUBTS: dict[str, str] = {
    # who
    "no-lead": N_("No lead unit is named. Responsible units: %(names)s."),
    "lead-not-said": N_("%(name)s is the only responsible unit; the paper does not use the word lead."),
    "several-leads": N_("Several lead units are named: %(names)s. The first hosts unless you choose."),
    "collective": N_("%(name)s stands for several units; expand it."),
    "prefix-elided": N_("Written short: %(names)s. Perhaps the prefix of %(first)s goes with them."),
    "and-others": N_("The list after %(name)s ends in “and others”: more units may be meant."),
    "unknown-unit": N_("%(name)s does not look like the name of a unit."),
    "unclear-text": N_("It is not clear what this is: %(text)s"),
    "listed-twice": N_("%(name)s is named as lead and as cooperating."),
    "no-task": N_("The units are named but not the task."),
    "to-be-settled": N_("The paper says this is still to be settled: %(text)s"),
    # when
    "no-year": N_("The year of “%(text)s” is not in the paper; give it."),
    "two-years": N_("The paper names the years %(dates)s; the first was taken for “%(text)s”."),
    "two-dates": N_("More than one date is named: %(dates)s."),
    "rhythm": N_("“%(text)s” is a rhythm, not a date."),
    "ongoing-in-year": N_("“%(text)s” asks for work all year long; the year's end is taken."),
    "relative-date": N_("“%(text)s” counts from a day the paper does not name."),
    "date-unclear": N_("“%(text)s” names no day."),
    "impossible-date": N_("“%(text)s” is not a day of the calendar."),
    "scanned-digits": N_("“%(text)s” holds letters read as digits; check it."),
    # the paper itself
    "cut-off": N_("The text breaks off at “%(text)s”."),
    "bracket-open": N_("A bracket is opened and not closed: %(text)s"),
    "lines-left-out": N_("Lines that name work or units and are in no row (%(count)s): %(text)s"),
    "columns-lost": N_("The columns of this line are lost: %(text)s"),
    "blank-below": N_("This cell is blank below “%(text)s”; perhaps the same holds here."),
    "hidden-row": N_("This row is hidden in the sheet."),
    "unreadable": N_("%(place)s has headings but no readable content."),
    "several-parts": N_("One assignment covers %(count)s parts; split them if they need holders of their own."),
    "no-rows": N_("No task with units was found in this paper."),
    "encoding-guessed": N_("Read as %(name)s, but the encoding of the file is not certain: see whether it reads well."),
    "hidden-text": N_("The file holds words formatted as hidden; they were not read."),
    "text-boxes": N_("Text boxes and drawings in this file were not read."),
    "hidden-sheet": N_("The sheet %(name)s is hidden and was not read."),
    "remote-parts": N_("The file points to parts elsewhere; they were not fetched."),
    "tracked-changes": N_("The file holds tracked changes: insertions were kept, deletions dropped."),
}
