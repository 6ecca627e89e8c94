"""A refusal in words: the sentence of its code, with names in place of desks and dates written out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.utils.dateformat import format as written
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiantou.access.guards import names as names_of
from qiantou.access.sentences import SENTENCES
from qiantou.access.terms import TERMS
from qiantou.core.kernel import Rejected

DESKS = ("u:", "p:", "o:")


def sentence_for(refusal: Rejected, *, names: Mapping[str, str] | None = None) -> str:
    """The sentence of the refusal in the reader's language, its code behind it where no sentence is known.

    `names`: desk → name, looked up when left out. A desk without a name is called "another desk".
    """
    sentence = SENTENCES.get(refusal.code)
    if sentence is None:
        return _("This cannot be done now (%(code)s). Nothing was recorded.") % {"code": refusal.code}
    told = [one for value in refusal.facts.values() for one in (value if isinstance(value, tuple) else (value,))]
    desks = [str(value) for value in told if _is_desk(value)]
    known = names if names is not None else names_of(desks) if desks else {}
    facts: defaultdict[str, str] = defaultdict(lambda: _("another desk"))
    facts.update({name: _shown(value, known) for name, value in refusal.facts.items()})
    return str(sentence) % facts


def _is_desk(value: object) -> bool:
    return isinstance(value, str) and value.startswith(DESKS)


def _shown(value: object, names: Mapping[str, str]) -> str:
    if value is None:
        return _("another desk")
    if isinstance(value, str) and _is_desk(value):
        return names.get(value, _("another desk"))
    if isinstance(value, date):
        return written(value, "Y年n月j日" if (get_language() or "").startswith("zh") else "j F Y")
    if isinstance(value, tuple):
        return _(", ").join(_shown(part, names) for part in value)
    text = str(value)
    return str(TERMS[text]) if text in TERMS else text
