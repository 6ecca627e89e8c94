"""Those without an account: a link opens once, for whoever has the code; a slip is entered by its code and hatched."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from qiantou.access import links
from qiantou.access.gateway import Gateway
from qiantou.access.link_rows import Link, Phone
from qiantou.access.masking import WithoutSecrets
from qiantou.access.models import Deed
from qiantou.acts import shell
from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Linked, Recorded, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.moves import Accept, Offer
from qiantou.core.register import TERMS, Listed
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import read
from qiantou.outbox.networks import Networks
from tests.acts.county import CLERK
from tests.core.world import FIRM, LEAD, ROADS, WATER
from tests.desk.lettered import BRIDGE, put
from tests.desk.town import Office, brought, office, phases_of, sent

NUMBER = "13800001234"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@contextmanager
def gateway(answer: bytes = b'{"code":0}') -> Iterator[list[dict[str, str]]]:
    """A gateway for short messages on loopback, which the site lists; what it was sent."""
    taken: list[dict[str, str]] = []

    class Gate(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append({**json.loads(body), "key": self.headers["X-Key"]})
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_said: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Gate)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/send"
    sms = Gateway(url, '{"mobile":"{phone}","text":"核验码{code}"}', "X-Key: k1", '"code":0')
    try:
        with override_settings(SMS=sms, NETWORKS=Networks.read("127.0.0.0/8")):
            yield taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(county: Office) -> Stream:
    """LEAD asks the firm, for which WATER answers."""
    stream = shell.fresh()
    county.town.do(stream, Offer("task", LEAD, FIRM, "提供管线图纸"), LEAD)
    return stream


def registered(entered: str = "") -> None:
    Phone.objects.create(desk=FIRM, number=NUMBER, entered=entered, by="x", at=shell.now())


def made(county: Office, stream: Stream, who: str = "lead", **fields: str) -> str:
    """The secret of a new link, as its maker is shown it."""
    answer = county.client(who).post(f"/m/{stream[:12]}/outside/link/", {"desk": FIRM, **fields})
    assert answer.status_code == 200, answer.content.decode()
    return re.search(r"/l/([\w-]{32})/", answer.content.decode()).group(1)


def stranger() -> Client:
    client = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=False)
    client.cookies["qiantou_language"] = "en"
    return client


def confirmed(secret: str, code: str) -> Client:
    client = stranger()
    assert client.post(f"/l/{secret}/enter/", {"code": code}).status_code == 302
    return client


def test_a_firm_opens_its_link_types_the_code_from_its_phone_and_accepts_once(site):
    with office() as county, gateway() as taken:
        stream = asked(county)
        registered()
        secret = made(county, stream)
        firm = stranger()
        before = Entry.objects.count()
        shut = firm.get(f"/l/{secret}/")
        assert "提供管线图纸" not in shut.content.decode()
        assert "ending in 1234" in shut.content.decode()
        assert Link.objects.get().sends == 0
        assert firm.post(f"/l/{secret}/accept/", {}).status_code == 302  # not confirmed: nothing but the way back
        assert firm.post(f"/l/{secret}/code/").status_code == 302
        (message,) = taken
        assert (message["mobile"], message["key"]) == (NUMBER, "k1")
        code = message["text"].removeprefix("核验码")
        assert firm.post(f"/l/{secret}/enter/", {"code": code}).status_code == 302
        page = firm.get(f"/l/{secret}/").content.decode()
        assert "提供管线图纸" in page
        fields = sent(page, "accept")
        done = firm.post(f"/l/{secret}/accept/", fields)
        assert done.status_code == 302
        receipt = firm.get(done["Location"]).content.decode()
        entry = read([stream])[stream][-1]
        assert (entry.by.desk, entry.by.through, entry.by.recorded) == (FIRM, Linked(), None)
        assert Entry.objects.count() == before + 1
        assert f"entry {Entry.objects.latest('position').position}" in receipt
        assert not county.row(stream).hatched
        assert firm.get(f"/l/{secret}/").status_code == 404
        assert firm.post(f"/l/{secret}/accept/", fields).status_code == 404
        assert stranger().get(done["Location"]).status_code == 404


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def test_whatever_does_not_open_is_answered_alike(county):
    stream = asked(county)
    registered()
    older, secret = made(county, stream), made(county, stream)
    links.use(links.live(secret), 1)
    gone, asked_for = [], set()
    for name in (older, secret, "x" * 32, "short", "中" * 32):
        with CaptureQueriesContext(connection) as asking:
            gone.append(stranger().get(f"/l/{name}/"))
        asked_for.add(tuple(query["sql"].split("digest")[0] for query in asking.captured_queries))
    assert len(asked_for) == 1, "the same questions, so the same time"
    assert {answer.status_code for answer in gone} == {404}
    bodies = {re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", a.content.decode()) for a in gone}
    assert len(bodies) == 1
    assert {answer["X-Robots-Tag"] for answer in gone} == {"noindex, nofollow, noarchive"}
    assert {answer["Cache-Control"] for answer in gone} == {"private, no-store"}


def test_five_wrong_codes_end_the_link_and_an_old_code_is_wrong(county):
    stream = asked(county)
    registered()
    secret = made(county, stream)
    firm = stranger()
    firm.post(f"/l/{secret}/code/")
    link = Link.objects.get()
    right = links.code_of(link)
    county.town.now += timedelta(minutes=11)
    assert firm.post(f"/l/{secret}/enter/", {"code": right}).status_code == 422
    assert firm.post(f"/l/{secret}/code/").status_code == 302
    right = links.code_of(Link.objects.get())
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    statuses = [firm.post(f"/l/{secret}/enter/", {"code": wrong}).status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 404]
    assert firm.post(f"/l/{secret}/enter/", {"code": right}).status_code == 404


def test_a_right_code_typed_twice_at_one_moment_opens_one_sitting(county):
    stream = asked(county)
    registered()
    made(county, stream)
    links.ask(Link.objects.get(), told=False)
    code = links.code_of(Link.objects.get())
    link, opened = Link.objects.get(), []

    def meanwhile(execute, sql, values, many, context):
        """The other one is done between the first one's count and its taking the code."""
        if sql.startswith("UPDATE") and '"nonce" = ' in sql.partition(" WHERE ")[0] and not opened:
            opened.append(None)
            opened[0] = links.is_right(Link.objects.get(), code)
        return execute(sql, values, many, context)

    with connection.execute_wrapper(meanwhile):
        assert not links.is_right(link, code)
    assert opened == [True]


