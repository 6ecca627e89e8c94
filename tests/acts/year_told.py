"""An oracle of what was delivered, written from docs/rules/messages.md: it asks neither the sending nor the standing.

What counts is the letter as the server took it: its text names the matters, the record says how they stood then.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import translation

from qiantou.core.acting import delegations
from qiantou.core.facts import Event, Urged
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import Rung, Urgency
from qiantou.core.matter import Matter
from qiantou.core.register import POSTS, TERMS, UNITS, InForce, Post, Register, Term, Unit
from qiantou.ledger.models import Entry as EntryRow
from qiantou.outbox.codes import CODES
from qiantou.outbox.models import Line, Message, Notice
from tests.acts.year_cast import Cast
from tests.acts.year_judge import Climbed, climbed, resting, sessions
from tests.acts.year_post import DIGEST, Arrived
from tests.acts.year_post import Post as Office

CHASING = ("prompt", "reminder", "chaser", "copied", "raised", "asked")
TOLD_OF = re.compile(r"〔(?P<news>[^〕]+)〕[^\n]*\n\s+https://qiantou\.example/m/(?P<number>[0-9a-f]{12})/")
MOST = 2  # lines about one matter to one address on one day


@dataclass
class History:
    """A matter as it stood whenever: what was recorded by then, not what belongs to an earlier instant."""

    recorded: list[datetime]
    after: list[Matter]
    ladders: list[Climbed]

    def at(self, instant: datetime) -> tuple[Matter, Climbed]:
        place = bisect_right(self.recorded, instant) - 1
        return self.after[place], self.ladders[place]


@dataclass
class Letters:
    """`told`: lines found right, by their news; `left_out`: lines rightly not told, by reason; `wrong`: the others."""

    told: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    again: int = 0  # letters that came more than once, under the same id
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Seen:
    histories: Mapping[str, History]
    register: Register
    cast: Cast
    office: Office


def seen(
    told: Mapping[Stream, Sequence[Entry[Event]]], after: Mapping[Stream, list[Matter]], register: Register,
    cast: Cast, office: Office,
) -> Seen:  # fmt: skip
    when: dict[str, list[datetime]] = defaultdict(list)
    rows = EntryRow.objects.filter(stream__in=list(told)).order_by("stream", "version")
    for stream, instant in rows.values_list("stream", "recorded_at"):
        when[stream].append(instant)
    found = {
        stream: History(when[stream], after[stream], climbed(entries, after[stream]))
        for stream, entries in told.items()
    }
    return Seen(found, register, cast, office)


def judge_post(year: Seen) -> Letters:
    into = Letters()
    by_number = {stream[:12]: stream for stream in year.histories}
    messages = {message.name: message for message in Message.objects.all()}
    desks = _desks()
    for one in year.office.arrived:
        lines = [(code, by_number[number], named) for code, number, named in _lines(one)]
        alarms = [year.histories[stream].after[0].urgency is Urgency.EMERGENCY for _code, stream, _desk in lines]
        _in_hours(one, bool(alarms) and all(alarms), year, into)
        for code, stream, named in lines:
            offered = [Desk(named)] if named else desks[messages[one.name].pk, stream, code]
            fault = _fault(one, (code, stream, offered), year)
            if fault:
                into.wrong.append(f"{one.at} {one.receiver} {code} {stream[:12]}: {fault}")
            into.told[code] += 1
    _one_digest(year.office.arrived, messages, year, into)
    _left_out(year, into)
    _all_told(year, into)
    return into


def _lines(one: Arrived) -> Iterator[tuple[str, str, str]]:
    """News, number of the matter, and by a robot or webhook the desk."""
    if one.channel == "hook":
        for item in json.loads(one.text)["items"]:
            if item["number"]:
                yield item["news"], item["number"], item["desk"]
        return
    with translation.override("zh-hans"):
        labels = {str(code.label): name for name, code in CODES.items()}
    for found in TOLD_OF.finditer(one.text):
        yield labels[found["news"]], found["number"], one.receiver if one.channel == "robot" else ""


def _in_hours(one: Arrived, urgent: bool, year: Seen, into: Letters) -> None:
    """Between the first opening and the last closing of a working day; emergencies at any hour."""
    calendar = year.register.at(one.at).calendar
    open_ = sessions(calendar, calendar.day_of(one.at))
    if not urgent and not (open_ and open_[0][0] <= one.at < open_[-1][1]):
        into.wrong.append(f"{one.at} {one.channel} {one.receiver}: sent at night or on a day of rest")
    into.told["at any hour" if urgent else "in hours"] += 1


def _fault(one: Arrived, line: tuple[str, str, Sequence[Desk]], year: Seen) -> str:
    """What is wrong with a line that was delivered; "" where nothing is."""
    code, stream, desks = line
    matter, ladder = year.histories[stream].at(one.at)
    if code == "ended":
        return "it is open" if matter.is_open else ""
    if not matter.is_open:
        return "it has ended"
    if code in CHASING and resting(matter, ladder):
        return f"nobody is chased: {resting(matter, ladder)}"
    wanted = (matter.doer,) if code == "copied" else (matter.holder,)
    told = [desk for desk in desks if code == "copied" or desk in wanted]
    if not told:
        return f"{matter.holder} has it in hand, not {desks}"
    if code == "copied" and matter.holder != matter.doer:
        return "a copy of a chaser to a unit that does not have it"
    if one.channel == "mail":
        account = year.office.accounts[one.receiver]
        force = year.register.at(one.at)
        if not any(account in readers(desk, force, year.cast) for desk in told):
            return "its reader does not sit there"
    return ""


def readers(desk: Desk, force: InForce, cast: Cast) -> set[str]:
    """A unit's news is read by who sits in it, by its head where nobody else does; a post's by who fills it and stands
    in for it, by the office of its unit where nobody does."""
    accounts = dict(cast.accounts.values())
    terms = [term for term in force.section(TERMS).values() if isinstance(term, Term)]
    filled = {term.post for term in terms if term.until is None or force.day <= term.until}
    heads = {unit.head for unit in force.section(UNITS).values() if isinstance(unit, Unit)}
    leaders = {unit.leader for unit in force.section(UNITS).values() if isinstance(unit, Unit)}
    posts = {name: post.unit for name, post in force.section(POSTS).items() if isinstance(post, Post)}

    def of_unit(unit: Desk | None) -> set[Desk]:
        own = {Desk(name) for name, home in posts.items() if home == unit and name in filled}
        return (own - heads - leaders) or own

    if desk not in posts:
        return {accounts[post] for post in of_unit(desk) if post in accounts}
    acting = {one.deputy for _key, one in delegations(force) if one.post == desk and one.is_whole} & filled
    sitting = ({desk} & filled) | acting
    return {accounts[post] for post in sitting or of_unit(posts[desk]) if post in accounts}


def _one_digest(arrived: Sequence[Arrived], messages: Mapping[str, Message], year: Seen, into: Letters) -> None:
    """One ordinary message a working day and address, but for one that was held up; no more than two lines a matter."""
    days: dict[tuple[str, date], set[str]] = defaultdict(set)
    names: Counter[tuple[str, str]] = Counter()
    lines: dict[tuple[str, date, str], set[str]] = defaultdict(set)
    for one in arrived:
        if one.channel != "mail" or messages[one.name].urgent:
            continue
        day = year.register.at(one.at).calendar.day_of(one.at)
        names[one.name, one.receiver] += 1
        days[one.receiver, day].add(one.name)
        for _code, number, _desk in _lines(one):
            lines[one.receiver, day, number].add(one.name)
    into.again = sum(count > 1 for count in names.values())
    for (receiver, day), found in days.items():
        fresh = [name for name in found if messages[name].key.endswith(f"/{day}")]
        held_up = [name for name in found if name not in fresh and not _was_held_up(messages[name], year)]
        if len(fresh) > 1 or held_up:
            into.wrong.append(f"{day} {receiver}: {len(found)} messages, {len(held_up)} of other days")
    into.wrong += [f"{one}: told {len(found)} times" for one, found in lines.items() if len(found) > MOST]


def _was_held_up(message: Message, year: Seen) -> bool:
    """Whether a server put it off, or nobody sent anything on its own day."""
    day = date.fromisoformat(message.key.rpartition("/")[2])
    open_ = sessions(year.register.at(message.made).calendar, day)
    sent = (at for at in year.office.rounds if open_ and open_[0][0] <= at < open_[-1][1])
    return message.tries > 1 or not any(at.timetz().replace(tzinfo=None) >= DIGEST for at in sent)


def _left_out(year: Seen, into: Letters) -> None:
    """Every line that was left out was rightly so when its message was last tried."""
    rows = Line.objects.exclude(fate__in=("told", "merged", "cap", "muted", "")).select_related("notice", "message")
    for line in rows.filter(message__done__isnull=False):
        notice, done = line.notice, line.message.done
        assert done is not None
        matter, ladder = year.histories[notice.stream].at(done)
        right = {
            "ended": not matter.is_open,
            "moved": (matter.is_open and notice.code == "ended") or matter.holder != notice.holder,
            "resting": bool(resting(matter, ladder)),
            "left": line.message.target not in readers(Desk(notice.desk), year.register.at(done), year.cast),
        }[line.fate]
        if not right:
            into.wrong.append(f"{done} {notice.code} {notice.stream[:12]}: left out as {line.fate}")
        into.left_out[line.fate] += 1


def _all_told(year: Seen, into: Letters) -> None:
    """Every rung but the sheet was written down to be told, and nothing that can be told still waits."""
    noted = Counter(Notice.objects.exclude(stream="").values_list("stream", "code", "at"))
    names = {Rung.PROMPT: "prompt", Rung.REMINDER: "reminder", Rung.CHASER: "chaser"}
    for stream, entries in urged():
        event, at = entries
        if event.rung is not Rung.SHEET and noted[stream, names.get(event.rung, "raised"), at] != 1:
            into.wrong.append(f"{stream[:12]}: {event.rung} at {at} was noted {noted[stream, event.rung, at]} times")
    waiting = Message.objects.filter(state="waiting", tries=0).count() + Notice.objects.filter(settled=None).count()
    if waiting:
        into.wrong.append(f"{waiting} messages were never tried")
    arrived = {one.name for one in year.office.arrived}
    lost = [name for name in Message.objects.filter(state="sent", channel="mail").values_list("name", flat=True)
            if name not in arrived]  # fmt: skip
    into.wrong += [f"{name} was never taken by a server" for name in lost]


def urged() -> Iterator[tuple[Stream, tuple[Urged, datetime]]]:
    """Every rung of the record."""
    from tests.acts.year_record import histories

    for stream, entries in histories().items():
        for entry in entries:
            if isinstance(entry.event, Urged):
                yield stream, (entry.event, entry.at)


def _desks() -> dict[tuple[int, str, str], list[Desk]]:
    """Message, matter, news → the desks for which it was written down."""
    found: dict[tuple[int, str, str], list[Desk]] = defaultdict(list)
    for line in Line.objects.select_related("notice"):
        found[line.message_id, line.notice.stream, line.notice.code].append(Desk(line.notice.desk))
    return found
