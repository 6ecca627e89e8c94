"""Units, posts and accounts from a workbook: first what would change, then, on demand, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.access.administering import first_password
from qiantou.access.deeds import note
from qiantou.access.models import Account, Person, opaque
from qiantou.access.roster import Known, Plan, plan
from qiantou.access.roster_sheets import Fault, read_sheets
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, execute_all
from qiantou.core import register
from qiantou.core.kernel import Actor, Desk
from qiantou.core.register import InForce, Party, Post, Term, Unit
from qiantou.readmodel.models import DeskRow

RULES = {
    "unknown-sheet": gettext_lazy("This sheet is none of the roster's; its name may have been changed."),
    "nothing-in-it": gettext_lazy("The workbook holds no filled row."),
    "column-missing": gettext_lazy("This column is missing."),
    "empty": gettext_lazy("This must be filled in."),
    "slash-in-name": gettext_lazy("A name holds no “/”: it parts a unit from its section."),
    "unknown-sort": gettext_lazy("This sort is none of the template's."),
    "section-without-unit": gettext_lazy("An inner section needs the unit it belongs to."),
    "twice": gettext_lazy("This stands in the workbook twice."),
    "unknown-former": gettext_lazy("No unit of the site has this former name."),
    "former-still-there": gettext_lazy(
        "The unit of this former name is still in the workbook, or the new name is taken."
    ),
    "circle": gettext_lazy("The units above each other form a circle."),
    "unknown-unit": gettext_lazy("No unit has this name, in the workbook or on the site."),
    "several-such-units": gettext_lazy("Several units have this name: write “unit/section”."),
    "no-such-post-in-unit": gettext_lazy("The unit has no such post: add it to the sheet of posts."),
    "unknown-post": gettext_lazy("No post has this title."),
    "several-such-posts": gettext_lazy("Several posts have this title: write “unit/post”."),
    "bad-login": gettext_lazy("An account is 2 to 60 small letters, digits, dots or dashes."),
    "unknown-admin": gettext_lazy("An administrator is one of: 系统 system, 安全 security, 审计 audit."),
    "admin-with-post": gettext_lazy("An administrator holds no post: it sees no business content."),
    "admin-changes": gettext_lazy("An account cannot become an administrator, or cease to be one: make another."),
    "not-a-date": gettext_lazy("This is not a date such as 2026-03-05."),
    "ends-before-it-begins": gettext_lazy("The term ends before it begins."),
}


@dataclass(frozen=True)
class Enrolled:
    """What was applied: the receipt of the register's change, and the first password of each account released."""

    receipt: Receipt | None
    passwords: dict[str, str]
    waiting: int = 0


def sentence_of(fault: Fault) -> str:
    """Where it is and what the rule says."""
    rule = str(RULES[fault.rule])
    if not fault.row:
        return f"{fault.sheet}: {rule}" if fault.sheet else rule
    place = _("sheet %(sheet)s, row %(row)d") % {"sheet": fault.sheet, "row": fault.row}
    if fault.column:
        place = _("%(place)s, column %(column)s") % {"place": place, "column": fault.column}
    return f"{place}: {rule}" + (f" ({fault.given})" if fault.given else "")


def planned(data: bytes) -> Plan:
    """What importing this workbook would change now. Raises Rejected for a file that is no sound workbook."""
    rows, faults = read_sheets(data)
    if faults:
        return Plan(faults=tuple(faults))
    force = registers.current().at(shell.now())
    return plan(rows, known(force), today=force.day, fresh=shell.noise)


def known(force: InForce) -> Known:
    """The site's units, posts, parties and accounts as of `force`."""
    names = dict(DeskRow.objects.values_list("desk", "name"))
    units = {Desk(key): unit for key, unit in force.section(register.UNITS).items() if isinstance(unit, Unit)}
    paths = {desk: _path(desk, units, names) for desk in units}
    return Known(
        units={paths[desk]: (desk, unit) for desk, unit in units.items()},
        posts={
            (paths[post.unit], names.get(key, key)): Desk(key)
            for key, post in force.section(register.POSTS).items()
            if isinstance(post, Post) and post.unit in paths
        },
        offices={
            Desk(key): post.office
            for key, post in force.section(register.POSTS).items()
            if isinstance(post, Post) and post.office in units
        },
        parties={
            names.get(key, key): (Desk(key), party)
            for key, party in force.section(register.PARTIES).items()
            if isinstance(party, Party)
        },
        terms={key: term for key, term in force.section(register.TERMS).items() if isinstance(term, Term)},
        accounts={
            login: (person, name, admin)
            for login, person, name, admin in Account.objects.values_list("login", "person_id", "person__name", "admin")
        },
    )


def _path(desk: Desk, units: dict[Desk, Unit], names: dict[str, str]) -> str:
    unit, name = units[desk], names.get(desk, desk)
    return f"{names.get(unit.parent, unit.parent)}/{name}" if unit.inner and unit.parent else name


def apply(made: Plan, *, by: Actor, command_id: str, released: bool) -> Enrolled:
    """All of the plan in one transaction. Raises Rejected; ValueError for a plan with faults.

    `released`: whoever runs the machine makes accounts that may sign in at once. On the page new accounts wait
    for the security administrator, so that one administrator alone makes nobody.
    """
    if made.faults:
        raise ValueError("a plan with faults is never applied")
    passwords = {newcomer.login: first_password() for newcomer in made.newcomers} if released else {}
    with transaction.atomic():
        people = [Person(id=newcomer.person, name=newcomer.name) for newcomer in made.newcomers]
        Person.objects.bulk_create(people)
        accounts = [
            Account(
                id=opaque(), login=newcomer.login, person_id=newcomer.person, admin=newcomer.admin,
                is_active=released, must_change=released,
                password=make_password(passwords.get(newcomer.login)),
            )
            for newcomer in made.newcomers
        ]  # fmt: skip
        Account.objects.bulk_create(accounts)
        for login, name in made.renamed:
            Person.objects.filter(account__login=login).update(name=name)
        receipt = execute_all((), by=by, command_id=command_id, listings=made.listings) if made.listings else None
        for account in accounts:
            note("made", by=by.account or "", account=account.id)
        note("roster", by=by.account or "")
    return Enrolled(receipt, passwords, 0 if released else len(accounts))
