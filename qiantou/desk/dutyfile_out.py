"""A duty file outside its page: the Word document, and the archive of its entries that verifies offline."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from qiantou.desk.dutyfile_read import DutyFile, OfRegister
from qiantou.desk.dutyfile_seats import last_day, sittings
from qiantou.desk.dutyfile_told import HEADINGS, Row, rows
from qiantou.desk.exporting import document
from qiantou.desk.letter_papers import wording
from qiantou.desk.readme_of_excerpt import README
from qiantou.desk.templatetags.dates import day, moment
from qiantou.documents.papers.duty_file import DutyFile as Paper
from qiantou.documents.papers.duty_file import Part, Sat, Told, write_duty_file
from qiantou.documents.papers.head import Head
from qiantou.insight.duty_file import Heading
from qiantou.ledger import excerpt, keys, places, stored
from qiantou.ledger.models import Checkpoint
from qiantou.ledger.record import Record
from qiantou.ledger.tiles import TileTree

Names = Mapping[str, str]
ZIP = "application/zip"
PAPER = "duty-file.docx"


def document_of(file: DutyFile, names: Names, whose: str) -> HttpResponse:
    """The answer that saves the Word document."""
    return document(title_of(whose), written(file, names, whose))


def archive(file: DutyFile, names: Names, whose: str) -> HttpResponse:
    """The answer that saves the archive. Raises Http404 while nothing of it is sealed."""
    parts = parts_of(file)
    if not parts:
        raise Http404
    papers = {PAPER: written(file, names, whose), excerpt.README: README.encode()}
    answer = HttpResponse(excerpt.write_excerpt(parts, papers, ground()), content_type=ZIP)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title_of(whose)[:80])}.zip"
    return answer


def title_of(whose: str) -> str:
    return _("Duty file: %(whose)s") % {"whose": whose}


def ground() -> excerpt.Ground:
    """The last checkpoint, its tree and the key in force. Raises Unsound where the key is not on this machine."""
    note = Checkpoint.objects.order_by("-size").values_list("note", flat=True)[0]
    signer = keys.signing_key(places.keys_folder(), stored.keychain().current)
    return excerpt.Ground(note.encode(), TileTree(stored.read_tile), signer)


def parts_of(file: DutyFile) -> list[excerpt.Part]:
    """Every sealed entry of the file that the reader may have whole, and the erasures of its words; each once."""
    found: dict[int, tuple[Record, bool]] = {}
    for one in file.told:
        erasure = file.erasure(one.record)
        if erasure is not None:
            found[erasure[1].header.position] = (erasure[1], True)
        if not isinstance(one, OfRegister):
            found[one.record.header.position] = (one.record, True)
        elif one.whole:
            found[one.record.header.position] = (one.record, one.words)
    return [
        excerpt.Part(record, words=words)
        for position, (record, words) in sorted(found.items())
        if position < file.sealed
    ]


def written(file: DutyFile, names: Names, whose: str) -> bytes:
    """The Word document, in the reader's language."""
    sight = file.sight
    parts = tuple(
        Part(str(HEADINGS[heading]), tuple(_told(row) for row in rows(file.by_heading[heading], file, names)))
        for heading in Heading if heading is not Heading.SEATS
    )  # fmt: skip
    seats = tuple(
        Sat(names.get(one.seat.post, one.seat.post), one.name, day(one.seat.since), last_day(one.seat))
        for one in sittings(file)
    )
    period = _("%(first)s to %(last)s") % {"first": day(sight.subject.first), "last": day(sight.subject.last)}
    about = (
        (_("Whose"), whose), (_("Period"), period), (_("Drawn on"), moment(sight.force.instant)),
        (_("Sealed"), _("the first %(count)d entries of the record") % {"count": file.sealed}),
    )  # fmt: skip
    issuer = names.get(sight.seen.unit or "", "")
    head = Head(whose, issuer, f"{file.sealed}", day=sight.force.day)
    shown = None if sight.joint is not None and not sight.desks else seats
    made = Paper(head, whose, about, parts, shown, str(HEADINGS[Heading.SEATS]))
    return write_duty_file(made, wording())


def _told(row: Row) -> Told:
    facts = _("; ").join(text for text in row.facts if text)
    words = "\n".join(text for text in (facts, row.words, row.by) if text)
    return Told(moment(row.at), row.said, row.title, words, row.waited, row.doubt, row.cite, row.hash[:16])
