"""What a page was written with, for tests that ask: told once a template of a page, not once a field of its forms.

Django's own instrument is told of every template that is rendered, and keeps a copy of its context each time; a
field of a form is written by two of them, and a page may have hundreds of fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.template.base import Template
from django.test.signals import template_rendered
from django.test.utils import setup_test_environment, teardown_test_environment

OF_FIELDS = "django/forms/"


@contextmanager
def told_what_pages_say() -> Iterator[None]:
    """Within, the answer of a test's client has `templates` and `context`, as Django's tests have them."""
    setup_test_environment()
    try:
        with patch.object(Template, "_render", _rendered):
            yield
    finally:
        teardown_test_environment()


def _rendered(template: Any, context: Any) -> Any:
    if not (template.name or "").startswith(OF_FIELDS):
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)
