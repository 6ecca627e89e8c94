"""The ways out, one file each. A sender says how its one try ended; it never tries twice and never waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from qiantou.outbox.channels import dingtalk, feishu, wecom
from qiantou.outbox.models import Robot
from qiantou.outbox.networks import Networks
from qiantou.outbox.outcome import Outcome
from qiantou.outbox.wording import Said

ROBOTS: dict[str, Callable[[Robot, Said, datetime, Networks], Outcome]] = {
    "dingtalk": dingtalk.send,
    "feishu": feishu.send,
    "wecom": wecom.send,
}
PACES = {"dingtalk": dingtalk.A_MINUTE, "feishu": feishu.A_MINUTE, "wecom": wecom.A_MINUTE}
"""Robot → how many messages its service takes within a minute."""
