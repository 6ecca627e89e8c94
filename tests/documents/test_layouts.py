"""Every layout and trap against what a person wrote down for it (tests/documents/samples/*.json)."""

import json
from pathlib import Path

import docx
import pytest

from qiantou.documents.division import read_division, to_json
from qiantou.documents.opening import read_paper

from .papers import word_bytes

SAMPLES = sorted(Path(__file__).with_name("samples").glob("*.txt"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_reads_as_written_down(sample: Path):
    expected = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    rows = json.loads(to_json(read_division(read_paper(sample))))
    for row in rows:
        row["doubts"].sort()
    assert rows == expected


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_same_paper_in_word_reads_alike(sample: Path):
    document = docx.Document()
    for line in sample.read_text(encoding="utf-8").splitlines():
        document.add_paragraph(line)
    in_word = json.loads(to_json(read_division(read_paper(word_bytes(document), "a.docx"))))
    in_text = json.loads(to_json(read_division(read_paper(sample))))
    for row in in_text:
        row["source"] = row["source"].replace("line", "paragraph")
    assert in_word == in_text


def test_every_layout_has_a_sample():
    numbers = {path.stem[:2] for path in SAMPLES} | {"12"}  # 12 is Word and Excel: test_tables
    assert numbers >= {f"{number:02}" for number in range(1, 21)}
