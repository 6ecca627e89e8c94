"""A figure: what was measured, how often, its median and spread, and whether it is what was asked for."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`samples` in `unit`. `wanted`: the bound, a floor or (`at_most`) a ceiling; None where none was set."""

    bench: str
    name: str
    unit: str
    samples: tuple[float, ...]
    wanted: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def holds(self) -> bool | None:
        if self.wanted is None:
            return None
        return self.median <= self.wanted if self.at_most else self.median >= self.wanted

    def told(self) -> dict[str, object]:
        return {
            "bench": self.bench,
            "name": self.name,
            "unit": self.unit,
            "n": len(self.samples),
            "median": self.median,
            "least": min(self.samples),
            "most": max(self.samples),
            "samples": list(self.samples),
            "wanted": self.wanted,
            "at_most": self.at_most,
            "holds": self.holds,
            "note": self.note,
        }


def table(figures: Sequence[Figure]) -> str:
    """The figures as one table of Markdown."""
    lines = ["| what | median | least – most | n | asked for | |", "|---|---|---|---|---|---|"]
    for figure in figures:
        told = {True: "holds", False: "**missed**", None: ""}[figure.holds]
        sign = "≤" if figure.at_most else "≥"
        wanted = f"{sign} {short(figure.wanted)} {figure.unit}" if figure.wanted is not None else ""
        spread = f"{short(min(figure.samples))} – {short(max(figure.samples))}"
        name = figure.name + (f" ({figure.note})" if figure.note else "")
        lines.append(
            f"| {name} | {short(figure.median)} {figure.unit} | {spread} | {len(figure.samples)} | {wanted} | {told} |"
        )
    return "\n".join(lines)


def short(number: float) -> str:
    """Three digits are enough for anything measured here."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def page(figures: Sequence[Figure], machine: Mapping[str, str]) -> str:
    """One readable page: the machine, then a table for each measure."""
    parts = ["# Speed, as measured", "\n".join(f"- {name}: {said}" for name, said in machine.items())]
    for bench in dict.fromkeys(figure.bench for figure in figures):
        parts += [f"## {bench}", table([figure for figure in figures if figure.bench == bench])]
    return "\n\n".join(parts) + "\n"
