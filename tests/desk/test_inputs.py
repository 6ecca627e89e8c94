"""Inputs are written as Django's own templates write them."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from qiantou.desk.forms import Day
from qiantou.desk.inputs import Inputs

NASTY = """<b>"&'</b>"""
CHOICES = [("", "---"), (1, gettext_lazy("Day")), (NASTY, NASTY), ("safe", mark_safe("a&nbsp;b"))]
NUMBERS = [(1234, 1234), (date(2026, 3, 2), date(2026, 3, 2))]
IN_GROUPS = [("one", [(1, "first"), (2, NASTY)]), (3, "third")]
ATTRS = [
    {},
    {"id": "x", "class": "wide"},
    {"id": NASTY, "required": True, "disabled": False, "rows": 3, "data-n": 12345},
]
PLAIN = [
    forms.TextInput(), forms.HiddenInput(), forms.NumberInput(), forms.PasswordInput(render_value=True),
    forms.URLInput(), forms.EmailInput(), Day(), forms.DateTimeInput(), forms.TimeInput(), forms.FileInput(),
    forms.CheckboxInput(), forms.Textarea(), forms.Textarea(attrs={"rows": 3}),
]  # fmt: skip
CHOSEN = [
    kind(choices=choices)
    for kind in (forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple)
    for choices in (CHOICES, NUMBERS, IN_GROUPS, [])
]
VALUES = [None, "", NASTY, 0, 12345, date(2026, 3, 2), mark_safe("a&nbsp;b"), True, ["1", NASTY]]


def told(widget: forms.Widget) -> str:
    return f"{type(widget).__name__} {len(getattr(widget, 'choices', []))}"


@pytest.mark.parametrize("widget", [*PLAIN, *CHOSEN], ids=told)
def test_an_input_is_written_as_the_templates_write_it(widget: forms.Widget):
    with override("zh-hans"):
        for value in VALUES:
            for attrs in ATTRS:
                ours = widget.render("n&m", value, attrs, Inputs())
                assert ours == widget.render("n&m", value, attrs, DjangoTemplates())
                assert hasattr(ours, "__html__")


def test_the_inputs_of_a_form_are_written_without_templates(monkeypatch):
    monkeypatch.setattr(DjangoTemplates, "render", None)

    class Asked(forms.Form):
        day = forms.DateField(widget=Day())
        said = forms.CharField(widget=forms.Textarea())
        way = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)

    form = Asked()
    assert "<textarea" in "".join(str(form[name]) for name in form.fields)
