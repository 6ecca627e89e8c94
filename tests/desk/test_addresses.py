"""Every address, with parameters nobody would type: an answer, never a fault, and never a way off the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.core.handlers.base import BaseHandler
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from qiantou.access.models import Account, Person
from qiantou.access.sending import HIDDEN
from qiantou.jobs.site import make_key_and_witness
from tests.desk.town import Office, brought, office
from tests.support.marks import ON_POSTGRES

ANSWERS = {200, 302, 400, 403, 404, 405, 409, 413, 422, 429, 503}
HOSTILE = (
    "%00", "a%00b", "%ED%A0%80", "-1", "9" * 400, "%D9%A3", "..%2f..%2fetc", "%3Cscript%3E", "//elsewhere.example",
    "/%5Celsewhere.example", "%0d%0aSet-Cookie:%20a=b", "u:nope", "9999-12-31", "a" * 3000,
)  # fmt: skip
TYPED = 2  # values sent to one address
NAMES = (
    "for", "move", "asof", "sort", "page", "after", "q", "open", "group", "holder", "phase", "kind", "late", "joint",
    "part", "year", "show", "next", "unit", "doer", "asker", "lang", "theme", "from", "to", "row", "text", "size",
    "position", "command_id", "version", "desk", "entry", "due", "said", "paper", "confirm", "chosen", "stream",
)  # fmt: skip


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the site, its parts written as <name>."""
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern):
            yield route


def routes() -> list[str]:
    """Without those for programs, which have a test of their own: tests/api/test_openapi.py."""
    pages = (route for route in patterns(get_resolver()) if not route.startswith("api/"))
    return sorted({re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route) for route in pages})


def filled(route: str, stream: str, joint: str, hostile: str = "") -> str:
    """The address with a thing that exists in each gap, or with `hostile` in every one."""
    there = {"ref": joint if route.startswith("j/") else stream, "code": "accept", "kind": "task", "what": "day"}
    return "/" + re.sub(r"<(\w+)>", lambda gap: hostile or there.get(gap.group(1), "1")[:12], route)


@pytest.fixture
def county(site):
    make_key_and_witness()
    with office() as found:
        person = Person.objects.create(name="keeper")
        found.people["keeper"] = Account.objects.create_user("keeper", None, person=person, admin="system")
        yield found


def asked(county: Office) -> Iterator[tuple[str, Client]]:
    for who in ("lead", "keeper", ""):
        client = county.client(who) if who else Client(headers={"host": "127.0.0.1"})
        client.raise_request_exception = False
        yield who or "stranger", client


def judged(answer, address: str) -> str:
    """What is wrong with an answer; empty when nothing is."""
    place = urlsplit(answer.headers.get("Location", ""))
    if answer.status_code not in ANSWERS:
        return f"{answer.status_code} {address}"
    if place.netloc or place.scheme not in ("", "http") or answer.headers.get("Location", "").startswith(("//", "/\\")):
        return f"leaves the site: {address} to {answer.headers['Location']}"
    if "Set-Cookie: a=b" in str(answer.headers):
        return f"header from an address: {address}"
    return ""


class Watched(QueryDict):
    """The query of one request as its view has it, noting the names that are looked up; "*" for all at once."""

    asked: set[str] = set()  # of the request, once it is made

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.asked.add(name)
        return super().__contains__(name)

    def getlist(self, name, default=None):
        self.asked.add(name)
        return super().getlist(name, default)

    def lists(self):
        self.asked.add("*")
        return super().lists()

    def items(self):
        self.asked.add("*")
        return super().items()


@dataclass
class Watch:
    """What a view did with the last request: whether it was reached at all, and the names it looked up."""

    names: set[str] = field(default_factory=set)
    reached: bool = False

    def forget(self) -> None:
        self.names.clear()
        self.reached = False


@pytest.fixture
def watch(monkeypatch) -> Watch:
    """Names looked up by views in the query, there or not; what stands before a view is not counted."""
    found = Watch()
    resolve_request = BaseHandler.resolve_request

    def watching(handler, request):
        request.GET = Watched(request.META["QUERY_STRING"])
        request.GET.asked = found.names
        match = resolve_request(handler, request)
        view = match.func

        @wraps(view)
        def reached(*given, **named):
            found.reached = True
            return view(*given, **named)

        match.func = reached
        return match

    monkeypatch.setattr(BaseHandler, "resolve_request", watching)
    return found


