"""The net under every reading: units a statement names that ended up in neither list."""

import re

from qiantou.documents.names import is_collective, is_office
from qiantou.documents.script import fold

_OFFICE = re.compile(
    r"[县市区省州](?:[^\s、,;。:()〔〕\[\]【】<>《》“”|牵负配会由和及与]{2,12}?)"
    r"(?:局|委员会|办公室|办|厅|中心|妇联|残联|工商联|供销社|科协|法院|检察院)(?![长内外部面里域势限理法])"
)
_PIECE = re.compile(r"[\s、,;。:()〔〕\[\]【】|]+")


def units_left(statement: str, kept: list[str]) -> list[str]:
    """Names of offices in the statement that no words in `kept` (every name and doubt of the row) hold."""
    plain, names = fold(statement), [re.sub(r"\s", "", fold(name)) for name in kept if name]
    held = "|".join(names)
    found = _named(plain)
    found += [piece for piece in _PIECE.split(plain) if _stands_alone(piece, names)]
    return [name for name in dict.fromkeys(found) if re.sub(r"\s", "", name) not in held]


def offices_in(plain: str) -> list[str]:
    """Every office a folded text names, each once: with its territory, or by itself between marks."""
    found = _named(plain)
    held = "|".join(found)
    return list(
        dict.fromkeys([*found, *(piece for piece in _PIECE.split(plain) if piece not in held and _alone(piece))])
    )


def _named(plain: str) -> list[str]:
    return [match.group() for match in _OFFICE.finditer(plain)]


def _alone(piece: str) -> bool:
    return 2 < len(piece) < 16 and is_office(piece)


def _stands_alone(piece: str, names: list[str]) -> bool:
    """Whether a piece between marks is one name, and not words around a name that was read."""
    return (
        len(piece) < 16 and is_office(piece) and not is_collective(piece) and not any(name in piece for name in names)
    )
