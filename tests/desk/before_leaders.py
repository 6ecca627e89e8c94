"""A county whose leaders have an office, and a case that two units could not settle."""

from __future__ import annotations

from datetime import date

from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Counter, Insist, Offer
from qiantou.core.register import POSTS, TERMS, UNITS, Listed, Post, Term, Unit
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, GOV, LEAD, ROADS
from tests.desk.town import LONG_AGO, Office

LATER = date(2026, 4, 10)
INK = b"\x89PNG\r\n\x1a\nink"


def staffed(made: Office) -> None:
    """A clerk in the county government's office, and a second deputy head."""
    from qiantou.access.models import Account, Person

    listings = [Listed(POSTS, "p:deputy2", Post(GOV), LONG_AGO, name="常务副县长")]
    listings += [Listed(UNITS, "u:culture", Unit(parent=GOV, leader=Desk("p:deputy2")), LONG_AGO, name="县文旅局")]
    listings += [Listed(POSTS, "p:office", Post(GOV), LONG_AGO, name="县府办秘书科")]
    for who, post in (("office", "p:office"), ("second", "p:deputy2")):
        person = Person.objects.create(name=who)
        made.people[who] = Account.objects.create_user(who, None, person=person)
        listings.append(Listed(TERMS, f"t:{who}", Term(person.id, Desk(post)), LONG_AGO))
    execute_all((), by=Actor(account=CLERK), command_id=shell.fresh(), listings=listings)


def stuck(made: Office) -> Stream:
    """Two rounds over the day, then up: the work lies before the deputy head."""
    town, joint = made.town, made.joint()
    stream = shell.fresh()
    town.do(stream, Offer("task", LEAD, ROADS, "修复老桥", due=date(2026, 3, 20), joint=joint, place="1"), LEAD)
    for _round in range(2):
        town.do(stream, Counter(LATER, "桥墩检测须先完成"), ROADS)
        town.do(stream, Insist("汛期之前必须通车"), LEAD)
    assert made.row(stream).holder == DEPUTY
    return stream
