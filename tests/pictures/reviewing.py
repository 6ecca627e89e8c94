"""The assessment pages of the demonstration: one put out, contested and amended; one of a work that goes on."""

from __future__ import annotations

from collections.abc import Iterator

from tests.pictures.render import Page

VIEWERS = {"builder": "zhujian", "discipline": "jiwei", "looked-up": "chengguan", "chief-office": "zhengfuban",
           "statistics": "tongjiju"}  # fmt: skip
"""Who leads the work that was assessed, who looks it up, whose part is looked up, and who keeps the records."""
CULVERT = "国道边涵洞堵塞，污水漫上路面"
PROPOSED = (
    ("[name=clue][value=no]", ""), ("label:has-text('四片区') input", ""),
    ("[name=title]", "建议对管网改造超期予以提醒"), ("[name=reason]", "多次催办后仍未完成"),
)  # fmt: skip
"""A proposal of which the gate is not passed."""
READERS = ("home", "minister", "deputy", "head", "keeper", "clerk", "lead", "secretary")


def reviewed() -> Iterator[Page]:
    """Of the work whose sheet was amended, as one of those who see it; and of one that is not over."""
    from qiantou.access.guards import visible_joints
    from qiantou.access.models import Account
    from qiantou.core.contesting import AMENDING, CONTEST
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
            owed = MatterRow.objects.filter(kind=AMENDING, joint=work.stream).order_by("opened")[0]
            yield Page("assessment-carried-out", f"/m/{owed.stream[:12]}/", user, lies=True)
            gate = f"/accountability/new/?joint={work.stream[:12]}&unit=县城市管理局"
            yield Page("accountability-gate", gate, "builder")
            yield Page("accountability-refused", gate, "builder", 422, fill=PROPOSED, press=".moves button.go")
            yield Page("dutyfile-work", f"/duty-file/?joint={work.stream[:12]}&part=requests", user)
            break
    yield from _looked_up()
    yield Page("weekly", "/weekly/", "chief-office")
    yield Page("data-by-month", "/asked/data/", "statistics")
    yield Page("call-returned-twice", f"/m/{MatterRow.objects.get(title=CULVERT).stream[:12]}/", "town", lies=True)
    open_work = visible_joints(Account.objects.get(login=ALL["clerk"])).exclude(stream__in=contested)
    goes_on = open_work.order_by("opened").last()
    if goes_on is not None:
        yield Page("assessment-not-yet", f"/j/{goes_on.stream[:12]}/review/", "clerk")


def _looked_up() -> Iterator[Page]:
    """The look-up of the demonstration: from inside the body, and as the unit looked up reads it."""
    from qiantou.core.lookup import LOOKED, LOOKUPS
    from qiantou.core.lookup import Page as Opened
    from qiantou.readmodel.listing_rows import entries

    case = entries(LOOKUPS)[0].key
    matter = next(one.value.matter for one in entries(LOOKED, [case]) if one.value.page is Opened.MATTER)
    ref = case.removeprefix("l:")
    yield Page("lookups-body", "/lookups/", "discipline")
    yield Page("dutyfile-discipline", "/duty-file/", "discipline", status=403)
    yield Page("own-record-discipline", "/own-record/", "discipline")
    yield Page("lookup", f"/lookups/{ref}/", "discipline")
    yield Page("lookup-matter", f"/lookups/{ref}/m/{matter[:12]}/", "discipline")
    yield Page("lookups-told", "/lookups/", "looked-up")
