"""What became of an opinion, and what silence means: the choices papers tell in words."""

from enum import Enum

from qiantou.documents.papers.wording import Wording


class Disposition(Enum):
    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not-adopted"


class Silence(Enum):
    """What no answer by the reply day means, as pinned when the letter was sent."""

    CONSENTS = "consents"
    NOTED = "noted"
    CLIMBS = "climbs"
    BINDS = "binds"


def say_disposition(disposition: Disposition | None, wording: Wording) -> str:
    match disposition:
        case Disposition.ADOPTED:
            return wording.adopted
        case Disposition.PARTLY:
            return wording.partly
        case Disposition.NOT_ADOPTED:
            return wording.not_adopted
        case None:
            return wording.undecided


def say_silence(silence: Silence | None, wording: Wording) -> str:
    match silence:
        case Silence.CONSENTS:
            return wording.silence_consents
        case Silence.NOTED:
            return wording.silence_noted
        case Silence.CLIMBS:
            return wording.silence_climbs
        case Silence.BINDS:
            return wording.silence_binds
        case None:
            return wording.silence_open
