"""A row of a division: the task, who leads, who cooperates, by when, and what is left to a person."""

import re
from dataclasses import dataclass, field
from datetime import date

from qiantou.documents.clauses import Clause
from qiantou.documents.dates import Kind, Mention, find_times
from qiantou.documents.doubts import Doubt
from qiantou.documents.leftover import units_left
from qiantou.documents.names import bare, is_collective, is_unit
from qiantou.documents.notices import LeadRule
from qiantou.documents.script import fold, squeeze
from qiantou.documents.vocabulary import Role


@dataclass(frozen=True)
class Row:
    """One task as the paper gives it; every name and every time word is as written."""

    task: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    leader: str
    due_text: str
    due: date | None
    source: str
    doubts: tuple[Doubt, ...] = ()
    section: str = ""
    standard: str = ""


@dataclass(frozen=True)
class Reading:
    """What holds for the whole paper: the year its dates fall in, and its rule about leads.

    `years`: every year the paper may mean, where it names more than one."""

    year: int | None = None
    rule: LeadRule = field(default_factory=LeadRule)
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a layout found for one row, before it is settled. `inherited` is what its section says."""

    task: str
    clause: Clause
    source: str
    section: str = ""
    inherited: Clause | None = None
    doubts: tuple[Doubt, ...] = ()


def settle(found: Found, reading: Reading) -> Row:
    """The row: leads by word or by rule, dates by what stands nearest, doubts for the rest."""
    clause, inherited = found.clause, found.inherited or Clause()
    if any(doubt.code == "unreadable" for doubt in found.doubts):
        return Row("", (), (), "", "", None, found.source, found.doubts, found.section)
    units_of = clause if clause.units else inherited
    lead, cooperating, doubts = _who(units_of, reading.rule)
    due_text, due, more = _when(found, clause, inherited, reading.year)
    more += _about_year(due_text, due, reading)
    task = clean_task(found.task)
    every = [*found.doubts, *clause.doubts, *doubts, *more, *_about_names([*lead, *cooperating])]
    if not task and clause.dues and (cut := _task_after(due_text)):
        due_text, task = cut
    if not task:
        every.append(Doubt("no-task"))
    kept = [*lead, *cooperating, clause.leader, *(fact for doubt in every for fact in doubt.facts.values())]
    every += [Doubt("unclear-text", {"text": name}) for said in clause.said for name in units_left(said, kept)]
    unique = {(doubt.code, tuple(sorted(doubt.facts.items()))): doubt for doubt in every}
    leader = squeeze(clause.leader or inherited.leader).strip("。；;，, ")
    standard = clause.standard or inherited.standard
    return Row(
        task,
        tuple(lead),
        tuple(cooperating),
        leader,
        due_text,
        due,
        found.source,
        tuple(unique.values()),
        found.section,
        standard,
    )


def _task_after(due_text: str) -> tuple[str, str] | None:
    """(the time words, the task) of 于12月底前完成隐患排查, where the statement has no other task."""
    times = find_times(due_text)
    if not times:
        return None
    rest = due_text[times[-1].end :].strip(" ，,。；;")
    words = re.sub(r"^(?:全面|全部|基本)?(?:完成|办结|办理|做好)", "", fold(rest))
    task = rest[len(rest) - len(words) :]
    if len(words) < 2 or re.fullmatch(r"(?:落实|实施|推进|到位|工作|任务|建成|投用|出台|印发|开工|竣工|[、,])+", words):
        return None
    return due_text[times[0].start : times[-1].end], task


def clean_task(text: str) -> str:
    """The task without the blanks and stops at its edges."""
    text = (
        squeeze(re.sub(r"[ \t]*\n[ \t]*", "\n", text))
        if "\n" not in text
        else "\n".join(squeeze(part) for part in text.split("\n"))
    )
    return text.strip(" 　。．；;，,、：:\n\t|·—")


def _who(clause: Clause, rule: LeadRule) -> tuple[list[str], list[str], list[Doubt]]:
    lead = clause.of(Role.LEAD)
    responsible, others = clause.of(Role.RESPONSIBLE), clause.of(Role.RESPONSIBLE, Role.COOPERATING)
    doubts: list[Doubt] = []
    if not lead and responsible and not clause.lead_asked:
        if rule.first_leads or clause.first_leads:
            lead = responsible[:1]
        elif rule.responsible_lead:
            lead = responsible
        elif len(responsible) == 1 and not is_collective(responsible[0]):
            lead = responsible
            doubts.append(Doubt("lead-not-said", {"name": responsible[0]}))
    twice = [name for name in lead if name in clause.of(Role.COOPERATING)]
    doubts += [Doubt("listed-twice", {"name": name}) for name in twice]
    cooperating = [name for name in others if name not in lead]
    if not lead:
        doubts.append(Doubt("no-lead", {"names": "、".join(cooperating)}))
    if len(lead) > 1:
        doubts.append(Doubt("several-leads", {"names": "、".join(lead)}))
    return lead, cooperating, doubts


def _about_names(names: list[str]) -> list[Doubt]:
    doubts = [Doubt("collective", {"name": name}) for name in names if is_collective(name)]
    doubts += [Doubt("unknown-unit", {"name": name}) for name in names if not is_unit(name) and not is_collective(name)]
    first = next(
        (
            name
            for name in names
            if re.match(r"[县市区省州旗镇乡](?![(县市区委])", fold(name)) and not is_collective(name)
        ),
        "",
    )
    if first:
        short = [name for name in names if _is_short(name)]
        if short:
            doubts.append(Doubt("prefix-elided", {"names": "、".join(short), "first": first, "prefix": first[0]}))
    return doubts


def _is_short(name: str) -> bool:
    plain = bare(name)
    if is_collective(name) or re.search(
        r"^[县市区省州旗镇乡国团]|^[\u3400-\u9fff]{1,4}[县市区省镇乡](?!场|域|政)", plain
    ):
        return False
    return bool(re.search(r"(?:局|委|办|厅|中心|联|社)$", plain))


def _when(found: Found, clause: Clause, inherited: Clause, year: int | None) -> tuple[str, date | None, list[Doubt]]:
    said = [text for text in clause.dues if squeeze(text).strip("。；;，, /-—") not in ("", "无")]
    inside = [
        time
        for time in find_times(found.task)
        if time.bound and time.kind is not Kind.ONGOING and (time.kind is not Kind.UNCLEAR or time.month)
    ]
    inside = [
        time
        for time in inside
        if (time.kind in (Kind.HARD, Kind.RHYTHM, Kind.RELATIVE) or _is_occasion(time))
        and _is_deadline(found.task, time)
    ]
    if said:
        times = [time for text in said for time in find_times(text)]
        return _pick("；".join(said) if len(said) > 1 else said[0], times, inside, year)
    if inside:
        hard = [time for time in inside if time.kind is Kind.HARD]
        shown = (hard or inside)[-1]
        return _pick(shown.text, inside, [], year)
    if inherited.dues:
        text = inherited.dues[-1]
        return _pick(text, find_times(text), [], year)
    return "", None, []


def _is_occasion(time: Mention) -> bool:
    """2026年9月开学前: a deadline, though no day of the calendar."""
    return time.kind is Kind.UNCLEAR and time.year is not None and time.text.endswith("前") and len(time.text) > 8


def _is_deadline(task: str, time: Mention) -> bool:
    """Time words in running text bind when they say by when: 于…前, …底完成; not 到2027年, not 2025年底以来."""
    after = fold(task)[time.end : time.end + 4]
    if re.match(r"以来|起|的|召开|印发|公布|发布", after):
        return False
    if time.year is not None and not fold(time.text).endswith(("前", "底", "内", "末")) and not time.softened:
        return False
    return time.kind is not Kind.RELATIVE or not re.match(r"的", after)


def _about_year(due_text: str, due: date | None, reading: Reading) -> list[Doubt]:
    """A day whose year is the paper's, where the paper names several."""
    if due is None or len(reading.years) < 2 or any(time.year for time in find_times(due_text)):
        return []
    return [Doubt("two-years", {"text": due_text, "dates": "、".join(map(str, reading.years))})]


