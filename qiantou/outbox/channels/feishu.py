"""A custom bot of Feishu 飞书 (自定义机器人), signed.

Format: POST address with {"timestamp": "S", "sign": …, "msg_type": "text", "content": {"text": …}}, sign =
base64(HMAC-SHA256(key "S\\nsecret", no message), S in seconds and not an hour away. It answers HTTP 200 with code: 0
taken, 19021 sign or time does not fit, 19022 address of the sender, 19024 key word, 19001 no such bot, 9499 form (or,
as sites have seen, "too many request"), 11232 too many (100 a minute, 5 a second, or the service is busy at the full
hour); its gateway answers 429, and older ones 400, with 99991400 and X-Ogw-Ratelimit-Reset. Source: open.feishu.cn,
自定义机器人使用指南 and 频控策略.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from qiantou.outbox.channels.fitting import fitted
from qiantou.outbox.models import Robot
from qiantou.outbox.networks import Networks
from qiantou.outbox.outcome import SENT, Outcome, field, fields, posted
from qiantou.outbox.posting import Answer
from qiantou.outbox.wording import Said

A_MINUTE = 100
REST = timedelta(minutes=2)
LONGEST = 15_000  # bytes of text; the service takes 20 KB of everything
TOO_FAST = (11232, 99991400)
FORM = 9499
FOR_GOOD = (19001, 19002, 19021, 19022, 19024, FORM)


def send(robot: Robot, said: Said, now: datetime, networks: Networks) -> Outcome:
    body: dict[str, object] = {"msg_type": "text", "content": {"text": fitted(said, LONGEST)}}
    if robot.secret:
        stamp = str(int(now.timestamp()))
        made = hmac.new(f"{stamp}\n{robot.secret}".encode(), b"", hashlib.sha256).digest()
        body = {"timestamp": stamp, "sign": base64.b64encode(made).decode(), **body}
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return posted(robot.url, json.dumps(body, ensure_ascii=False).encode(), headers, networks, _read)


def _read(answer: Answer) -> Outcome:
    code = field(answer, "code", "StatusCode")
    if code == 0:
        return SENT
    if code is None:
        return Outcome("not-understood", again=True)
    crowded = code == FORM and "too many" in str(fields(answer).get("msg", "")).lower()
    if code in TOO_FAST or crowded:
        wait = max(REST, timedelta(seconds=answer.rest))
        return Outcome("too-fast", again=True, detail=f"code {code}", wait=wait)
    return Outcome("refused", again=code not in FOR_GOOD, detail=f"code {code}")
