"""`qiantou verify`: the live record, an export, or a receipt. Exit code 0 if it holds, 1 if not."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.jobs.findings import rule_of, sentence_of
from qiantou.jobs.stop import Stop
from qiantou.ledger.excerpt_check import is_excerpt, verify_excerpt
from qiantou.ledger.legal import fold_under, together_under
from qiantou.ledger.note import VerifierKey
from qiantou.ledger.offline import verify_bundle
from qiantou.ledger.receipt import verify_receipt
from qiantou.ledger.report import Fact, Report, Unsound, Verdict


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "verify",
        description="Without FOLDER: check this site's record, from one state of the database, and that the rows of "
        "its pages are what the record says. With FOLDER: check an export, or the archive of a duty file, needing "
        "nothing else. With --receipt: check one receipt. Exit code 0 if all holds, else 1.",
    )
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="an export or archive to check")
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="a receipt to check; needs --key")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the site's public key, got from somewhere you trust")


def needs_site(args: argparse.Namespace) -> bool:
    """Exports and receipts are checked with no site, no settings and no database."""
    return args.folder is None and args.receipt is None


def run(args: argparse.Namespace) -> int:
    key = _key(args.key) if args.key else None
    if args.receipt is not None:
        if args.folder is not None:
            raise Stop(_("Check one thing at a time: a folder, or a receipt."))
        if key is None:
            raise Stop(_("A receipt is checked against the site's public key: add --key FILE."))
        return show(verify_receipt(args.receipt.read_bytes(), [key]))
    if args.folder is not None and is_excerpt(args.folder):
        return show(verify_excerpt(args.folder, key))
    if args.folder is not None:
        return show(verify_bundle(args.folder, key, fold_under=fold_under, together=together_under))
    from qiantou.jobs.verify_site import verify_site

    return show(verify_site())


def _key(path: Path) -> VerifierKey:
    """The first key of a file of verifier keys."""
    try:
        return VerifierKey.parse(path.read_text("utf-8").split("\n")[0].strip())
    except (Unsound, UnicodeDecodeError):
        raise Stop(_("%(path)s holds no public key.") % {"path": path}) from None


def show(report: Report) -> int:
    """Print a report in words; its exit code."""
    print(_VERDICTS[report.verdict]())
    for name, label in _LABELS.items():
        if name in report.facts:
            value = report.facts[name]
            print(f"  {label}: {_BODIES.get((name, value), value)}")
    for finding in report.findings:
        told = ", ".join(f"{name}={value}" for name, value in finding.facts.items())
        said = " ".join(filter(None, (sentence_of(finding.code), rule_of(finding.facts))))
        print(f"  {said} [{finding.code}{': ' if told else ''}{told}]", file=sys.stderr)
    return report.exit_code


_LABELS = {
    "origin": gettext_lazy("origin"),
    "excerpt": gettext_lazy("entries in the archive, each proven"),
    "entries": gettext_lazy("entries"),
    "sealed": gettext_lazy("sealed"),
    "checkpoints": gettext_lazy("checkpoints"),
    "erased": gettext_lazy("entries whose words were erased, with every scan they alone named"),
    "scans": gettext_lazy("scans"),
    "uncomputed": gettext_lazy(
        "sheets and attributions of a delay by another method than this program's, not computed again"
    ),
    "position": gettext_lazy("position"),
    "at": gettext_lazy("at"),
    "facts": gettext_lazy("what was done"),
    "move": gettext_lazy("move"),
    "desk": gettext_lazy("desk"),
    "words": gettext_lazy("the words typed with it"),
    "root": gettext_lazy("root"),
    "fingerprint": gettext_lazy("fingerprint of the key"),
}
_BODIES: dict[tuple[str, Fact], object] = {
    ("facts", "present"): gettext_lazy("in the receipt"),
    ("facts", "absent"): gettext_lazy("not in the receipt, which proves only that such an entry is there"),
    ("words", "present"): gettext_lazy("in the receipt"),
    ("words", "absent"): gettext_lazy("not in the receipt: left out, or erased"),
}


_VERDICTS = {
    Verdict.PROVEN: lambda: _("Proven: everything holds, under the key you brought."),
    Verdict.INTACT: lambda: _("Intact, origin not proven: everything holds under the key found with it."),
    Verdict.BROKEN: lambda: _("Broken: something does not hold; each fault is listed."),
}
