"""Messages: a clerk's own page with a code on its way, and the system administrator's deliveries with a failed one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.pictures.render import Page


def messaged(clerk_login: str) -> Iterator[Page]:
    """Pages of a site with a robot, a webhook, and messages that were sent, left out and failed."""
    from qiantou.access.models import Account
    from qiantou.acts import shell
    from qiantou.outbox.models import Feed, Hook, Line, Message, Notice, Reach, Robot, Try
    from qiantou.readmodel.models import DeskRow

    now = shell.now()
    clerk = Account.objects.get(login=clerk_login)
    Reach.objects.create(
        account=clerk.id, mail="bangongshi@fagaiju.example.gov.cn", code="20260320", code_until=now + timedelta(days=9),
        muted="ended bulletin",
    )  # fmt: skip
    Feed.objects.create(token="f" * 64, account=clerk.id, made=now - timedelta(days=3))
    desk = dict(DeskRow.objects.values_list("name", "desk"))
    ours, theirs, later = desk["县发展和改革局"], desk["东河镇"], now + timedelta(days=1)
    robot = Robot.objects.create(
        kind="dingtalk", name="县发改局工作群", desk=ours, secret="-", url="https://oapi.dingtalk.com/x", made=later
    )  # fmt: skip
    Robot.objects.create(
        kind="wecom", name="东河镇党政办", desk=theirs, url="https://qyapi.weixin.qq.com/x", on=False, made=later
    )  # fmt: skip
    hook = Hook.objects.create(name="督查平台", secret="-", url="http://10.20.3.4:8080/in", made=later)
    ended = [
        ("mail", clerk.id, "sent", "ok", "", ["told", "told", "moved", "resting"]),
        ("robot", str(robot.pk), "failed", "refused", "errcode 310000", ["told"]),
        ("hook", str(hook.pk), "failed", "not-listed", "", ["told"]),
        ("mail", clerk.id, "dropped", "nothing-left", "", ["ended"]),
        ("hook", str(hook.pk), "waiting", "timeout", "", [""]),
    ]
    for number, (channel, target, state, code, detail, fates) in enumerate(ended, start=1):
        message = Message.objects.create(
            key=f"picture{number}", name=f"{number:032x}", channel=channel, target=target, state=state, tries=1,
            made=now, next_at=now, done=now,
        )  # fmt: skip
        for fate in fates:
            line = Notice.objects.create(desk=ours, code="came", at=now, settled=now)
            Line.objects.create(message=message, notice=line, fate=fate)
        Try.objects.create(message=message, number=1, at=now, took_ms=41 * number, code=code, detail=detail)
    yield Page("messages-mine", "/messages/", "clerk")
    yield Page("messages-empty", "/messages/", "deputy")
    yield Page("messages-deliveries", "/deliveries/", "keeper")
    yield Page("messages-log", "/deliveries/log/", "keeper")
