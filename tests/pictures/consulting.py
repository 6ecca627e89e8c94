"""A plan of the demonstration put to its units: letters waiting, answered, before the leader; and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.pictures.render import Page

if TYPE_CHECKING:
    from qiantou.core.kernel import Actor


def consulted(lead_login: str) -> Iterator[Page]:
    """The pages of letters and signatures, as the lead, a unit and the deciding leader see them."""
    from qiantou.access.guards import standing, visible_joints
    from qiantou.access.models import Account
    from qiantou.acts import registers, shell
    from qiantou.acts.execute import execute, execute_all
    from qiantou.acts.letters import send_letters
    from qiantou.core.kernel import Actor, Desk, Stream
    from qiantou.core.moves import Accept, Command, Counter, Insist, Reservation
    from qiantou.core.plan import LINES, Line, Role
    from qiantou.core.points import CHANGE, NOT, OBJECT, Disposal, Point
    from qiantou.core.register import CHARTERS, UNITS, Listed
    from qiantou.core.undertaking import Charter
    from qiantou.readmodel.opinions import letters_of

    lead = Account.objects.get(login=lead_login)
    unit = standing(lead).desks[-1]
    work = next(work for work in visible_joints(lead).order_by("opened") if work.lead == unit)
    joint, force = Stream(work.stream), registers.current().at(shell.now())
    by = Actor(unit, account=lead.id)
    clerk = Account.objects.get(login="fagaiju")
    others = [standing(clerk).desks[-1]]
    others += [desk for desk in force.section(UNITS) if desk not in (unit, *others) and force.unit(desk).line is None][
        :4
    ]
    texts = (
        "完成10个服务站点选址并公示，涉及用地的同步办理手续",
        "建立月度调度台账",
        "落实运营补贴资金并按季度拨付",
        "组织验收",
    )
    lines = {
        f"L{number:03}": Line(
            others[(number - 1) % len(others)], order=number, due=force.day + timedelta(days=30 * number),
            outer=force.day + timedelta(days=40 * number), deliverable=text, standard="有清单、有图、有验收记录",
        )
        for number, text in enumerate(texts * 2, 1)
    }  # fmt: skip
    lines["L009"] = Line(unit, role=Role.COORDINATE, order=9, people=1, quarter_days=8, deliverable="统筹协调")
    listings = [Listed(LINES, f"{joint}/{name}", line, force.day) for name, line in lines.items()]
    execute_all((), by=by, command_id=uuid4().hex, listings=listings)
    send_letters(joint, reply_days=7, silence_consents=False, by=by, command_id=uuid4().hex)
    sent = letters_of(joint, "consultation")

    def do(number: int, command: Command, desk: str = "") -> None:
        one = sent[number]
        execute(
            Stream(one.row.stream), command, by=Actor(desk or one.matter.doer, account="0" * 32), command_id=uuid4().hex
        )

    def points(number: int, *, again: bool = False) -> Counter:
        reason = (
            "汛期内不能施工，且用地手续须经省里批准，时间无法由我单位决定" if not again else "批复仍未下达，坚持原意见"
        )
        told, later = enumerate(sent[number].lines, 1), force.day + timedelta(days=35)
        return Counter(None, "", tuple(
            Point(name, (OBJECT, CHANGE)[place % 2], later, place if again else None, "", reason)
            for place, name in told
        ))  # fmt: skip

    def refuse(number: int) -> Insist:
        told = range(1, len(sent[number].lines) + 1)
        return Insist(
            "资金当年须支付完毕", tuple(Disposal(point, NOT, "资金当年须支付完毕，不宜顺延") for point in told)
        )

    do(1, Accept())
    do(2, points(2))
    do(3, points(3))
    do(3, refuse(3), unit)
    do(3, points(3, again=True))
    do(3, refuse(3), unit)
    do(4, Accept(Reservation("缺少运营经费", unit, force.day)))
    yield Page("letters", f"/j/{joint[:12]}/letters/", "lead")
    yield Page("letter-asked", f"/m/{sent[0].row.stream[:12]}/", "clerk", lies=True)
    yield Page("letter-points", f"/m/{sent[2].row.stream[:12]}/", "lead", lies=True)
    yield Page("letter-ruling", f"/m/{sent[3].row.stream[:12]}/", "lead", lies=True)
    yield Page("signing-running", f"/j/{joint[:12]}/signing/", "lead")
    early, late = shell.fresh(), shell.fresh()
    charter = Charter(lead=unit, issuer=unit, keeper=unit, sponsor=Desk(work.sponsor))
    for other in (early, late):
        listings = [Listed(CHARTERS, other, charter, force.day, "农村客运站点改造")]
        listings += [Listed(LINES, f"{other}/{name}", line, force.day) for name, line in lines.items()]
        execute_all((), by=by, command_id=uuid4().hex, listings=listings)
    send_letters(late, reply_days=7, silence_consents=False, by=by, command_id=uuid4().hex)
    yield Page("letters-before", f"/j/{early[:12]}/letters/", "lead")
    yield Page("signing-before", f"/j/{early[:12]}/signing/", "lead")
    yield Page("letter-recorded", f"/m/{sent[0].row.stream[:12]}/?for={sent[0].matter.doer}", "lead", lies=True)
    yield from signed(late, by)


def signed(joint: str, by: Actor) -> Iterator[Page]:
    """The plan put out for signature: before its leader, before a unit, and the page of all signatures."""
    from qiantou.acts.execute import execute
    from qiantou.acts.letters import send_signatures
    from qiantou.core.kernel import Actor, Stream
    from qiantou.core.moves import Accept, Counter
    from qiantou.core.plan import Purpose
    from qiantou.readmodel.opinions import letters_of

    send_signatures(Stream(joint), purpose=Purpose.SIGNATURE, by=by, command_id=uuid4().hex)
    asked = letters_of(Stream(joint), "signature")
    for one, command in ((asked[2], Accept()), (asked[3], Counter(None, "没有经费，人手不足"))):
        stream, desk = Stream(one.row.stream), one.matter.doer
        execute(stream, command, by=Actor(desk, account="0" * 32), command_id=uuid4().hex)
    yield Page("signing", f"/j/{joint[:12]}/signing/", "lead")
    yield Page("signature-whole", f"/m/{asked[0].row.stream[:12]}/", "lead", lies=True)
    yield Page("signature-lines", f"/m/{asked[1].row.stream[:12]}/", "clerk", lies=True)