def _pick(
    shown: str, times: list[Mention], beside: list[Mention], year: int | None
) -> tuple[str, date | None, list[Doubt]]:
    """The last hard date among `times`; dates `beside` it (in the text) are only named in a doubt."""
    shown = squeeze(re.sub(r"\s*\n\s*", "", shown)).strip(" 。；;，,、")
    hard = [time for time in times if time.kind is Kind.HARD]
    doubts: list[Doubt] = []
    if not hard:
        for time in times:
            code = {Kind.RHYTHM: "rhythm", Kind.RELATIVE: "relative-date", Kind.UNCLEAR: "date-unclear"}.get(time.kind)
            if code:
                doubts.append(Doubt(code, {"text": time.text}))
        if not times:
            doubts.append(Doubt("date-unclear", {"text": shown}))
        return shown, None, doubts
    chosen = hard[-1]
    different = {
        (t.year, t.month, t.day, t.next_years): t.text for t in [*hard, *(b for b in beside if b.kind is Kind.HARD)]
    }
    if len(different) > 1:
        doubts.append(
            Doubt(
                "two-dates",
                {"dates": "、".join(dict.fromkeys(t.text for t in [*hard, *beside] if t.kind is Kind.HARD))},
            )
        )
    doubts += [Doubt("rhythm", {"text": time.text}) for time in times if time.kind is Kind.RHYTHM]
    if chosen.softened:
        doubts.append(Doubt("ongoing-in-year", {"text": chosen.text}))
    if chosen.scanned:
        doubts.append(Doubt("scanned-digits", {"text": chosen.text}))
    day = chosen.on(year)
    if day is None:
        own = chosen.year if chosen.year is not None else year
        doubts.append(Doubt("impossible-date" if chosen.bad or own else "no-year", {"text": chosen.text}))
    return shown, day, doubts
