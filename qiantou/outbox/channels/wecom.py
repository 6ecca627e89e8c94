"""A group robot of WeCom 企业微信 (群机器人). Its address holds the key; there is no signature.

Format: POST address?key=… with {"msgtype": "text", "text": {"content": …}}, at most 2048 bytes of content. It answers
HTTP 200 with errcode: 0 taken, 93000 no such robot, 93008 not in the group any more, 40008, 40058 and 44004 form, 45002
too long, 45009 more than 20 a minute, 45033 too many at once, -1 busy. Source: developer.work.weixin.qq.com,
群机器人配置说明.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from qiantou.outbox.channels.fitting import fitted
from qiantou.outbox.models import Robot
from qiantou.outbox.networks import Networks
from qiantou.outbox.outcome import SENT, Outcome, field, posted
from qiantou.outbox.posting import Answer
from qiantou.outbox.wording import Said

A_MINUTE = 20
REST = timedelta(minutes=2)
LONGEST = 2048  # bytes of text
TOO_FAST = (45009, 45033)
FOR_GOOD = (93000, 93008, 40008, 40058, 44004, 45002)


def send(robot: Robot, said: Said, _now: datetime, networks: Networks) -> Outcome:
    body = {"msgtype": "text", "text": {"content": fitted(said, LONGEST)}}
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return posted(robot.url, json.dumps(body, ensure_ascii=False).encode(), headers, networks, _read)


def _read(answer: Answer) -> Outcome:
    code = field(answer, "errcode")
    if code == 0:
        return SENT
    if code is None:
        return Outcome("not-understood", again=True)
    if code in TOO_FAST:
        return Outcome("too-fast", again=True, detail=f"errcode {code}", wait=REST)
    return Outcome("refused", again=code not in FOR_GOOD, detail=f"errcode {code}")
