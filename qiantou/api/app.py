"""The interface for programs 接口: everything the pages do, under the same guards and rules, described by OpenAPI."""

from __future__ import annotations

from ninja import NinjaAPI

from qiantou.api import (
    accountability,
    asking,
    bulletins,
    deciding,
    delay,
    divisions,
    duty_changes,
    figures,
    files,
    joints,
    mandates,
    matter_time,
    matters,
    meetings,
    moves,
    numbers,
    plans,
    record,
    register,
    review,
    waiting,
)  # fmt: skip
from qiantou.api.reading import Reading
from qiantou.api.refusing import answer_to

VERSION = "1"

api = NinjaAPI(
    title="Qiantou 牵头",
    version=VERSION,
    description=__doc__,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=Reading(),
)
answer_to(api)
PARTS = (
    matters, matter_time, moves, waiting, deciding, meetings, asking, joints, delay, divisions, plans, mandates,
    bulletins, numbers, register, review, accountability, figures, duty_changes, record,
    files,
)  # fmt: skip
for part in PARTS:
    api.add_router("", part.router)
