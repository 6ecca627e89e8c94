"""How a field's input is written: as Django's own templates write it, to the letter, without running them.

A matter's page has some twenty inputs; by templates within templates they took a third of the time it is written in.
Whatever is not named here is left to the templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = "django/forms/widgets/"
SINGLE = frozenset(
    f"{FOLDER}{name}.html"
    for name in ("checkbox", "date", "datetime", "email", "file", "hidden", "number", "password", "text", "time", "url")
)
"""All of them are Django's `input.html`."""
GROUPS = frozenset({f"{FOLDER}radio.html", f"{FOLDER}checkbox_select.html"})
OPTIONS = frozenset(f"{FOLDER}{name}_option.html" for name in ("select", "radio", "checkbox"))


class Inputs(DjangoTemplates):
    """Forms ask it for the HTML of each widget, with the context that Django's template of that name gets."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        widget: Mapping[str, Any] = context.get("widget", {})  # else what is written is a list of errors
        if template_name in SINGLE:
            return mark_safe(_input(widget))  # noqa: S308 — here and below, all is escaped
        if template_name == f"{FOLDER}textarea.html":
            return mark_safe(_textarea(widget))  # noqa: S308
        if template_name == f"{FOLDER}select.html" and _is_plain(widget):
            return mark_safe(_select(widget))  # noqa: S308
        if template_name in GROUPS and _is_plain(widget):
            return mark_safe(_group(widget))  # noqa: S308
        return mark_safe(super().render(template_name, context, request))  # noqa: S308


def _attributes(widget: Mapping[str, Any]) -> str:
    """True stands by its name alone, False not at all."""
    told = {conditional_escape(name): value for name, value in widget["attrs"].items() if value is not False}
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"' for name, value in told.items()
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    name, value = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget)}>\n{value}</textarea>'


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Whether its options are words without headings; a number or a day as a label is told as the language tells it."""
    return all(
        not group
        and option["template_name"] in OPTIONS
        and option["wrap_label"]
        and isinstance(option["label"], str | Promise)
        for group, options, _ in widget["optgroups"]
        for option in options
    )


def _options(widget: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [option for _, options, _ in widget["optgroups"] for option in options]


def _select(widget: Mapping[str, Any]) -> str:
    name = conditional_escape(widget["name"])
    shown = "".join(
        f'\n  <option value="{conditional_escape(option["value"])}"{_attributes(option)}>'
        f"{conditional_escape(option['label'])}</option>\n"
        for option in _options(widget)
    )
    return f'<select name="{name}"{_attributes(widget)}>{shown}\n</select>'


def _group(widget: Mapping[str, Any]) -> str:
    """Radio buttons or boxes, each in its label."""
    own = {name: widget["attrs"][name] for name in ("id", "class") if widget["attrs"].get(name)}
    shown = "".join(f"<div>\n    {_labelled(option)}</div>" for option in _options(widget))
    return f"<div{_attributes({'attrs': own})}>{shown}\n</div>"


def _labelled(option: Mapping[str, Any]) -> str:
    """Each of Django's templates within templates ends a line."""
    number = option["attrs"].get("id")
    of = f' for="{conditional_escape(number)}"' if number else ""
    return f"<label{of}>{_input(option)}\n {conditional_escape(option['label'])}</label>\n\n"
