"""What a check of the record can find, in a sentence each; docs/rules/ledger.md section 10 lists every code."""

from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.access import sentences as refusals
from qiantou.jobs.faults import SENTENCES

FINDINGS = {
    "another-key": gettext_lazy("The key you brought is not one of this record."),
    "attribution-differs": gettext_lazy("An attribution of the delay is not what the record comes to."),
    "check-differs": gettext_lazy("A check of exemption is not what the record comes to."),
    "page-differs": gettext_lazy("A page opened by a look-up names other units than those whose entries it showed."),
    "sheet-differs": gettext_lazy("An assessment sheet is not what the record comes to."),
    "archive-broken": gettext_lazy("The file is no archive of the kind that is written here."),
    "archive-changed": gettext_lazy("The archive itself, not a file in it, was changed at this byte."),
    "bad-checkpoint": gettext_lazy("A checkpoint has another form, repeats or goes back, or differs from its copy."),
    "bad-entry-bundle": gettext_lazy("A file of leaves is cut or holds too many."),
    "bad-key": gettext_lazy("A key line is malformed."),
    "bad-leaf": gettext_lazy("A leaf is not the header of an entry."),
    "bad-manifest": gettext_lazy("The manifest has another form."),
    "bad-note": gettext_lazy("A signed note has another form."),
    "bad-path": gettext_lazy("The manifest names a path that no export has."),
    "bad-receipt": gettext_lazy("The file is no receipt, or its parts disagree."),
    "bad-record": gettext_lazy("A line of the records has another form or another position."),
    "bad-row": gettext_lazy("A row of the database cannot be an entry."),
    "bad-signature": gettext_lazy("The signature of a known key does not verify."),
    "bad-tile": gettext_lazy("A stored tile is too short."),
    "entries-missing": gettext_lazy("There are fewer entries than the record says."),
    "erased-too-early": gettext_lazy("An erasure names an entry that is not earlier."),
    "erased-words-present": gettext_lazy("Words are still there after their erasure."),
    "erasure-unrecorded": gettext_lazy("Leave to remove words stands without an entry that says so, or the reverse."),
    "facts-changed": gettext_lazy("The facts of an entry are not those it was sealed with."),
    "facts-malformed": gettext_lazy("The facts of an entry have another form."),
    "file-changed": gettext_lazy("A file is not what the manifest says."),
    "file-extra": gettext_lazy("There is a file that no export of this size has."),
    "file-missing": gettext_lazy("A file is missing."),
    "file-too-long": gettext_lazy("A file is longer than any of its kind."),
    "file-unreadable": gettext_lazy("A file cannot be read."),
    "guard-changed": gettext_lazy("A guard of the record in the database was altered."),
    "guard-missing": gettext_lazy("A guard of the record is gone from the database."),
    "head-differs": gettext_lazy("The number of entries is not what the head says."),
    "illegal-entry": gettext_lazy("An entry of the register is not one that its desk could make then."),
    "illegal-move": gettext_lazy("An entry could not follow the ones before it: wrong phase, or not that desk's move."),
    "keys-disagree": gettext_lazy("The keys listed are not those on record."),
    "lapsed-too-early": gettext_lazy("What silence did is recorded before its clock ran out."),
    "leaf-differs": gettext_lazy("An entry is not the one that was sealed."),
    "manifest-changed": gettext_lazy("The manifest is not the one that was signed, or not of this record."),
    "no-known-signature": gettext_lazy("Nobody whose key is known signed it."),
    "no-such-entry": gettext_lazy("There is no such entry in the record."),
    "no-such-folder": gettext_lazy("There is no folder of that name."),
    "not-a-plain-file": gettext_lazy("There is a link, a device or the like in place of a file."),
    "not-canonical": gettext_lazy("Bytes are not in the one form allowed."),
    "not-included": gettext_lazy("The proof does not lead to the signed root."),
    "not-yet-sealed": gettext_lazy("No checkpoint covers the entry yet."),
    "out-of-place": gettext_lazy("An entry stands at another position than its header says."),
    "role-may-change": gettext_lazy("The program's database role may change the record."),
    "role-owns-table": gettext_lazy("The program's database role owns a table of the record."),
    "root-differs": gettext_lazy("The root under a checkpoint is not that of the entries."),
    "row-differs": gettext_lazy("A row of the pages is not what the record says; run `rebuild`."),
    "row-extra": gettext_lazy("The pages have a row that the record does not give; run `rebuild`."),
    "row-missing": gettext_lazy("The pages lack a row that the record gives; run `rebuild`."),
    "scan-changed": gettext_lazy("A scan is not the file that its name says."),
    "scan-extra": gettext_lazy("A scan is kept that no words name."),
    "scan-index-differs": gettext_lazy("The list of who names which scan is not what the words say."),
    "scan-missing": gettext_lazy("Words name a scan that is not there."),
    "signature-missing": gettext_lazy("A line rests on a signature that the record does not hold before it."),
    "signature-other": gettext_lazy("The signature a line rests on is not given, or stands for something else."),
    "stream-head-differs": gettext_lazy("The last version kept of a matter is not its last entry."),
    "tile-differs": gettext_lazy("A tile does not follow from those below."),
    "tile-extra": gettext_lazy("There is a tile that no tree of this size has."),
    "time-goes-back": gettext_lazy("An entry is earlier than the one before it."),
    "too-deep": gettext_lazy("Folders go deeper than in any export."),
    "tree-differs": gettext_lazy("The stored tree is not that of the last checkpoint."),
    "undecodable": gettext_lazy("Facts have no known shape."),
    "unsigned": gettext_lazy("A checkpoint lacks the signature of a key that had to sign."),
    "version-gap": gettext_lazy("Versions of a matter have a gap."),
    "words-changed": gettext_lazy("The words of an entry are not those it was sealed with."),
    "words-extra": gettext_lazy("There are words without an entry."),
    "words-malformed": gettext_lazy("The words of an entry have another form."),
    "words-missing": gettext_lazy("Words are missing without an erasure."),
}

RULES = {
    "cannot-follow": gettext_lazy("After what stands before it there can be no such entry."),
    "decided-otherwise": gettext_lazy("Of that move the rules make another entry: another desk, day, side or order."),
    "follows-from-nothing": gettext_lazy(
        "Only the rule makes such an entry, and there is nothing that it follows from."
    ),
    "lapse-overlooked": gettext_lazy("Before it silence had run out, and what that did is missing."),
    "left-out": gettext_lazy("What the rules make follow from it is missing."),
    "not-its-own": gettext_lazy("Only an administrator enters this section of the register, for no desk."),
    "not-yet": gettext_lazy("Time had not come so far."),
    "other-time": gettext_lazy("It is said to have happened at another time than when it was recorded."),
    "other-stream": gettext_lazy("It belongs to another stream."),
}
"""Why the rules do not make an entry, where none of them refuses it."""


def rule_of(facts: Mapping[str, object]) -> str:
    """The rule that does not make the entry, in a sentence; "" where the finding names none."""
    rule = str(facts.get("rule", ""))
    if rule in RULES:
        return str(RULES[rule])
    sentence = refusals.SENTENCES.get(rule)
    return str(sentence) % defaultdict(lambda: "…", facts) if sentence is not None else ""


def sentence_of(code: str) -> str:
    """The sentence for a finding; those that call for a remedy name it."""
    if code in SENTENCES:
        return SENTENCES[code]()
    return str(FINDINGS[code]) if code in FINDINGS else _("The record does not hold.")
