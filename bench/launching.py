"""A joint work of 500 matters opened at once: by the act itself, and by the button on the preview of an import."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

from bench.client import CSRF, Client, cookies_of
from bench.figures import Figure
from bench.forms import fields_of
from bench.ground import served
from bench.scene import Scene
from qiantou.core.kernel import Desk

ROWS, COOPERATING = 125, 3  # 125 wholes with three parts each
MATTERS = ROWS * (1 + COOPERATING)
TIMES = 5
WANTED = 2.0  # seconds


def run(scene: Scene) -> Iterator[Figure]:
    yield Figure("launch", f"{MATTERS} matters launched, the act", "s", tuple(_acts(scene)), WANTED, at_most=True)
    cookies = cookies_of("xian")
    names = _names(scene)
    with served(scene.site) as port:
        by_page = tuple(_confirmed(Client(port, dict(cookies)), names, number) for number in range(TIMES))
    yield Figure("launch", f"{MATTERS} matters launched, from the page", "s", by_page, WANTED, at_most=True)


def _units(scene: Scene) -> list[Desk]:
    return [desk for desk, _post, _account in scene.cast.clerks if desk != _issuer(scene)]


def _issuer(scene: Scene) -> Desk:
    return scene.cast.desk_of("xian")


def _acts(scene: Scene) -> Iterator[float]:
    from qiantou.acts.launch import Division, Request, launch

    units = _units(scene)
    by = scene.cast.by(scene.cast.logins.index("xian"))
    for turn in range(TIMES):
        rows = tuple(
            Request(f"第{number}项任务", *_sides(units, number), due_text="年底前完成") for number in range(ROWS)
        )
        begun = time.perf_counter()
        _joint, receipt = launch(
            Division(f"测速方案{turn}", "县政办发〔2026〕1号", _issuer(scene), rows), by=by, command_id=uuid.uuid4().hex
        )
        yield time.perf_counter() - begun
        if receipt.entries != MATTERS + 1:
            raise RuntimeError(f"{receipt.entries} entries")


def _sides(units: list[Desk], number: int) -> tuple[Desk, tuple[Desk, ...]]:
    lead, *others = (units[(number + part) % len(units)] for part in range(1 + COOPERATING))
    return lead, tuple(others)


def _names(scene: Scene) -> list[str]:
    from qiantou.access.guards import names

    return list(names(_units(scene)).values())


def _confirmed(client: Client, names: list[str], turn: int) -> float:
    """Seconds from the press of the button to the answer. The paper is handed in and settled before."""
    lines = [f"2026年测速工作任务分工方案{turn}"]
    for number in range(ROWS):
        lead, *others = (names[(number + part) % len(names)] for part in range(1 + COOPERATING))
        asked = f"牵头单位：{lead}；配合单位：{'、'.join(others)}"
        lines.append(f"{number + 1}.完成第{number + 1}处排水管网的清疏。（{asked}，2026年12月31日前完成）")
    sent = client.post("/import/", {"csrfmiddlewaretoken": CSRF, "text": "\n".join(lines), "year": ""})
    if sent.status != 302:
        raise RuntimeError(f"/import/: {sent.status}\n{sent.body.decode()[:2000]}")
    where = sent.header("location")
    fields = fields_of(client.get(where).body.decode(), "/change")
    said = [(name, value or "县政办发〔2026〕1号") if name == "paper" else (name, value) for name, value in fields]
    fields = [*said, ("act", "confirm")]
    begun = time.perf_counter()
    answer = client.post(f"{where}change", fields)
    passed = time.perf_counter() - begun
    if answer.status != 302 or not answer.header("location").startswith("/j/"):
        told = answer.body.decode()
        at = max(0, told.find('class="errors"'))
        raise RuntimeError(f"confirm: {answer.status}\n{told[at : at + 1500]}")
    return passed
