"""A custom robot of DingTalk 钉钉 (自定义机器人), signed.

Format: POST address&timestamp=MS&sign=S, S = base64(HMAC-SHA256(secret, "MS\\nsecret")) as a part of the address;
{"msgtype": "text", "text": {"content": …}}. It answers HTTP 200 with errcode: 0 taken, 310000 sign, key word or
address of the sender does not fit, 300001 and 400106 no such robot, 400101 no such key, 400102 robot stopped, 400013
group dissolved, 400105 sort of message, 460101 longer than 20,000 bytes, 4301xx content not allowed, 130101 and 410100
more than 20 a minute (then ten minutes of rest), -1 busy. Source: open.dingtalk.com, 自定义机器人接入.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from urllib.parse import quote

from qiantou.outbox.channels.fitting import fitted
from qiantou.outbox.models import Robot
from qiantou.outbox.networks import Networks
from qiantou.outbox.outcome import SENT, Outcome, field, posted
from qiantou.outbox.posting import Answer
from qiantou.outbox.wording import Said

A_MINUTE = 20
REST = timedelta(minutes=10)
LONGEST = 15_000  # bytes of text; the service takes 20,000 of everything
TOO_FAST = (130101, 410100)
FOR_GOOD = (
    310000, 300001, 400013, 400101, 400102, 400105, 400106, 40035, 43004, 430101, 430102, 430103, 430104, 460101,
)  # fmt: skip


def send(robot: Robot, said: Said, now: datetime, networks: Networks) -> Outcome:
    body = {"msgtype": "text", "text": {"content": fitted(said, LONGEST)}}
    headers = {"Content-Type": "application/json; charset=utf-8"}
    written = json.dumps(body, ensure_ascii=False).encode()  # escaped, a Chinese letter would weigh twice as much
    return posted(_signed(robot, now), written, headers, networks, _read)


def _signed(robot: Robot, now: datetime) -> str:
    if not robot.secret:
        return robot.url
    stamp = str(int(now.timestamp() * 1000))
    made = hmac.new(robot.secret.encode(), f"{stamp}\n{robot.secret}".encode(), hashlib.sha256).digest()
    joint = "&" if "?" in robot.url else "?"
    return f"{robot.url}{joint}timestamp={stamp}&sign={quote(base64.b64encode(made), safe='')}"


def _read(answer: Answer) -> Outcome:
    code = field(answer, "errcode")
    if code == 0:
        return SENT
    if code is None:
        return Outcome("not-understood", again=True)
    if code in TOO_FAST:
        return Outcome("too-fast", again=True, detail=f"errcode {code}", wait=REST)
    return Outcome("refused", again=code not in FOR_GOOD, detail=f"errcode {code}")
