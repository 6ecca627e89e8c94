"""`qiantou read-division FILE [--year Y] [--json]`, without the command line's own parts."""

from pathlib import Path

from qiantou.core.kernel import Rejected
from qiantou.documents.container import REFUSALS
from qiantou.documents.division import read_division, to_json, to_text
from qiantou.documents.opening import read_paper


def read_division_command(file: str, year: int | None, as_json: bool) -> tuple[int, str]:
    """(exit code, text to print): 0 with the rows, 1 with one sentence saying why the paper was refused."""
    try:
        division = read_division(read_paper(Path(file)), year=year)
    except Rejected as refusal:
        return 1, refusal_sentence(refusal)
    except OSError as error:
        return 1, f"{file}: {error.strerror or error}"
    return 0, to_json(division) if as_json else to_text(division)


def refusal_sentence(refusal: Rejected) -> str:
    """The English sentence of a refused paper; the shell translates `REFUSALS[code]` instead."""
    return REFUSALS[refusal.code] % refusal.facts
