"""What comes back from the pages of an import: rows, names, head and texts as a person typed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qiantou.access.guards import Standing
from qiantou.desk import drafts, preview
from qiantou.desk.drafts import DraftRow
from qiantou.desk.models import Draft
from qiantou.desk.preview import Typed


def typed(rows: Sequence[DraftRow], post: Typed) -> list[DraftRow]:
    """The rows with what was typed into those the page showed."""
    changed = []
    for number, row in enumerate(rows):
        prefix = f"r{number}-"
        if f"{prefix}task" not in post:
            changed.append(row)
            continue
        changed.append(replace(
            row,
            task=post.get(f"{prefix}task", "").replace("\r\n", "\n").strip(),
            lead=drafts.split_typed(post.get(f"{prefix}lead", "")),
            cooperating=drafts.split_typed(post.get(f"{prefix}cooperating", "")),
            due=post.get(f"{prefix}due", "").strip(),
            settled=f"{prefix}settled" in post,
            dropped=f"{prefix}dropped" in post,
        ))  # fmt: skip
    return changed


def said(post: Typed) -> dict[str, str]:
    """Written name → what was typed for it on the page."""
    found: dict[str, str] = {}
    while (written := post.get(f"n{len(found)}-written")) is not None and written not in found:
        found[written] = post.get(f"n{len(found)}-value", "").strip()
    return found


def typed_names(draft: Draft, post: Typed) -> dict[str, list[str]]:
    """Written name → desks, as said on the page. "-" stands for nobody; an unknown name settles nothing."""
    units = preview.unit_names()
    names = dict(draft.names)
    for written, text in said(post).items():
        told = drafts.split_typed(text)
        if told == [preview.NOBODY]:
            names[written] = []
        elif told and all(name in units for name in told):
            names[written] = [units[name] for name in told]
        else:
            names.pop(written, None)
    return names


def unknown_names(post: Typed) -> list[str]:
    """What was typed for a unit and is none, in order, each once."""
    units = preview.unit_names()
    typed_ones = [name for text in said(post).values() for name in drafts.split_typed(text)]
    return [name for name in dict.fromkeys(typed_ones) if name not in units and name != preview.NOBODY]


def typed_head(draft: Draft, post: Typed, seen: Standing) -> None:
    """Title, paper number, issuer (one of one's own units) and who decides."""
    draft.title = post.get("title", draft.title).strip()[:300]
    draft.paper = post.get("paper", draft.paper).strip()[:100]
    if post.get("issuer") in seen.desks:
        draft.issuer = post.get("issuer", "")
    sponsor = post.get("sponsor", draft.sponsor)
    draft.sponsor = sponsor if not sponsor or sponsor in preview.deciding_posts() else draft.sponsor


def typed_row(draft: Draft, row: DraftRow, post: Typed) -> DraftRow:
    """One row as typed on its own page, with the text each cooperating unit is asked."""
    desks = drafts.desks_of([*row.lead, *row.cooperating], preview.settled_names(draft))
    parts = {key.removeprefix("part-"): post.get(key, "").strip() for key in post if key.startswith("part-")}
    return replace(
        row,
        task=post.get("task", row.task).replace("\r\n", "\n").strip(),
        standard=post.get("standard", row.standard).strip(),
        leader=post.get("leader", row.leader).strip(),
        due_text=post.get("due_text", row.due_text).strip(),
        due=post.get("due", row.due).strip(),
        parts={desk: text for desk, text in parts.items() if text and desk in desks},
    )
