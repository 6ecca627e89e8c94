"""The forms of the gallery, and `say`, which picks the words of the page's language."""

from typing import Any

from django import forms
from django.utils.translation import get_language


def say(chinese: str, english: str) -> str:
    return english if get_language() == "en" else chinese


class Deliver(forms.Form):
    command_id = forms.CharField(widget=forms.HiddenInput, initial="0f3a")
    said = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    paper = forms.FileField(required=False)
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].label = say("交付了什么", "What is delivered")
        self.fields["paper"].label = say("附件", "File")
        self.fields["paper"].help_text = say("国家秘密、工作秘密不得上传。", "No state or work secrets.")
        self.fields["until"].label = say("希望验收日期", "Wished day of review")


class Decline(forms.Form):
    reason = forms.ChoiceField(widget=forms.RadioSelect)
    sure = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = say("退回理由", "Reason for declining")
        self.fields["reason"].choices = [
            ("other", say("职责属于另一单位（须写明哪家）", "the duty of another unit (name it)")),
            ("means", say("缺少办理条件", "the means are lacking")),
        ]
        self.fields["sure"].label = say("已与对方电话沟通", "We have spoken on the telephone")


class Filters(forms.Form):
    q = forms.CharField(required=False, widget=forms.SearchInput)
    unit = forms.ChoiceField(required=False)
    late = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = say("搜索", "Search")
        self.fields["unit"].label = say("单位", "Unit")
        self.fields["unit"].choices = [("", say("全部", "all")), ("u:dev", "县发改局")]
        self.fields["late"].label = say("只看超时", "late only")


class SignIn(forms.Form):
    name = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say("账号", "Account")
        self.fields["password"].label = say("密码", "Password")
