"""The pages of charters, incoming papers, bodies and passing, with what they show entered through their own forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.pictures.render import Page

UNITS = "县交通运输局\n县水利局\n县财政局"


def chartered(client: Any) -> Iterator[Page]:
    """The pages as the clerk of a lead bureau, whose client this is, and the deputy who decides see them."""
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()  # a form is read from what a page was written with
    try:
        yield from _told(client)
    finally:
        teardown_test_environment()


def _told(client: Any) -> list[Page]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from qiantou.acts import registers, shell

    today = registers.current().at(shell.now()).day  # of the site's zone, which is a day ahead by night
    due = (today + timedelta(days=60)).isoformat()
    light = _sent(client, "/j/new/", title="秋季农民丰收节", units=UNITS, due=due, sponsor="常务副县长")
    body = _sent(client, "/j/new/", title="农村供水管网改造专班", units=UNITS, due=due, sponsor="常务副县长")
    said = {
        "tier": "working-group", "until": due, "end_condition": "管网改造全部完工并通过竣工验收",
        "goal": "年底前让四个镇的农村居民用上自来水，水质稳定达标。", "replaces": "供水进度日报表\n供水工作微信群",
        "assessment": "由县政府办按年度督查办法使用", "m-0-name": "自来水普及率", "m-0-unit": "%",
        "m-0-baseline": "86", "m-0-target": "98.5", "m-0-direction": "up", "m-0-by": "县水利局",
    }  # fmt: skip
    _sent(client, f"{body}charter/edit/", **said)
    lent = {"home": "县水利局", "post": "工程股工作人员", "quarters": "2.5", "since": today.isoformat(), "until": due}
    _sent(client, f"{body}charter/lend/", page=f"{body}charter/", form="lend_form", **lent)
    order = {
        **lent, "home": "县财政局", "post": "国库股工作人员", "order": "县长", "number": "政办函〔2026〕7号",
        "clause": "抽调县财政局工作人员一名，负责专班资金管理和拨付进度统计，抽调期间与原单位工作脱钩",
        "scan": SimpleUploadedFile("order.pdf", b"%PDF-1.7 order"),
    }  # fmt: skip
    _sent(client, f"{body}charter/lend/", page=f"{body}charter/", form="lend_form", **order)
    asked, ordered = _lent(body)
    met = {"met": today.isoformat()}
    _sent(client, f"{body}charter/met/", page=f"{body}charter/", form="met_form", **met)
    _sent(client, f"{body}pass/", to="县水利局", reason="供水属于水利局职责，管网和水厂都由其管理。")
    paper = _sent(
        client, "/papers/new/", title="关于做好农村供水保障工作的通知", number="市政办发〔2026〕18号",
        issuer="市政府办公室", received=today.isoformat(), opinion="拟请县水利局牵头，县财政局、县住建局配合。",
        proposed="县水利局", units="县财政局\n县住房和城乡建设局", sponsor="常务副县长",
    )  # fmt: skip
    return [
        Page("charter-begin", "/j/new/", "clerk"), Page("charter-light", f"{light}charter/", "clerk"),
        Page("charter-body", f"{body}charter/", "clerk"), Page("charter-edit", f"{body}charter/edit/", "clerk"),
        Page("bodies", "/j/bodies/", "clerk"), Page("papers", "/papers/", "clerk"),
        Page("paper-new", "/papers/new/", "clerk"), Page("paper-seen", paper, "deputy"),
        Page("paper-charter", f"{paper}charter/", "clerk"), Page("passing", f"{body}pass/", "clerk"),
        Page("passing-told", "/", "deputy"), Page("lent-asked", asked, "home"), Page("lent-ordered", ordered, "clerk"),
        Page("word-asked", _word("shuili"), "home"), Page("word-recorded", _word("shuili"), "clerk"),
        Page("past-record", f"{paper}past/{_desk('shuili')}/", "deputy"),
    ]  # fmt: skip


def _lent(body: str) -> tuple[str, str]:
    """The letter that asks for a person, and the page of the one who was ordered."""
    from qiantou.desk.addresses import matter_url
    from qiantou.desk.seconding import lent_to, page_url
    from qiantou.readmodel.models import JointRow

    joint = JointRow.objects.get(stream__startswith=body.split("/")[2]).stream
    asked, ordered = sorted(lent_to(joint), key=lambda one: one.value.order is not None)
    return matter_url(str(asked.value.asked)), page_url(ordered)


def _word(login: str) -> str:
    """The open matter in which the unit of this account is asked for one sentence."""
    from qiantou.desk.addresses import matter_url
    from qiantou.readmodel.models import MatterRow

    return matter_url(MatterRow.objects.get(kind="word", is_open=True, doer=_desk(login)).stream)


def _desk(login: str) -> str:
    from qiantou.access.guards import standing
    from qiantou.access.models import Account

    return standing(Account.objects.get(login=login)).desks[-1]


def _sent(client: Any, address: str, *, page: str = "", form: str = "form", **typed: Any) -> str:
    """Send the form on the page with these fields typed; the address it led to. Raises AssertionError if refused."""
    shown = client.get(page or address).context
    fields = {field.html_name: field.value() for field in shown[form]}
    rows = shown.get("rows") if form == "form" else None
    if hasattr(rows, "management_form"):
        fields |= {field.html_name: field.value() for field in rows.management_form}
        fields |= {field.html_name: field.value() for row in rows for field in row}
    kept = {name: value for name, value in fields.items() if value is not None and value is not False}
    answer = client.post(address, {**kept, "command_id": uuid4().hex, **typed})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])