def test_a_link_whose_use_was_not_noted_still_makes_no_second_move(county):
    stream = asked(county)
    registered()
    firm = _opened(county, stream)
    page = firm.get(f"/l/{firm.secret}/").content.decode()
    assert firm.post(f"/l/{firm.secret}/accept/", sent(page, "accept")).status_code == 302
    Link.objects.update(used=None, asked=None)  # as if the server had died before it could note it
    links.ask(Link.objects.get(), told=False)
    secret = firm.secret
    firm = confirmed(secret, links.code_of(Link.objects.get()))
    page = firm.get(f"/l/{secret}/").content.decode()
    before = Entry.objects.count()
    answer = firm.post(f"/l/{secret}/report/", {**sent(page, "report"), "reason": "why"})
    assert (answer.status_code, Entry.objects.count()) == (422, before)


def test_codes_are_few_and_apart(county):
    stream = asked(county)
    registered()
    secret = made(county, stream)
    firm = stranger()
    assert firm.post(f"/l/{secret}/code/").status_code == 302
    assert firm.post(f"/l/{secret}/code/").status_code == 422
    for expected in (302, 302, 422):
        county.town.now += timedelta(minutes=2)
        assert firm.post(f"/l/{secret}/code/").status_code == expected


def test_no_phone_is_flooded_and_no_code_guessed_link_by_link(county, monkeypatch):
    monkeypatch.setattr(links, "MOST_A_DAY", 2)
    registered()
    streams = [asked(county) for _ in range(3)]
    firm, (first, second, third) = stranger(), [made(county, stream) for stream in streams]
    assert [firm.post(f"/l/{one}/code/").status_code for one in (first, second)] == [302, 302]
    refused = firm.post(f"/l/{third}/code/")
    assert (refused.status_code, "answer on the printed slip" in refused.content.decode()) == (422, True)
    county.town.now += timedelta(days=1)
    assert firm.post(f"/l/{third}/code/").status_code == 302


