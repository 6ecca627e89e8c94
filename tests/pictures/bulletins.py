"""Bulletins of the demonstration: a draft with a sentence refused, one shown, one issued and corrected, all forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from tests.pictures.render import Page

VIEWERS = {"secretary": "xian"}
BACK = 70  # days since the order


def printed() -> Iterator[Page]:
    """The two works of which there is most to tell: the one's bulletin is issued, the other's a draft."""
    from qiantou.access.bulletins import ref_of
    from qiantou.acts import bulletins, registers, shell
    from qiantou.acts.execute import execute, execute_all
    from qiantou.core.bulletin import ORDERS, Addition, Mark, Order, Sort, Struck, blamed, named, order_key
    from qiantou.core.bulletin_check import approver, issuers_of
    from qiantou.core.kernel import Actor, Stream
    from qiantou.core.moves import Accept
    from qiantou.core.plan import Every
    from qiantou.core.register import Listed
    from qiantou.desk.bulletin_shapes import PARTS
    from qiantou.readmodel.models import JointRow, MatterRow

    force = registers.current().at(shell.now())
    listings, works = [], []
    for joint in JointRow.objects.values_list("stream", flat=True):
        offices = issuers_of(Stream(joint), force)
        if offices:
            order = Order(offices[0], Stream(joint), Every.WEEK, public=True)
            listings.append(Listed(ORDERS, order_key(joint), order, force.day - timedelta(days=BACK)))
            works.append((joint, order))
    execute_all((), by=Actor(account="0" * 32), command_id=uuid4().hex, listings=listings)
    force = registers.current().at(shell.now())
    runs = []
    for joint, order in works:
        due = bulletins.due_period(order_key(joint), order, force)
        if due is None:  # the work has ended
            continue
        run = bulletins.run_of(order_key(joint), order, due[1])
        runs.append((len(bulletins.drawn(run, force).items), joint, run))
    runs.sort(key=lambda found: found[0], reverse=True)
    (_most, joint, run), (_next, _other, draft) = runs[0], runs[1]
    content = bulletins.drawn(run, force)
    office = Actor(run.order.issuer, account="1" * 32)
    marks = [
        Mark(item.unit, Sort.PRAISE, (place,), "主动配合，提前完成，值得肯定。")
        for place, item in enumerate(content.items) if item.code in PARTS[3]
    ][:1]  # fmt: skip
    marks += [
        Mark(blamed(item)[0], Sort.CRITICISM, (place,), "请于本周内说明原因并报新的时间安排。")
        for place, item in enumerate(content.items) if blamed(item)
    ][:1]  # fmt: skip
    own = {run.order.issuer, approver(run.order, force)}
    fit = [
        place for place, item in enumerate(content.items)
        if not own & {*named(item), *(force.unit_of(desk) for desk in named(item))}
        and not any(place in mark.items for mark in marks)
    ]  # fmt: skip
    out = [Struck(place, "该事项涉诉，待法院判决后再行通报。") for place in fit[-1:]]
    seal = bulletins.seal_of(content.items)
    bulletins.show(run, marks, seal, by=office, command_id=uuid4().hex, struck=out)
    day, ref = run.end.isoformat(), ref_of(run.name)
    yield Page("bulletins-list", "/bulletins/", "secretary")
    yield Page("bulletins-joint", f"/j/{joint[:12]}/bulletins/", "secretary")
    yield Page("bulletins-draft", f"/bulletins/{ref_of(draft.name)}/{draft.end.isoformat()}/", "secretary", lies=True)
    yield Page(
        "bulletins-draft-page", f"/bulletins/{ref_of(draft.name)}/{draft.end.isoformat()}/?form=page", "secretary"
    )
    yield Page("bulletins-area", "/bulletins/area/", "secretary")

    def again() -> bulletins.Run:
        return bulletins.run_of(run.name, run.order, run.end)

    bulletins.ask(again(), "通报送签", "请审定。", by=office, command_id=uuid4().hex)
    letter = (
        MatterRow.objects.filter(kind="signature", is_open=True, asker=run.order.issuer).order_by("-opened").first()
    )
    assert letter is not None
    execute(Stream(letter.stream), Accept(), by=Actor(letter.doer, account="2" * 32), command_id=uuid4().hex)
    unit = content.items[0].unit
    sentence = Addition(unit, None, "因图纸两次修改，已于周四补报，预计下周三前完成。")
    bulletins.add(again(), sentence, by=Actor(unit, account="3" * 32), command_id=uuid4().hex)
    later = shell.now() + timedelta(days=5)
    with shell.scripted(lambda: later):
        bulletins.issue(again(), by=office, command_id=uuid4().hex)
        wrong = Addition(None, 0, "所列等待天数有误，应为 1 个工作日。")
        bulletins.add(again(), wrong, by=office, command_id=uuid4().hex)
    page = f"/bulletins/{ref}/{day}/"
    if out:
        yield Page("bulletins-struck", page, _named({content.items[out[0].item].unit}, "secretary"))
    yield Page("bulletins-page", page, "deputy")
    yield Page("bulletins-table", f"{page}?form=table", "secretary", lies=True)
    yield Page("bulletins-own", f"{page}?form=own", _named({item.unit for item in content.items}))
    yield Page("bulletins-shared", f"{page}?form=public", "secretary")
    yield Page("bulletins-public", f"/public{page}")


def _named(units: set[str], other: str = "clerk") -> str:
    """A viewer who sits in one of these units, else another."""
    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from tests.pictures.site import VIEWERS as ALL

    clerks = {user: standing(Account.objects.get(login=login)) for user, login in ALL.items()}
    return next((user for user, seen in clerks.items() if units & set(seen.desks)), other)
