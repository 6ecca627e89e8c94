"""`qiantou read-division FILE [--year Y] [--json]`, without the command line's own parts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qiantou.core.kernel import Rejected
from qiantou.documents.container import REFUSALS
from qiantou.documents.division import read_division, to_json, to_text
from qiantou.documents.doubts import N_
from qiantou.documents.opening import read_paper

CANNOT = N_("%(file)s cannot be read: %(why)s")
UNREADABLE: dict[type[OSError], str] = {
    FileNotFoundError: N_("There is no file %(file)s."),
    IsADirectoryError: N_("%(file)s is a folder, not a file."),
    PermissionError: N_("You may not read %(file)s."),
}


@dataclass(frozen=True)
class Answer:
    """What to print where: `code` 0 with the rows, 1 with one sentence in `err` saying why the paper was refused.

    With rows as JSON, `err` holds the doubts about the paper as a whole, which the JSON has no place for."""

    code: int
    out: str = ""
    err: str = ""


def read_division_command(file: str, year: int | None, as_json: bool, *, say: Callable[[str], str] = str) -> Answer:
    """The answer for one file; `say` translates a sentence before its facts are filled in."""
    try:
        division = read_division(read_paper(Path(file)), year=year)
    except Rejected as refusal:
        return Answer(1, err=refusal_sentence(refusal, say))
    except OSError as error:
        return Answer(1, err=say(UNREADABLE.get(type(error), CANNOT)) % {"file": file, "why": error.strerror or error})
    if not as_json:
        return Answer(0, to_text(division, say))
    return Answer(0, to_json(division), "\n".join(doubt.sentence(say) for doubt in division.doubts))


def refusal_sentence(refusal: Rejected, say: Callable[[str], str] = str) -> str:
    """The sentence of a refused paper, as `say` puts it."""
    return say(REFUSALS[refusal.code]) % refusal.facts
