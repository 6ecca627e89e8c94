"""`qiantou delay` and `qiantou tenure`: files in, tables or JSON out, one sentence for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qiantou.insight import network, network_file, tenure_file
from qiantou.insight.malformed import Malformed
from qiantou.jobs import delay, tenure, unreadable
from qiantou.jobs.columns import table
from tests.insight.networks import journal


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    activities, links = journal()
    told = {
        "activities": [
            {"id": int(one.id), "planned": float(one.planned), "actual": float(one.actual)} for one in activities
        ],
        "links": [{"from": int(one.before), "to": int(one.after), "type": one.type} for one in links],
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(told), encoding="utf-8-sig")
    return path


def ask(command, *arguments: object) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    name = command.__name__.rpartition(".")[2]
    return int(command.run(parser.parse_args([name, *map(str, arguments)])))


def test_delay_answers_in_json(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(delay, plan, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [told[key] for key in ("planned_finish", "actual_finish", "delay")] == [10.5, 13.5, 3]
    assert told["exact"]["shares"]["6"] == "13/12"
    assert told["shares"]["6"] == pytest.approx(13 / 12)
    assert told["by_activity"] == told["shares"]
    assert (told["concurrent"], told["but_for"]["6"], told["window"]["choice"]) == (1.5, 13, "all")


def test_delay_answers_in_tables(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(delay, plan, "--window", "day") == 0
    told = capsys.readouterr().out
    assert "delay 3 days; windows of one day" in told
    assert "6 0.75, 8 0.25" in told


def test_shares_of_the_tables_add_up_to_what_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.json"
    told = [{"id": f"{party}{place}", "party": party, "planned": 1, "actual": 3}
            for party in "abc" for place in (1, 2)]  # fmt: skip
    path.write_text(json.dumps({"activities": told}), encoding="utf-8")
    assert ask(delay, path) == 0
    parties, _lost, activities = capsys.readouterr().out.split("\n\n")[1:]
    shares = [line.split()[1] for line in parties.splitlines()[1:]]
    assert shares == ["0.67", "0.67", "0.66", "2"]
    assert sum(float(line.split()[1]) for line in activities.splitlines()[1:]) == pytest.approx(2)
    assert ask(delay, path, "--window", "day") == 0
    assert "a 0.34, b 0.33, c 0.33" in capsys.readouterr().out


def test_what_a_terminal_would_obey_is_shown_as_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "x\n\x1b[31m\x9b\u202e\ud800"
    path, log = tmp_path / "plan\x1b[2J.json", tmp_path / "events.csv"
    path.write_text(json.dumps({"activities": [{"id": name, "planned": 1, "actual": 2}]}), encoding="utf-8")
    log.write_text("case,holder,time\nc,a\x1b[31m,20260302\nc,b\u202e,20260303\nc,,20260304\n", encoding="utf-8")
    for command, file in ((delay, path), (tenure, log)):
        assert ask(command, file) == 0
        table = capsys.readouterr().out
        assert ask(command, file, "--json") == 0
        read = capsys.readouterr().out
        assert not {*"\x1b\x9b\u202e\ud800"} & {*table, *read}
        assert "x1b[31m" in table
    assert json.loads(read)["held"][0]["holder"] == "a\x1b[31m"
    path.write_text(json.dumps({"activities": [{"id": name, "planned": 1}]}), encoding="utf-8")
    assert ask(delay, path) == 2
    assert capsys.readouterr().err.endswith("“x\\n\\x1b[31m\\x9b\\u202e\\ud800” has no “actual”.\n")
    assert ask(delay, tmp_path / "\x1b[2J") == 2
    assert "\x1b" not in capsys.readouterr().err


def test_tenure_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(
        "case,holder,time\n甲,公路局,0\n甲,水利局,86400\n甲,公路局,100000\n甲,,200000.5\n".encode("gb18030")
    )
    assert ask(tenure, path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["held"][0] == {"case": "甲", "holder": "公路局", "seconds": 186400.5}
    assert told["pingpongs"] == [{"from": "公路局", "to": "水利局", "count": 1}]
    assert ask(tenure, path) == 0
    assert "水利局      1        0.16  0.16" in capsys.readouterr().out


A = {"id": "a", "planned": 1, "actual": 2}
BAD = {
    "is no JSON": "{",
    "is no list": {},
    "Item 1 of activities is no object": {"activities": [1]},
    "“id” must be a text": {"activities": [{"id": True}]},
    "There is no activity": {"activities": []},
    "“a” is there twice": {"activities": [A, A]},
    "has no “actual”": {"activities": [{"id": "a", "planned": 1}]},
    "is “NaN”, which is no number": '{"activities": [{"id": "a", "planned": NaN, "actual": 1}]}',
    "is “Infinity”, which is no number": '{"activities": [{"id": "a", "planned": 1, "actual": Infinity}]}',
    "is “True”, which is no number": {"activities": [{**A, "actual": True}]},
    "is “two”, which is no number": {"activities": [{**A, "actual": "two"}]},
    "is “1e9999”, which is no number": '{"activities": [{"id": "a", "planned": 1, "actual": 1e9999}]}',
    "a duration is never below 0": {"activities": [{**A, "planned": -1}]},
    "before the beginning of the plan": {"activities": [{**A, "start": -0.5}]},
    "add up to 2, where actual less planned is 1": {"activities": [{**A, "extensions": [{"start": 0, "end": 2}]}]},
    "ends before it begins": {"activities": [{**A, "extensions": [{"start": 2, "end": 1}]}]},
    "is of type “XX”": {"activities": [A], "links": [{"from": "a", "to": "a", "type": "XX"}]},
    "names “b”, which is no activity": {"activities": [A], "links": [{"from": "a", "to": "b"}]},
    "is linked to itself": {"activities": [A], "links": [{"from": "a", "to": "a"}]},
    "in a circle: “a” → “b” → “a”": {
        "activities": [A, {**A, "id": "b"}, {**A, "id": "c"}],
        "links": [{"from": "b", "to": "a"}, {"from": "a", "to": "b"}, {"from": "b", "to": "c"}],
    },
    "“planned” stands twice in one object (“a”)": '{"activities": [{"id": "a", "planned": 1, "planned": 2}]}',
    "“activities” stands twice in one object: nobody": '{"activities": [], "activities": []}',
    "the file has “link”, which is no name": {"activities": [A], "link": []},
    "Item 1 of activities has “plan”": {"activities": [{**A, "plan": 1}]},
    "Item 1 of links has “typ”": {"activities": [A], "links": [{"from": "a", "to": "a", "typ": "FS"}]},
    "is of type “0”": {"activities": [A], "links": [{"from": "a", "to": "a", "type": 0}]},
    "it is true or false": {"activities": [{**A, "extensions": [{"start": 0, "end": 1, "regained": "yes"}]}]},
    "actual is too large": '{"activities": [{"id": "a", "planned": 1, "actual": 2e308}]}',
    "planned is too large": '{"activities": [{"id": "a", "planned": 1e999, "actual": 1}]}',
    "choose a longer one": {"activities": [{**A, "start": 1_000_000}]},
}


@pytest.mark.parametrize("said", BAD)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str) -> None:
    path = tmp_path / "plan.json"
    told = BAD[said]
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    assert ask(delay, path, "--window", "day", "--json") == 2
    out, err = capsys.readouterr()
    assert (out, said in err, err.count("\n")) == ("", True, 1)


def test_so_many_windows_under_so_many_stretches_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    long = [{"id": number, "planned": 1, "actual": 99_990} for number in range(40)]
    path.write_text(json.dumps({"activities": long}), encoding="utf-8")
    assert ask(delay, path, "--window", "day") == 2
    assert ask(delay, path, "--window", "all") == 0


def test_a_network_in_gb18030_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(json.dumps({"activities": [{**A, "party": "交通局"}]}, ensure_ascii=False).encode("gb18030"))
    assert ask(delay, path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["shares"] == {"交通局": 1}


@pytest.mark.parametrize("mark", ",;\t")
def test_times_as_a_spreadsheet_writes_them_are_read(mark: str) -> None:
    lines = [("case", "holder", "time"), ("c", "a", "2026/3/2 8:30"), ("c", "", "2026/03/02 09:30:00")]
    log = tenure_file.read_events("\n".join(mark.join(line) for line in lines).encode())
    assert log.time[1] - log.time[0] == 3_600_000_000


def test_a_cell_that_is_too_long_is_named() -> None:
    with pytest.raises(Malformed) as fault:
        tenure_file.read_events(b"case,holder,time\n" + b"x" * 131_073 + b",a,1\n")
    assert fault.value.code == "events-long-cell"


def test_every_fault_has_its_sentence() -> None:
    assert set(unreadable.SENTENCES) == {*network.FAULTS, *network_file.FAULTS, *tenure_file.FAULTS}


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (delay, tenure):
        assert ask(command, tmp_path / "none") == 2
        assert "No such file" in capsys.readouterr().err


def test_columns_stand_under_each_other_in_chinese_too() -> None:
    assert table([["单位", "n"], ["a", "10"]]) == "单位   n\na     10"