def test_a_phone_that_is_replaced_ends_its_code_and_what_was_opened_with_it(county):
    stream, water = asked(county), county.client("water")
    registered()
    firm = _opened(county, stream)
    accepting = sent(firm.get(f"/l/{firm.secret}/").content.decode(), "accept")
    other = asked(county)
    secret = made(county, other)
    with gateway() as taken:
        firm.post(f"/l/{secret}/code/")
        assert water.post("/outside/phone/", {"desk": FIRM, "number": "13900009999"}).status_code == 302
        code = taken[0]["text"].removeprefix("核验码")
        assert firm.post(f"/l/{secret}/enter/", {"code": code}).status_code == 422
        county.town.now += timedelta(minutes=2)
        firm.post(f"/l/{secret}/code/")
        assert taken[1]["mobile"] == "13900009999"
        assert confirmed(secret, taken[1]["text"].removeprefix("核验码")).get(f"/l/{secret}/").status_code == 200
    assert "提供管线图纸" not in firm.get(f"/l/{firm.secret}/").content.decode()
    assert firm.post(f"/l/{firm.secret}/accept/", accepting).status_code == 302
    assert county.row(stream).phase == "offered"


def test_without_a_gateway_the_contact_unit_reads_the_code_out_and_the_entry_says_so(county):
    stream = asked(county)
    registered(entered=WATER)
    answer = county.client("lead").post(f"/m/{stream[:12]}/outside/link/", {"desk": FIRM}).content.decode()
    secret = re.search(r"/l/([\w-]{32})/", answer).group(1)
    assert "由其回拨登记手机告知核验码后办理" in answer
    assert "收到的核验码" not in answer, "nothing is sent to any phone"
    firm = stranger()
    firm.post(f"/l/{secret}/code/")
    link = Link.objects.get()
    code = links.code_of(link)
    water, lead = county.client("water", language="en"), county.client("lead", language="en")
    assert "1 code waits to be read out" in water.get("/").content.decode()
    assert "to be read out" not in lead.get("/").content.decode(), "the contact unit's alone"
    assert code not in water.get("/outside/").content.decode()
    assert code in water.post(f"/outside/codes/{link.id}/").content.decode()
    assert lead.post(f"/outside/codes/{link.id}/").status_code == 404
    assert Deed.objects.filter(what="code-told", by=county.people["water"].id).count() == 1
    firm.post(f"/l/{secret}/enter/", {"code": code})
    page = firm.get(f"/l/{secret}/").content.decode()
    assert firm.post(f"/l/{secret}/accept/", sent(page, "accept")).status_code == 302
    assert read([stream])[stream][-1].by.through == Linked(WATER, WATER)
    told = lead.get(f"/m/{stream[:12]}/").content.decode()
    assert "by a one-time link; the code was read out by" in told
    assert "to be read out" not in water.get("/").content.decode()


def test_a_link_is_forgotten_thirty_days_after_its_use_or_its_end(county):
    registered()
    uses, ends, lives = (asked(county) for _ in range(3))
    for stream in (uses, ends, lives):
        made(county, stream)
    links.use(Link.objects.get(stream=uses), 1)
    county.town.now += timedelta(days=5)
    links.end(county.people["lead"], Link.objects.get(stream=ends))

    def left(days: int) -> set[str]:
        county.town.now += timedelta(days=days)
        links.remove_old_links()
        return set(Link.objects.values_list("stream", flat=True))

    assert left(25) == {uses, ends, lives}
    assert left(1) == {ends, lives}
    assert left(5) == {lives}, "its own last day was two days later"
    assert left(2) == set()


