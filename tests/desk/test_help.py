"""Help: everybody's first page, reachable from every page, its links alive."""

from __future__ import annotations

import re

from qiantou.access.models import Account, Person
from tests.desk.town import office


def test_help_is_one_page_whose_links_lead_somewhere(sqlite_site):
    with office() as county:
        client = county.client("town", language="en")
        page = client.get("/help/").content.decode()
        assert 'href="/help/" data-help' in client.get("/").content.decode()
        for anchor in re.findall(r'href="#([\w-]+)"', page):
            assert f'id="{anchor}"' in page, anchor
        links = set(re.findall(r'<a href="(/[^"#]*)"', page.split("<main")[1]))
        assert links >= {"/import/", "/proof/"}
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
        person = Person.objects.create(name="keeper")
        county.people["keeper"] = Account.objects.create_user("keeper", None, person=person, admin="system")
        keeper = county.client("keeper")
        for path in ("/help/", "/duties/load/"):
            links = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', keeper.get(path).content.decode()))
            assert {link: keeper.get(link).status_code for link in links} == dict.fromkeys(links, 200), path


def test_the_keys_can_be_turned_off_there(sqlite_site):
    with office() as county:
        client = county.client("town")
        assert 'data-keys="off"' not in client.get("/help/").content.decode()
        client.post("/preferences/", {"keys": "off", "next": "/help/"})
        assert 'data-keys="off"' in client.get("/help/").content.decode()
