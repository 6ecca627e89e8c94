"""Where a verb of the grammar stands in a statement, and where its characters belong to a unit's name.

县人大常委会办公室 holds 会办, 县政协办 holds 协办, 县协同创新中心 holds 协同: a verb counts after a finished name
or where a word begins, and never where taking it would leave half a name on either side.
"""

import re
from collections.abc import Iterator

from qiantou.documents.names import is_collective, is_unit

_BOUNDARY = re.compile(r"[、,;/|。:\s\ue000]")
_BINDING = re.compile(r"牵头|负责|负总责|落实|实施|办理|职责|分工|主责")
"""Verbs that no name holds."""
_OFFICE_OF = re.compile(r"[县市区省州盟旗](?:科|政|文|作|记|残|侨)$|(?:^|\ue000)(?:科|政|作|记)$|政$")
_TERRITORY_PARTY = re.compile(r"(?:^|[^\u3400-\u9fff])[省市县区州盟旗]委$")


def verbs_in(mask: str, pattern: re.Pattern[str], end: int | None = None) -> Iterator[re.Match[str]]:
    """The matches of `pattern` in the folded text that are verbs, in order; brackets are blanked in `mask`."""
    start, at, stop = 0, 0, len(mask) if end is None else end
    while found := pattern.search(mask, at, stop):
        if _inside_name(mask, start, found, pattern):
            at = found.start() + 1
            continue
        yield found
        start = at = max(found.end(), found.start() + 1)


def _inside_name(mask: str, start: int, found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    verb, rest = found.group(), mask[found.end() :]
    if _BINDING.search(verb):
        return False
    word = _BOUNDARY.split(mask[start : found.start()])[-1]
    if verb.endswith("办") and rest.startswith("公室"):
        return True
    if verb == "会办" and word.endswith("委") and not _TERRITORY_PARTY.search(word):
        return True
    if verb == "协办" and _OFFICE_OF.search(word):
        return True
    if not word or (len(word) > 1 and (is_unit(word) or is_collective(word) or word.endswith("等"))):
        return False
    if re.match(r"[各省市县区]", rest):
        return False
    following = _BOUNDARY.split(rest)[0]
    if later := pattern.search(following):
        following = following[: later.start()]
    return is_unit(word + verb + following)
