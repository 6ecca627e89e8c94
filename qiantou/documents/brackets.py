"""Bracket groups with nesting; a half-width bracket may close a full-width one, as people type them."""

from dataclasses import dataclass
from functools import lru_cache

from qiantou.documents.script import fold

_OPEN = {
    "(": ")",
    "[": "]",
    "〔": "〕",
    "【": "】",
    "{": "}",
    "〖": "〗",
    "『": "』",
    "「": "」",
    "《": "》",
    "“": "”",
}
_CLOSE = {close: mark for mark, close in _OPEN.items()}
_LOOSE = {"〔": "([", "[": "〔("}
ASSIGNING = frozenset("([〔【{")


@dataclass(frozen=True)
class Group:
    """An outermost group: text[start:end] with its brackets; `closed` is False when the text ends first."""

    start: int
    end: int
    mark: str
    closed: bool

    def inside(self, text: str) -> str:
        """What stands between the brackets, as written."""
        return text[self.start + 1 : self.end - 1 if self.closed else self.end]


def depths(text: str) -> list[int]:
    """The bracket depth of each character; the brackets themselves count as inside."""
    result, stack = [], []
    for char in fold(text):
        if char in _OPEN:
            stack.append(char)
            result.append(len(stack))
        elif char in _CLOSE:
            result.append(len(stack))
            if _CLOSE[char] in stack:
                while stack.pop() != _CLOSE[char]:
                    pass
            elif stack and char in ")]〕" and stack[-1] in "([〔":
                stack.pop()
        else:
            result.append(len(stack))
    return result


def outer_groups(text: str) -> list[Group]:
    """The outermost groups in order. An unclosed one reaches to the end of the text."""
    groups: list[Group] = []
    folded, level = fold(text), depths(text)
    at = 0
    while at < len(text):
        if level[at] == 0 or folded[at] not in _OPEN:
            at += 1
            continue
        end = at + 1
        while end < len(text) and level[end] > 0 and not (level[end] == 1 and folded[end] in _CLOSE):
            end += 1
        closed = end < len(text) and folded[end] in _CLOSE
        groups.append(Group(at, min(end + 1, len(text)) if closed else end, folded[at], closed))
        at = max(groups[-1].end, at + 1)
    return groups


@lru_cache(maxsize=2048)
def flat(text: str) -> str:
    """The folded text with everything inside brackets blanked, so that rules see the top level only."""
    return "".join(char if depth == 0 else "\ue000" for char, depth in zip(fold(text), depths(text), strict=True))


def balance(text: str) -> int:
    """Depth left open at the end of the text."""
    level = depths(text)
    return max(0, level[-1] - (fold(text)[-1] in _CLOSE)) if text else 0