def test_a_gateway_that_does_not_take_it_leaves_the_telephone(county):
    stream = asked(county)
    registered()
    secret = made(county, stream)
    with gateway(b'{"code":7}'):
        answer = stranger().post(f"/l/{secret}/code/")
    assert answer.status_code == 422
    assert "by telephone instead" in answer.content.decode()
    with override_settings(SMS=Gateway("http://127.0.0.1:9/", '{"a":"{phone}{code}"}'), NETWORKS=Networks()):
        county.town.now += timedelta(minutes=2)
        assert stranger().post(f"/l/{secret}/code/").status_code == 422


def test_neither_number_nor_secret_nor_code_is_in_record_log_or_list(county, caplog):
    stream = asked(county)
    caplog.set_level("DEBUG")
    water = county.client("water")
    assert water.post("/outside/phone/", {"desk": FIRM, "number": "138 0000 1234"}).status_code == 302
    secret = made(county, stream)
    firm = stranger()
    firm.post(f"/l/{secret}/code/")
    code = links.code_of(Link.objects.get())
    firm.post(f"/l/{secret}/enter/", {"code": code})
    firm.post(f"/l/{secret}/accept/", sent(firm.get(f"/l/{secret}/").content.decode(), "accept"))
    firm.get(f"/l/{secret}/")  # used by now: a refusal, which the framework logs with its address
    told = b"".join(bytes(entry.facts) for entry in Entry.objects.all()).decode() + _logged(caplog.records)
    for kept in (NUMBER, secret, f'"{code}"'):
        assert kept not in told
    assert NUMBER not in water.get("/outside/").content.decode()
    assert Phone.objects.get().entered == WATER
    assert secret not in str(list(Link.objects.values()))


def test_only_its_contact_unit_and_the_system_administrator_register_a_phone(county):
    for who, status in (("lead", 404), ("roads", 404), ("town", 404)):
        assert county.client(who).post("/outside/phone/", {"desk": FIRM, "number": NUMBER}).status_code == status
    water = county.client("water")
    assert water.post("/outside/phone/", {"desk": FIRM, "number": "none"}).status_code == 422
    assert water.post("/outside/phone/", {"desk": ROADS, "number": NUMBER}).status_code == 404  # somebody sits there
    assert water.get("/outside/").status_code == 200


def test_a_slip_is_entered_by_its_code_with_its_scan_and_hatched_until_the_firm_confirms(county):
    stream = asked(county)
    registered()
    made(county, stream)
    code = Link.objects.get().code
    lead = county.client("lead")
    paper = lead.get(f"/slips/{code}/paper/")
    assert paper.content[:2] == b"PK"
    found = lead.get("/slips/", {"code": code.lower().replace("-", "")})
    assert found["Location"] == f"/slips/{code}/"
    assert county.client("town").get(f"/slips/{code}/").status_code == 404
    page = lead.get(f"/slips/{code}/").content.decode()
    with_scan = {**sent(page, "accept"), "paper": "回执", "said": "2026-03-02", "scan": _file()}
    answer = lead.post(f"/slips/{code}/accept/", with_scan)
    assert answer.status_code == 302, answer.content.decode()
    assert county.row(stream).hatched
    entry = read([stream], words=True)[stream][-1]
    assert entry.by.recorded.by == LEAD
    assert len(entry.by.recorded.scan) == 64
    firm = _opened(county, stream)
    secret, page = firm.secret, firm.get(f"/l/{firm.secret}/").content.decode()
    assert "recorded by" in page
    assert firm.post(f"/l/{secret}/confirm/", sent(page, "confirm")).status_code == 302
    assert not county.row(stream).hatched


def test_a_link_only_to_confirm_makes_no_other_move(county):
    stream = asked(county)
    registered()
    by = Actor(FIRM, account="x", recorded=_paper())
    execute(stream, Accept(), by=by, command_id="recorded")
    firm = _opened(county, stream, confirms="yes")
    page = firm.get(f"/l/{firm.secret}/").content.decode()
    assert re.findall(r'id="move-(\w+)"', page) == ["confirm", "contest"]
    report = {**sent(page, "confirm"), "reason": "why"}
    assert firm.post(f"/l/{firm.secret}/deliver/", report).status_code == 404


