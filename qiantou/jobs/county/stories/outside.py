"""The power supplier answers by itself, though it has no account: by a one-time link, and by a yes to what was typed.

Its contact unit registers its phone, makes the link and reads the code out, as the site sends no short messages. What
another unit recorded for it from a telephone call stays hatched until the supplier itself confirms it by such a link.
"""

from __future__ import annotations

from qiantou.access import links, phones
from qiantou.access.models import Account
from qiantou.acts import registers
from qiantou.acts.execute import execute
from qiantou.core.kernel import Actor, Linked, Stream
from qiantou.core.moves import Accept, Command, Confirm, Report
from qiantou.jobs.county.telling import Scenes, Teller

FIRM, CONTACT, ASKER = "gongdian", "gongxin", "yuanqu"
PHONE = "000000000101"
"""No such number can be rung."""


def story(tell: Teller) -> Scenes:
    yield tell.ago(17, "09:10")
    power = tell.ask(ASKER, FIRM, "园区两条专线检修，商定错峰停电时段", due=tell.day(3))
    yield tell.ago(16, "10:20")
    _by_link(tell, power, Accept())
    yield tell.ago(6, "15:30")
    text = "甲线检修完毕，乙线定在下周三夜间停电四小时"
    said = tell.records(ASKER, FIRM, power, Report(text), paper="电话记录第9号")
    yield tell.ago(5, "09:45")
    _by_link(tell, power, Confirm(said.version), confirms=True)


def _by_link(tell: Teller, stream: Stream, command: Command, *, confirms: bool = False) -> None:
    """One move behind a link: the code goes to the contact unit, which rings the registered phone."""
    desk, contact = tell.county.desk(FIRM), tell.county.desk(CONTACT)
    account = Account.objects.get(pk=tell.county.by(CONTACT).account)
    force = registers.current().at(tell.clock.now)
    phone = phones.phone_of(desk) or phones.register(account, desk, PHONE, force)
    made = links.make(account, links.Wish(desk, stream, contact, confirms))
    links.ask(made.link, told=True)
    link = links.live(made.secret)
    assert links.is_right(link, links.code_of(link, phone))
    by = Actor(desk, account=link.id, through=Linked(contact, contact))
    receipt = execute(stream, command, by=by, command_id=link.id)
    assert receipt is not None
    links.use(link, receipt.position)
