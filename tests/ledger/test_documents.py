"""docs/rules/ledger.md says what the code does: its example is made anew, its list of codes is complete."""

import re
from pathlib import Path

from tests.ledger.doc_example import example

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/rules/ledger.md").read_text(encoding="utf-8")
_RAISED = re.compile(r'(?:Unsound|Finding)\(\s*"([a-z0-9-]+)"|"((?:facts|words)-malformed|key-(?:file|folder)-open)"')


def test_the_worked_example_is_what_the_code_makes():
    assert example() in TEXT


def test_every_code_is_explained_and_every_explained_code_exists():
    used = {
        code
        for path in (*(ROOT / "qiantou/ledger").glob("*.py"), ROOT / "qiantou/jobs/verify_site.py")
        for found in _RAISED.findall(path.read_text(encoding="utf-8"))
        for code in found
        if code
    }
    section = TEXT.split("## 10.")[1].split("## 11.")[0]
    explained = re.findall(r"^\| `([a-z0-9-]+)` \| .+ \|$", section, re.MULTILINE)
    assert sorted(explained) == sorted(used)
