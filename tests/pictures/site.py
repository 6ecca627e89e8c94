"""The real site as pictures: a demonstration county with its stories told, served by the program itself.

One user a point of view: the clerk of a lead bureau, a deputy head before whom things wait, an inner section, a
township, and the system administrator. Matters are found by how they stand, so that each state has its picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.pictures.advising import VIEWERS as ADVISED
from tests.pictures.advising import advised
from tests.pictures.asking import asked
from tests.pictures.bulletins import VIEWERS as PRINTED
from tests.pictures.bulletins import printed
from tests.pictures.chartering import chartered
from tests.pictures.consulting import consulted
from tests.pictures.convening import convened
from tests.pictures.deciding import VIEWERS as DECIDING
from tests.pictures.deciding import decided
from tests.pictures.delaying import STORIES as DELAYED
from tests.pictures.delaying import delayed
from tests.pictures.exempting import exempted
from tests.pictures.handing import handed
from tests.pictures.lending import lent
from tests.pictures.messaging import messaged
from tests.pictures.outside import outside
from tests.pictures.papering import papered
from tests.pictures.planning import planned
from tests.pictures.render import Cookies, Page
from tests.pictures.reviewing import VIEWERS as REVIEWED
from tests.pictures.reviewing import reviewed
from tests.pictures.yearly import story as assessed
from tests.pictures.yearly import yearly
from tests.support.databases import Templates, set_up_django
from tests.support.server import served
from tests.support.signing import password_given

VIEWERS = {
    "clerk": "fagaiju", "deputy": "changwu", "section": "zhujian.zonghe", "township": "donghe",
    "lead": "gonggongziyuan", "head": "xianzhang",
    "town": "longquan", "home": "shuili", "minister": "nongye", "office": "bianban",
    "keeper": "xitong", "security": "anquan", "audit": "shenji", **ADVISED, **PRINTED, **DECIDING, **REVIEWED,
}  # fmt: skip
PAPER = """关于推进农村客运提质的分工方案
1. 完善乡镇客运站布局，年底前完成3个站点改造。（牵头单位：交通局；配合单位：自然资源局、各镇；完成时限：2027年6月底）
2. 核定运营补贴标准。（牵头单位：县财政局；配合单位：县交通运输局；完成时限：2027年3月31日）
3. 组织安全检查，发现隐患立即整改。（责任单位：应急局、公安局；完成时限：长期坚持）
"""
FIXED = (
    Page("desk-clerk", "/", "clerk"), Page("desk-deputy", "/", "deputy"), Page("desk-section", "/", "section"),
    Page("desk-township", "/", "township"), Page("desk-keeper", "/", "keeper"),
    Page("joints", "/j/", "clerk"), Page("matters", "/matters/", "clerk"),
    Page("matters-grouped", "/matters/?open=all&group=holder&sort=due", "clerk"),
    Page("bulk", "/bulk/", "clerk"), Page("ask", "/ask/", "clerk"), Page("import", "/import/", "clerk"),
    Page("duties", "/duties/", "clerk"), Page("duties-found", "/duties/?q=防", "clerk"),
    Page("duties-load", "/duties/load/", "keeper"), Page("duties-gaps", "/duties/gaps/", "clerk"),
    Page("duties-exceptions", "/duties/exceptions/", "minister"), Page("duties-changes", "/duties/changes/", "town"),
    Page("duties-apply", "/duties/changes/new/", "town"),
    Page("accountability", "/accountability/", "clerk"), Page("accountability-new", "/accountability/new/", "clerk"),
    Page("lookups", "/lookups/", "clerk"),
    Page("units", "/units/", "clerk"), Page("units-found", "/units/?q=民政&asof=2020-01-01", "clerk"),
    Page("roster", "/units/import/", "keeper"), Page("calendar", "/calendar/", "clerk"),
    Page("calendar-next", "/calendar/?year=2030", "clerk"), Page("calendar-keeper", "/calendar/", "keeper"),
    Page("accounts", "/accounts/", "security"), Page("deeds", "/deeds/", "audit"),
    Page("kinds", "/kinds/", "clerk"), Page("kind", "/kinds/task/", "keeper"), Page("figures", "/figures/", "clerk"),
    Page("figures-keeper", "/figures/", "keeper"), Page("figure", "/figures/apply-within/", "keeper"),
    Page("dutyfile", "/duty-file/", "clerk"), Page("dutyfile-part", "/duty-file/?part=requests", "clerk"),
    Page("dutyfile-none", "/duty-file/?from=2019-01-01&to=2019-12-31", "deputy"),
    Page("own-record", "/own-record/", "clerk"),
    Page("proof", "/proof/", "clerk"),
    Page("proof-register", "/proof/3/", "clerk"), Page("help", "/help/", "clerk"),
    Page("tokens", "/tokens/", "clerk"), Page("tokens-kept", "/tokens/", "deputy"),
    Page("programs", "/programs/", "clerk"),
    Page("password", "/password/", "clerk"), Page("sign-in", "/sign-in/"),
    Page("missing", "/m/000000000000/", "clerk", status=404),
)  # fmt: skip


@contextmanager
def open_site(only: str = "") -> Iterator[tuple[str, Sequence[Page], Cookies]]:
    """Set up the county on a fresh SQLite site and serve it for as long as the context is open."""
    with TemporaryDirectory() as folder:
        set_up_django(Path(folder))
        templates = Templates(Path(folder))
        with templates.site("sqlite", Path(folder)) as site:
            from django.conf import settings

            (site.data / "secret-key").write_text(settings.SECRET_KEY)  # sessions made here hold there
            _tell()
            cookies = _signed_in()
            pages = [
                *FIXED,
                *_found(),
                *_duties(),
                *_drafted(cookies),
                *consulted(VIEWERS["lead"]),
                *planned(VIEWERS["lead"]),
                *lent(VIEWERS["lead"]),
                *advised(),
                *asked(),
                *decided(),
                *reviewed(),
                *exempted(),
            ]
            pages += chartered(_client("clerk"))
            pages += handed(_client("clerk"))
            pages += printed()
            pages += yearly()
            pages += delayed()
            pages += convened(VIEWERS["deputy"])
            pages += messaged(VIEWERS["clerk"])
            pages += papered(VIEWERS["clerk"])
            pages += outside(_client("clerk"), cookies)
            _tokened(VIEWERS["deputy"])
            with served(site) as running:
                yield running.base, [page for page in pages if only in page.name], cookies


def _tokened(login: str) -> None:
    """One token in use for a desk of two, one for everything, and one revoked."""
    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from qiantou.access.tokens import SCOPES, Wish, make, revoke, used

    account = Account.objects.get(login=login)
    used(make(account, Wish("县政府办公室公文系统", ("read", "move"), standing(account).desks[:1], days=180))[0])
    make(account, Wish("督查平台", SCOPES, days=30))
    revoke(account, make(account, Wish("试用", ("read",), days=7))[0].pk)


def _tell() -> None:
    from qiantou.access.deeds import note
    from qiantou.access.models import Account, Person
    from qiantou.acts import shell
    from qiantou.jobs.county.told import STORIES, tell_all
    from qiantou.jobs.site import make_key_and_witness
    from qiantou.ledger.seal import seal

    make_key_and_witness()
    tell_all(shell.now(), stories=(*STORIES, assessed, *DELAYED))
    keeper = Account.objects.get(login=VIEWERS["keeper"])
    newcomer = Account.objects.create_user("linye.juzhang", None, person=Person.objects.create(name="县林业局局长"))
    Account.objects.filter(pk=newcomer.pk).update(is_active=False)
    note("made", by=keeper.id, account=newcomer.id)
    note("signed-in", by=keeper.id, account=keeper.id)
    note("refused")
    seal(shell.now())


def _client(user: str) -> Any:
    from django.test import Client

    from qiantou.access.models import Account

    client = Client(headers={"host": "127.0.0.1"})
    account = Account.objects.get(login=VIEWERS[user])
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return password_given(client)


def _signed_in() -> dict[str, list[dict[str, str]]]:
    name = "qiantou_session"
    return {user: [{"name": name, "value": _client(user).cookies[name].value}] for user in VIEWERS}


def _found() -> Iterator[Page]:
    """A joint work, a matter in each state as one who sees it sees it, and an entry of the longest of them."""
    from qiantou.access.guards import visible_joints, visible_matters
    from qiantou.access.models import Account
    from qiantou.ledger.models import Entry
    from qiantou.readmodel.models import MatterRow

    accounts = {user: Account.objects.get(login=login) for user, login in VIEWERS.items()}
    for user in ("clerk", "lead"):
        work = visible_joints(accounts[user]).order_by("opened").first()
        if work is not None:
            yield Page(f"joint-{user}", f"/j/{work.stream[:12]}/", user, lies=True)
            yield Page(f"holdings-{user}", f"/j/{work.stream[:12]}/holdings/", user)
    done = MatterRow.objects.filter(line__gt="", beside=False, outcome="accepted").values("joint")
    for user in ("keeper", "home", "lead", "clerk"):
        work = visible_joints(accounts[user]).filter(stream__in=done).order_by("opened").first()
        if work is not None:
            yield Page("delay-done", f"/j/{work.stream[:12]}/delay/", user, lies=True)
            break
    for phase in ("offered", "countered", "declined", "underway", "blocked", "delivered", "referred", "closed"):
        for user in ("deputy", "clerk", "lead", "section"):
            seen = visible_matters(accounts[user]).filter(phase=phase).order_by("-version", "stream").first()
            if seen is not None:
                yield Page(f"matter-{phase}", f"/m/{seen.stream[:12]}/", user, lies=True)
                if phase in ("underway", "blocked", "closed"):
                    yield Page(f"time-{phase}", f"/m/{seen.stream[:12]}/time/", user)
                break
    hatched = visible_matters(accounts["deputy"]).filter(hatched=True).order_by("-version").first()
    if hatched is not None:
        yield Page("matter-unconfirmed", f"/m/{hatched.stream[:12]}/", "deputy", lies=True)
    held = visible_matters(accounts["deputy"]).filter(phase="offered", holder__startswith="u:", inner="").first()
    if held is not None:
        address = f"/m/{held.stream[:12]}/?for={held.holder}&move=counter"
        yield Page("matter-recording", address, "deputy", lies=True)
    longest = visible_matters(accounts["clerk"]).order_by("-version").first()
    if longest is not None:
        position = Entry.objects.get(stream=longest.stream, version=longest.version).position
        yield Page("proof-entry", f"/proof/{position}/", "clerk")


def _duties() -> Iterator[Page]:
    """A change of duty lists under review, and one row with its history."""
    from qiantou.readmodel.models import ListingRow, MatterRow

    change = MatterRow.objects.get(kind="duty-change")
    yield Page("duties-change", f"/duties/changes/{change.stream[:12]}/", "office")
    yield Page("duties-change-matter", f"/m/{change.stream[:12]}/", "office", lies=True)
    key = ListingRow.objects.filter(section="duty", text__contains="防溺水").values_list("key", flat=True)[0]
    yield Page("duties-row", f"/duties/row/{key[2:]}/", "town")
    unit = ListingRow.objects.get(key=key).owner
    yield Page("duties-unit", f"/duties/?unit={unit}", "town")


def _drafted(cookies: Cookies) -> Iterator[Page]:
    """An import with doubts, before it is settled."""
    client = _client("clerk")
    client.cookies["qiantou_session"] = cookies["clerk"][0]["value"]
    address = client.post("/import/", {"text": PAPER}).headers["Location"]
    yield Page("import-preview", address, "clerk")
    yield Page("import-row", f"{address}rows/1", "clerk")
