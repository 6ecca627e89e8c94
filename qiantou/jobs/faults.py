"""Codes of a check of the record as sentences for whoever runs the site."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from qiantou.ledger.report import Unsound

SENTENCES: dict[str, Callable[[], str]] = {
    "key-folder-open": lambda: _("The folder of the signing keys can be read by others: run chmod 700 on it."),
    "key-file-open": lambda: _("A signing key can be read by others: run chmod 600 on it."),
    "key-damaged": lambda: _("A signing key file is damaged: bring it back from a backup."),
    "key-missing": lambda: _("The private signing key is missing: bring it back from a backup."),
    "witness-missing": lambda: _(
        "The witness file is missing though the record has entries: bring it back from a backup."
    ),
    "witness-damaged": lambda: _("The witness file is damaged: bring it back from a backup."),
    "witness-ahead": lambda: _("The record has fewer entries than were once witnessed: the database is an older copy."),
    "witness-behind": lambda: _("The database holds a checkpoint the witness file never saw: it is an older copy."),
    "witness-inconsistent": lambda: _("The record is not the one that was witnessed: entries were changed."),
    "witness-other-log": lambda: _("The witness file belongs to another site."),
    "export-in-the-way": lambda: _("There is something at that place already: name an empty or a new folder."),
    "never-sealed": lambda: _("Nothing is sealed yet: there is nothing to export."),
}


def sentence_of(fault: Unsound) -> str:
    """The sentence, and the code with its facts, which docs/rules/ledger.md explains."""
    sentence = SENTENCES.get(fault.code, lambda: _("The record does not hold."))
    return f"{sentence()} [{fault}]"