def half(values: Sequence[str], number: int) -> Sequence[str]:
    """Every other of the values, one half for even numbers and one for odd, another one first for each number."""
    own = values[number % 2 :: 2] or values
    return in_turn(own, number // 2)


def in_turn(values: Sequence[str], number: int) -> Sequence[str]:
    """The values, another one first for each number."""
    start = number % len(values)
    return [*values[start:], *values[:start]]


@ON_POSTGRES
def test_an_address_with_anything_in_its_query_is_answered(county, watch):
    """Half of the values, the other half for the next address; where the view looks nothing up, or what stands before
    all views refuses the value, it is sent once."""
    joint = county.joint()
    stream = brought(county, "task", "underway", joint=joint)
    faults = []
    for who, client in asked(county):
        refused = set()
        for number, route in enumerate(routes()):
            if who != "lead" and "<" in route:
                continue  # others find nothing there
            address = filled(route, stream, joint)
            watch.forget()
            client.get(address)
            values = half(HOSTILE[:: 1 if who == "lead" else 6], number)
            for hostile in [value for value in values if value not in refused][: None if watch.names else 1]:
                query = "&".join(f"{name}={hostile}" for name in NAMES)
                watch.reached = False
                faults.append(judged(client.get(f"{address}?{query}"), f"{who} {address}?…={hostile[:40]}"))
                refused |= set() if watch.reached else {hostile}
    assert not "\n".join(sorted({fault for fault in faults if fault}))


def test_each_parameter_alone_is_answered(county, watch):
    """Alone is each that the page looks up, also one found by another's value; those it never asks for go together."""
    joint = county.joint()
    stream = brought(county, "task", "offered", joint=joint)
    client = county.client("lead")
    client.raise_request_exception = False
    faults, seen = [], set()

    def send(address: str, names: Iterable[str]) -> None:
        for hostile in ("%00", "9" * 400, "9999-12-31", "-1"):
            query = "&".join(f"{name}={hostile}" for name in names)
            faults.append(judged(client.get(f"{address}?{query}"), f"{address}?{query[:60]}"))

    for address in ("/", "/matters/", "/matters/export/", f"/m/{stream[:12]}/", f"/j/{joint[:12]}/", "/units/",
                    "/bulk/", "/ask/", "/calendar/", "/proof/", "/sign-in/"):  # fmt: skip
        sent: set[str] = set()
        watch.forget()
        client.get(address)
        while new := watch.names - sent - {"*"}:
            for name in sorted(new):
                send(address, [name])
            sent |= new
        send(address, sorted(set(NAMES) - sent))
        seen |= sent
    assert {"asof", "sort", "page", "q", "year", "move", "for", "next"} <= seen
    assert not "\n".join(sorted({fault for fault in faults if fault}))


@ON_POSTGRES
def test_an_address_with_anything_in_its_gaps_is_answered(county, watch):
    """Half of the values, the other half for the next address. A value for which there is no such address, or which is
    refused before any view, is sent once a method."""
    joint = county.joint()
    faults = []
    for who, client in asked(county):
        nowhere: set[tuple[str, str]] = set()
        for number, route in enumerate(route for route in routes() if "<" in route):
            values = half(HOSTILE[:: 1 if who == "lead" else 6], number)
            for method in ("get", "post"):
                for hostile in values:
                    address = filled(route, "", joint, hostile)
                    if (method, hostile) in nowhere and not leads_somewhere(address):
                        continue
                    watch.forget()
                    answer = getattr(client, method)(address)
                    faults.append(judged(answer, f"{who} {method} {address[:80]}"))
                    nowhere |= set() if watch.reached else {(method, hostile)}
                    if answer.status_code == 405:
                        break  # whatever stands in the gap
    assert not "\n".join(sorted({fault for fault in faults if fault}))


def leads_somewhere(address: str) -> bool:
    """Whether a view would be asked; none is where something hidden stands in the address."""
    try:
        resolve(unquote(address))
    except Resolver404:
        return False
    return HIDDEN.search(unquote(address)) is None


@ON_POSTGRES
def test_anything_may_be_typed_into_a_form(county, watch):
    """Where nothing is read of what is sent, by the wrong method or by a stranger, one value is sent; else two of them,
    others for each address. tests/desk/test_forms_anyhow.py fills the fields of each form one by one."""
    joint = county.joint()
    stream = brought(county, "task", "underway", joint=joint)
    faults = []
    typed = ("9" * 400, "-1", "9999-12-31", "\ud800", "a\x00b", "//elsewhere.example")
    for who, client in asked(county):
        refused = set()
        for number, route in enumerate(routes()):
            if who == "stranger" and "sign-in" in route:
                continue  # wrong passwords lock the account out
            address = filled(route, stream, joint)
            for hostile in [value for value in in_turn(typed, number) if value not in refused][:TYPED]:
                said = "&".join(f"{name}={quote(hostile, errors='surrogatepass')}" for name in NAMES)
                watch.forget()
                answer = client.post(address, said, content_type="application/x-www-form-urlencoded")
                faults.append(judged(answer, f"{who} {address} {hostile[:12]!r}"))
                refused |= set() if watch.reached else {hostile}
                if answer.status_code in (403, 405):
                    break
    assert not "\n".join(sorted({fault for fault in faults if fault}))


def test_signing_in_and_choosing_lead_nowhere_else(county):
    client = county.client("lead")
    for next_ in ("//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "http:///x"):
        assert client.get("/sign-in/", {"next": next_}).headers["Location"] == "/", next_
        assert client.post("/preferences/", {"lang": "en", "next": next_}).headers["Location"] == "/", next_


def test_a_desk_out_of_reach_is_not_echoed(county):
    stream = brought(county, "task", "offered")
    client = county.client("lead")
    for desk in ("u:nope", "u:town", "<b>x"):
        for parameter in ("for", "desk", "holder"):
            answer = client.get(f"/m/{stream[:12]}/", {parameter: desk})
            assert desk not in answer.content.decode(), (desk, parameter)
