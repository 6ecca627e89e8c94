"""Options and advice as pictures: the market of the demonstration, seen by its lead, a unit asked and the sponsor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from tests.pictures.render import Page

TEXTS = ("疏导点场地平整和水电接入", "摊位登记和食品安全承诺", "夜间秩序巡查")
WHY = "按本单位现有人员和经费测算，夜间增加两个班次"
VIEWERS = {"market": "shangwu", "streets": "chengguan", "sponsor": "gongshang"}


def advised() -> Iterator[Page]:
    """The market's own comparison, chosen; a second one, open; an even load found and one under way."""
    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from qiantou.acts import choosing, registers, shell
    from qiantou.acts.execute import execute, execute_all
    from qiantou.core.kernel import Actor, Stream
    from qiantou.core.moves import Deliver
    from qiantou.core.plan import CRITERIA, LINES, OPTIONS, Criterion, Line, Option
    from qiantou.core.points import Position
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.undertaking import Charter
    from qiantou.desk.advice_runs import as_json, instance_of
    from qiantou.desk.models import LoadRun, Reckoning
    from qiantou.insight.load import solve
    from qiantou.readmodel.models import JointRow, MatterRow

    work = JointRow.objects.get(title="农贸市场标准化改造")
    yield Page("options-chosen", f"/j/{work.stream[:12]}/options/", "market")
    yield Page("advice", f"/j/{work.stream[:12]}/advice/", "market")
    lead = standing(Account.objects.get(login=VIEWERS["market"])).desks[-1]
    streets = standing(Account.objects.get(login=VIEWERS["streets"])).desks[-1]
    by, force, joint = Actor(lead, account="a" * 32), registers.current().at(shell.now()), shell.fresh()
    known = force.charter(Stream(work.stream))
    assert known is not None
    charter = Charter(lead, known.issuer, lead, known.sponsor, members=known.members)
    first = Listed(CHARTERS, joint, charter, force.day, name="城区早夜市疏导点选址")
    execute_all((), by=Actor(known.issuer, account="a" * 32), command_id=uuid4().hex, listings=[first])
    units = [one for one in known.members if force.unit(one) is not None]
    lines = {
        f"L{number:03}": Line(units[number % 2], order=number, effort=("large", "medium", "12.5")[number % 3],
                              deliverable=TEXTS[number % 3])
        for number in range(1, 9)
    }  # fmt: skip
    options = {
        "A": Option(1, "沿河滨路单侧设置，每晚六点到十一点", "占非机动车道，需夜间交通管制"),
        "B": Option(2, "利用老汽车站停车场", "不占道，水电需新接入，距居民楼四十米"),
        "C": Option(3, "分散到三处社区空地", "规模小，就近方便，管理点多"),
    }
    criteria = {
        "C1": Criterion(1, 2, "群众方便"),
        "C2": Criterion(2, 1, "交通秩序"),
        "C3": Criterion(3, None, "管理成本"),
    }
    listings = [Listed(LINES, f"{joint}/{name}", line, force.day) for name, line in lines.items()]
    listings += [Listed(OPTIONS, f"{joint}/{name}", one, force.day) for name, one in options.items()]
    listings += [Listed(CRITERIA, f"{joint}/{name}", one, force.day) for name, one in criteria.items()]
    execute_all((), by=by, command_id=uuid4().hex, listings=listings)
    choosing.ask(joint, units, title="早夜市疏导点：方案比选", by=by, command_id=uuid4().hex)
    for number, row in enumerate(MatterRow.objects.filter(joint=joint, kind="options").exclude(doer=streets)[:4]):
        positions = tuple(
            Position(
                option, criterion, (number * 7 + place * 3) % 5 - 2, "按本单位现有人员和经费测算，夜间增加两个班次"
            )
            for place, (option, criterion) in enumerate((one, two) for one in options for two in criteria)
            if number != 2 or place < 5
        )
        answer = Deliver("原则同意方案二，建议先试运行一个月", positions=() if number == 3 else positions)
        execute(Stream(row.stream), answer, by=Actor(row.doer, account="b" * 32), command_id=uuid4().hex)
    asked = MatterRow.objects.get(joint=joint, kind="options", doer=streets)
    yield Page("options-open", f"/j/{joint[:12]}/options/", "sponsor")
    yield Page("options-ask", f"/j/{joint[:12]}/options/", "market")
    yield Page("options-new", f"/j/{joint[:12]}/options/new/option/", "market")
    yield Page("options-answer", f"/m/{asked.stream[:12]}/", "streets", lies=True)
    yield Page("advice-load", f"/j/{joint[:12]}/advice/load/", "market")
    now, capacities = shell.now(), dict.fromkeys(map(str, units), 60)
    Reckoning.objects.create(joint=joint, capacities=capacities, office_above=True, changed=now)
    question = {
        "units": [{"unit": unit, "capacity": 600, "busy": 0} for unit in units],
        "lines": [
            {"line": name, "effort": {"large": 300, "medium": 100}.get(line.effort, 125), "now": [line.unit],
             "fixed": name == "L002", "fit": dict.fromkeys(map(str, units), 1), "excluded": []}
            for name, line in lines.items()
        ],
        "most": 1,
    }  # fmt: skip
    kept = {"joint": joint, "plan": len(registers.plan_entries(joint)), "asked": question, "begun": now,
            "beat": now + timedelta(days=1), "expires": now + timedelta(days=9)}  # fmt: skip
    found = LoadRun.objects.create(**kept, found=as_json(solve(instance_of(question), seconds=2)))
    under_way = LoadRun.objects.create(**kept, stage="relaxation", steps=1240, share=1.12, bound=0.83)
    failed = LoadRun.objects.create(**kept, failed={"code": "nobody-left", "lines": ["L003", "L005"], "units": []})
    yield Page("advice-run", f"/j/{joint[:12]}/advice/load/{found.id}/", "market")
    yield Page("advice-waiting", f"/j/{joint[:12]}/advice/load/{under_way.id}/", "market")
    yield Page("advice-impossible", f"/j/{joint[:12]}/advice/load/{failed.id}/", "market")
    yield Page("advice-open", f"/j/{joint[:12]}/advice/", "market")
