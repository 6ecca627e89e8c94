"""What a check of the record found: codes and facts, never sentences.

A check that meets something wrong raises `Unsound`, or, where it can go on looking, notes a `Finding`.
The command line and the pages turn codes into sentences; `docs/rules/ledger.md` lists every code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Fact = str | int


class Unsound(Exception):
    """Something in the record, or offered as a part of it, does not hold."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, and where."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, fault: Unsound) -> "Finding":
        return cls(fault.code, dict(fault.facts))


class Verdict(StrEnum):
    PROVEN = "proven"  # everything holds, and a key the reader brought signed it
    INTACT = "intact"  # everything holds, but only keys found in the material itself vouch for it
    BROKEN = "broken"  # at least one finding


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check. `facts` describe what was checked, `findings` what does not hold."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    facts: Mapping[str, Fact]

    @property
    def is_sound(self) -> bool:
        return self.verdict is not Verdict.BROKEN

    @property
    def exit_code(self) -> int:
        return 0 if self.is_sound else 1
