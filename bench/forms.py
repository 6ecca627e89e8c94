"""What a browser would send back for a form of a page, as it stands."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark  # part of the form's action
        self.fields: list[tuple[str, str]] = []
        self._inside = False
        self._text: tuple[str, list[str]] | None = None
        self._select = ""
        self._first = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self.mark in said.get("action", "")
        if not self._inside:
            return
        if tag == "input" and said.get("name"):
            if said.get("type") != "checkbox" or "checked" in said:
                self.fields.append((said["name"], said.get("value", "on")))
        elif tag == "textarea":
            self._text = (said.get("name", ""), [])
        elif tag == "select":
            self._select, self._first = said.get("name", ""), True
        elif tag == "option" and self._select:
            if "selected" in said and not self._first:
                self.fields.pop()
            if self._first or "selected" in said:
                self.fields.append((self._select, said.get("value", "")))
            self._first = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._text is not None:
            name, parts = self._text
            self.fields.append((name, "".join(parts).lstrip("\n")))
            self._text = None
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)


def fields_of(page: str, mark: str) -> list[tuple[str, str]]:
    """Names and values of the form whose action contains `mark`, without its buttons."""
    reader = _Reader(mark)
    reader.feed(page)
    return reader.fields
