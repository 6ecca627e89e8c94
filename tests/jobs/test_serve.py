"""The real server as a child: it answers, ends when asked to, and lets nobody else write on SQLite."""

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.jobs.server import qiantou, serving, started


def test_the_server_answers_and_ends_quietly(site):
    with serving(site) as server:
        assert server.ask("/health") == (200, "ok\n")
        assert server.until("/ready") == "ready\n"
        assert "qiantou_entries_total 0" in server.ask("/metrics")[1]
        assert server.ask("/nothing-here")[0] == 404
        assert server.ask("/static/desk/desk.css")[0] == 200
        assert server.ask("/static/django_htmx/htmx-2.min.js")[0] == 200
        assert server.ask("/sign-in/", Host="elsewhere.example")[0] == 400  # anybody may ask; the log is not for that
        assert server.stop() == 0
        assert "Traceback" not in server.text()
        assert "Warning:" not in server.text()


def test_ctrl_c_ends_it_too(sqlite_site):
    with serving(sqlite_site) as server:
        server.stop(signal.SIGINT)
        assert "Traceback" not in server.text()


def test_a_second_writer_is_refused_on_sqlite_with_one_sentence(sqlite_site):
    with serving(sqlite_site), ThreadPoolExecutor() as pool:  # each waits for a while before it gives up
        for refused in pool.map(partial(qiantou, sqlite_site), ("serve", "worker", "migrate")):
            assert refused.returncode == 1
            assert "one writer" in refused.stderr
            assert len(refused.stderr.strip().splitlines()) == 1
        assert qiantou(sqlite_site, "checkhealth").returncode == 0


def test_several_servers_and_workers_run_on_postgresql(postgres_site):
    with serving(postgres_site) as one, serving(postgres_site) as two, started(postgres_site, "worker") as worker:
        assert one.ask("/health")[0] == two.ask("/health")[0] == 200
        one.until("/ready")
        assert worker.process.poll() is None, worker.text()


def test_a_taken_port_is_named_with_a_free_one(sqlite_site):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = qiantou(sqlite_site, "serve", "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert "try --port" in refused.stderr


def test_a_killed_server_leaves_the_site_free_for_the_next(sqlite_site):
    with serving(sqlite_site) as server:
        server.process.kill()  # the parent alone: its child must notice by itself
        server.process.wait()
        assert qiantou(sqlite_site, "migrate").returncode == 0


def test_strangers_learn_nothing_of_the_site(sqlite_site):
    with serving(sqlite_site) as server:
        for path in ("/health", "/ready", "/metrics"):
            assert server.ask(path, **{"X-Forwarded-For": "203.0.113.9"})[0] == 404
