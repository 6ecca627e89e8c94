"""A test's site can be visited as people visit it: through the real server, which ends when it is told to."""

import urllib.request

from tests.support.databases import Site
from tests.support.server import served

# A process still starting hears no word to end, and is ended after ten seconds: here there is but the one that answers.
ONE = ("--processes", "1")


def test_the_site_answers_through_its_own_server_and_stops_when_told(site: Site):
    with served(site, *ONE) as running:
        answer = urllib.request.urlopen(f"{running.base}/health", timeout=10)
        assert answer.status == 200
        answer.close()

    assert running.process.returncode == 0


def test_a_killed_server_leaves_a_site_that_starts_again(site: Site):
    with served(site, *ONE) as running:
        running.kill()

    with served(site, *ONE) as again:
        assert again.process.poll() is None
