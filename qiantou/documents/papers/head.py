"""What every paper says of itself: who issues it, under which number, on which day, from which entry of the record."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Head:
    """`work` is the title of the joint work; `reference` the short code of the entry, printed small at the foot.

    `number` is whole, as `paper_number` makes it; empty while none is given.
    """

    work: str
    issuer: str
    reference: str
    number: str = ""
    day: date | None = None
