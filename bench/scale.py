"""Do pages stay as fast when the record grows a hundredfold? Both sizes are served at once and asked in turn."""

from __future__ import annotations

from collections.abc import Iterator

from bench.figures import Figure
from bench.ground import served
from bench.load import one_round
from bench.pages import PEOPLE, ROUNDS, SECONDS, Reader, asks
from bench.scene import Scene

EVERY = "/matters/?open=all"  # open and closed: of open ones alone a clerk of the small site has no page full
KEPT = 0.8  # of the requests a second of the small site, on the large one


def run(small: Scene, large: Scene) -> Iterator[Figure]:
    note = f"{PEOPLE} people at once"
    with served(small.site) as port_small, served(large.site) as port_large:
        for name, path, key in (
            ("list of a unit's clerk", EVERY, "clerk"),
            ("list of the head of the county", EVERY, "head"),
            ("matter page of a unit's clerk", "/m/{}/", "clerk"),
        ):
            rates: dict[str, list[float]] = {"small": [], "large": []}
            sites = {"small": (port_small, small.readers[key]), "large": (port_large, large.readers[key])}
            for turn in range(ROUNDS + 1):
                for size, (port, who) in sites.items():
                    rate = one_round(_people(port, path, who), seconds=SECONDS if turn else 2.0).rate
                    if turn:
                        rates[size].append(rate)
            ratios = tuple(big / little for big, little in zip(rates["large"], rates["small"], strict=True))
            yield Figure("scale", f"{name}, {small.told}", "/s", tuple(rates["small"]), note=note)
            yield Figure("scale", f"{name}, {large.told}", "/s", tuple(rates["large"]), note=note)
            yield Figure("scale", f"{name}, large ÷ small", "×", ratios, KEPT)


def _people(port: int, path: str, who: Reader) -> list:
    return asks(port, path, who.cookies, who.refs if "{}" in path else ())