def _logged(records: list[logging.LogRecord]) -> str:
    """What the site's own handler would write."""
    handlers = logging.getLogger().handlers
    (handler,) = [one for one in handlers if any(isinstance(found, WithoutSecrets) for found in one.filters)]
    assert any("/l/" in record.getMessage() for record in records)
    return "\n".join(handler.format(record) for record in records if handler.filter(record))


def _file():
    return SimpleUploadedFile("slip.png", PNG, content_type="image/png")


def _paper():
    return Recorded(LEAD, date(2026, 3, 2), "电话记录")


def _opened(county: Office, stream: Stream, **fields: str) -> Client:
    """A browser in which the link is confirmed by a code that was sent to the phone."""
    secret = made(county, stream, **fields)
    with gateway() as taken:
        client = stranger()
        client.post(f"/l/{secret}/code/")
        client.post(f"/l/{secret}/enter/", {"code": taken[-1]["text"].removeprefix("核验码")})
    client.secret = secret
    return client


def test_a_name_typed_is_never_asked_for_behind_a_link(county):
    stream = asked(county)
    registered()
    firm = _opened(county, stream)
    page = firm.get(f"/l/{firm.secret}/").content.decode()
    assert "list=" not in page


def vacated(county: Office) -> None:
    """Nobody sits at ROADS any more: it speaks by links and slips too."""
    ends = [Listed(TERMS, key, None, date(2026, 3, 2)) for key in ("t:roads", "t:roads-head")]
    execute_all((), by=Actor(account=CLERK), command_id="vacated", listings=ends)
    Phone.objects.create(desk=ROADS, number=NUMBER, by="x", at=shell.now())


ALONE = {
    "dispute", "supervision", "decision", "explanation", "precedence", "accountability", "hearing", "support",
    "contest", "amending", "assessing", "exemption", "clearing",
}  # fmt: skip
"""Kinds that LEAD does not ask of ROADS by itself."""


def test_every_kind_opens_behind_a_link_and_on_a_slip_of_a_unit_where_nobody_sits(county, monkeypatch):
    monkeypatch.setattr(links, "MOST_A_DAY", 100)
    phases = {kind: [phase for phase in ("offered", "underway") if phase in phases_of(kind)] for kind in KINDS}
    phases["guidance"] = ["offered"]
    told = [(kind, brought(county, kind, phase)) for kind in sorted(set(KINDS) - ALONE) for phase in phases[kind]]
    vacated(county)
    lead = county.client("lead")
    for kind, stream in told:
        answer = lead.post(f"/m/{stream[:12]}/outside/link/", {"desk": ROADS})
        secret = re.search(r"/l/([\w-]{32})/", answer.content.decode()).group(1)
        link = Link.objects.get(stream=stream)
        links.ask(link, told=False)
        page = confirmed(secret, links.code_of(link)).get(f"/l/{secret}/").content.decode()
        assert 'id="move-' in page or kind in ("variation", "signature"), kind
        assert f"/m/{stream[:12]}/" not in page
        assert "/j/" not in page
        assert [lead.get(f"/slips/{link.code}/{end}").status_code for end in ("", "paper/")] == [200, 200], kind


def test_a_letter_is_answered_line_by_line_behind_a_link(sqlite_site):
    with put() as plan:
        plan.consult()
        vacated(plan.county)
        letter = Stream(plan.of(ROADS).row.stream)
        firm = _opened(plan.county, letter, desk=ROADS)
        page = firm.get(f"/l/{firm.secret}/").content.decode()
        assert BRIDGE in page
        fields = {"L001-answer": "object", "L001-reason": "汛期不能施工"}
        form = re.search(r'id="move-counter".*?</form>', page, re.S).group(0)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form))
        answer = firm.post(f"/l/{firm.secret}/counter/", {**hidden, **fields})
        assert answer.status_code == 302, answer.content.decode()
        assert plan.of(ROADS).opinions[0].words == "汛期不能施工"
