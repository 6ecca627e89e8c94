"""The forms of messages: parsing only. Addresses of robots and webhooks are looked at as they will be when used."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiantou.desk.forms import DeskField
from qiantou.outbox.codes import CODES, OUTCOMES
from qiantou.outbox.models import Robot
from qiantou.outbox.networks import LONGEST, Refused, find


class MailForm(forms.Form):
    mail = forms.EmailField(label=_("Mail address"), max_length=200)


class CodeForm(forms.Form):
    code = forms.RegexField(r"\A\s*[0-9]{8}\s*\Z", label=_("Code from the mail"), max_length=20)
    code.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip()


class NewsForm(forms.Form):
    """Which news comes by mail."""

    wanted = forms.MultipleChoiceField(
        label=_("Tell me by mail"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, news.label) for code, news in CODES.items()],
    )  # fmt: skip


class FeedForm(forms.Form):
    desk = forms.ChoiceField(label=_("What it holds"), required=False)

    def offer(self, desks: list[tuple[str, str]]) -> None:
        self.fields["desk"].choices = [("", _("All my desks have in hand")), *desks]  # type: ignore[attr-defined]


class AddressField(forms.CharField):
    """An address that could be posted to now: of a form that can be used, inside the networks that the site lists."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, widget=forms.URLInput(attrs={"autocomplete": "off"}), **options)

    def clean(self, value: Any) -> str:
        url = str(super().clean(value)).strip()
        try:
            find(url, settings.NETWORKS)
        except Refused as refusal:
            raise forms.ValidationError(OUTCOMES[refusal.code], code=refusal.code) from None
        return url


class RobotForm(forms.Form):
    kind = forms.ChoiceField(label=_("Service"), choices=Robot.KINDS)
    name = forms.CharField(label=_("Name of the group"), max_length=60)
    desk = DeskField(label=_("For what concerns"))
    url = AddressField(label=_("Address of the robot"), help_text=_("As the service shows it; it is not shown again."))
    secret = forms.CharField(
        label=_("Signing secret"), required=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("DingTalk and Feishu: choose “sign” in the security settings of the robot. WeCom has none."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class HookForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    desk = DeskField(label=_("For what concerns"), required=False, help_text=_("Empty: every desk."))
    url = AddressField(label=_("Address"))


class TryFilters(forms.Form):
    channel = forms.ChoiceField(required=False, label=_("Way"))
    state = forms.ChoiceField(required=False, label=_("State"))
