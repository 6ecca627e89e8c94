"""The Chinese catalogue: which texts the sources ask for, and the compiled file the program reads.

`python -m tests.support.catalogue` lists texts without a translation and compiles the catalogue, with no
gettext program. A test keeps both fresh.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "qiantou"
CATALOGUE = SOURCES / "locale/zh_Hans/LC_MESSAGES/django.po"
CALLS = {"_", "N_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
IN_TEMPLATE = re.compile(r"\b(_|gettext|ngettext)\(\s*u?('''|\"\"\"|'|\")")


def texts() -> dict[str, str]:
    """Every text the sources ask to translate → where it stands first."""
    found: dict[str, str] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for line, text in _in_python(path.read_text(encoding="utf-8")):
            found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    for path in sorted([*SOURCES.rglob("*.html"), *SOURCES.rglob("*.txt")]):
        if "templates" in path.parts:
            for line, text in _in_template(path.read_text(encoding="utf-8")):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def _in_python(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        said = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name.startswith("pgettext"):
            said = said[1:2]
        for text in said[: 2 if name.startswith("ngettext") else 1]:
            yield node.lineno, text


def _in_template(source: str) -> Iterator[tuple[int, str]]:
    from django.utils.translation.template import templatize

    code = templatize(source)
    for match in IN_TEMPLATE.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        start = match.start(2)
        yield from ((line, text) for text in _literals(code[start:], plural=match.group(1) == "ngettext"))


def _literals(code: str, *, plural: bool) -> Iterator[str]:
    """The first string literal of `code`, and the second where a plural follows it."""
    for _ in range(2 if plural else 1):
        quote = next(mark for mark in ("'''", '"""', "'", '"') if code.startswith(mark))
        end = len(quote)
        while not code.startswith(quote, end):
            end += 2 if code[end] == "\\" else 1
        end += len(quote)
        yield ast.literal_eval(code[:end])
        rest = re.match(r"\s*,\s*u?(?=['\"])", code[end:])
        if rest is None:
            return
        code = code[end + rest.end() :]


def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def untranslated() -> dict[str, str]:
    """Texts asked for that have no Chinese yet → where they stand."""
    known = {text for entry in catalogue() if _is_done(entry) for text in (entry.msgid, entry.msgid_plural) if text}
    return {text: place for text, place in texts().items() if text not in known and text.strip()}


def _is_done(entry: polib.POEntry) -> bool:
    done = bool(entry.msgstr) or (bool(entry.msgstr_plural) and all(entry.msgstr_plural.values()))
    return done and "fuzzy" not in entry.flags and not entry.obsolete


def compiled() -> bytes:
    """What the compiled file must hold."""
    binary: bytes = catalogue().to_binary()
    return binary


def main() -> int:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    missing = untranslated()
    for text, place in missing.items():
        print(f"{place}: {text!r}")
    CATALOGUE.with_suffix(".mo").write_bytes(compiled())
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
