"""The assessment pages of the demonstration: one put out, contested and amended; one of a work that goes on."""

from __future__ import annotations

from collections.abc import Iterator

from tests.pictures.render import Page

VIEWERS = {"builder": "zhujian"}
"""Who leads the work that was assessed."""
READERS = ("home", "minister", "deputy", "head", "keeper", "clerk", "lead", "secretary")


def reviewed() -> Iterator[Page]:
    """Of the work whose sheet was amended, as one of those who see it; and of one that is not over."""
    from qiantou.access.guards import visible_joints
    from qiantou.access.models import Account
    from qiantou.core.contesting import CONTEST
    from qiantou.readmodel.models import MatterRow
    from tests.pictures.site import VIEWERS as ALL

    contested = MatterRow.objects.filter(kind=CONTEST).values("joint")
    for user in READERS:
        account = Account.objects.get(login=ALL[user])
        work = visible_joints(account).filter(stream__in=contested).order_by("opened").first()
        if work is not None:
            yield Page("assessment-amended", f"/j/{work.stream[:12]}/review/", user)
            contest = MatterRow.objects.filter(kind=CONTEST, joint=work.stream).order_by("opened")[0]
            yield Page("assessment-contest", f"/m/{contest.stream[:12]}/", user, lies=True)
            gate = f"/accountability/new/?joint={work.stream[:12]}&unit=县城市管理局"
            yield Page("accountability-gate", gate, "builder")
            yield Page("dutyfile-work", f"/duty-file/?joint={work.stream[:12]}&part=requests", user)
            break
    open_work = visible_joints(Account.objects.get(login=ALL["clerk"])).exclude(stream__in=contested)
    goes_on = open_work.order_by("opened").last()
    if goes_on is not None:
        yield Page("assessment-not-yet", f"/j/{goes_on.stream[:12]}/review/", "clerk")
