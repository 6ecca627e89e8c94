"""Forms of signing in and of what a person prefers: parsing only."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qiantou.access.models import Account

THEMES = ("auto", "light", "dark")
LONGEST_PASSWORD = 500  # hashing is slow on purpose, so its input is bounded


class SignIn(forms.Form):
    """An account and its password. Whatever is wrong is told in one sentence, the same for all cases."""

    username = forms.CharField(
        label=_("Account"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.request = request
        self.account: Account | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if "username" not in given or "password" not in given:
            return given
        found = authenticate(self.request, login=given["username"], password=given["password"])
        if not isinstance(found, Account):
            raise forms.ValidationError(_("This account and password do not belong together."))
        self.account = found
        return given


class ConfirmPassword(forms.Form):
    """The password once more, before something is signed."""

    wrong = _("That is not the password of this account. Nothing was recorded.")
    confirming_password = forms.CharField(
        label=_("Your password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class ChangePassword(PasswordChangeForm):
    """Django's own form, with bounds."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            field.widget.attrs["maxlength"] = LONGEST_PASSWORD

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("new_password1") and given["new_password1"] == given.get("old_password"):
            raise forms.ValidationError(_("The new password is the old one: choose another."))
        return given


class Preferences(forms.Form):
    """One press of a button at the edge of a page: the language, the light of the page, or single-key moves."""

    lang = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=[(theme, theme) for theme in THEMES], required=False)
    keys = forms.ChoiceField(choices=[("on", "on"), ("off", "off")], required=False)
