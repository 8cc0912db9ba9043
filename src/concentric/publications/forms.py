"""Forms of publications."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.publications.rules.markup import LONGEST
from concentric.publications.rules.spans import MOST_DECIMALS, SCALES


class BeginForm(forms.Form):
    """A new report from an outline."""

    outline = forms.ChoiceField(label=_("Outline"))
    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{1,40}$", label=_("Code"), required=False,
        help_text=_("Small letters, figures and dashes; the outline's own where empty."),
    )  # fmt: skip

    def __init__(self, *args: Any, outlines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outline"].choices = outlines  # type: ignore[attr-defined]  # a ChoiceField


class ChapterForm(forms.Form):
    """A chapter in both languages, with the revision it began from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    text_zh = forms.CharField(
        label=_("Text in Chinese"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 22, "lang": "zh-Hans"}),
    )  # fmt: skip
    text_en = forms.CharField(
        label=_("Text in English"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 22, "lang": "en"}),
    )  # fmt: skip


class PickerForm(forms.Form):
    """Which number to insert, and how it is written."""

    indicator = forms.CharField(
        label=_("Indicator"),
        widget=forms.TextInput(attrs={"list": "indicators", "placeholder": "RE-02"}),
    )
    period = forms.CharField(
        label=_("Period"), widget=forms.TextInput(attrs={"placeholder": "2020"})
    )
    by = forms.CharField(
        label=_("Breakdown"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "board:star"}),
    )
    scale = forms.ChoiceField(
        label=_("Display scale"),
        required=False,
        choices=[("", _("of the indicator")), *((one, one) for one in SCALES)],
    )
    decimals = forms.IntegerField(
        label=_("Decimals"), required=False, min_value=0, max_value=MOST_DECIMALS
    )
    without_unit = forms.BooleanField(label=_("Number only"), required=False)


class ReasonForm(forms.Form):
    """Why a report is sent back."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class ErratumForm(forms.Form):
    """A correction to announce."""

    span_code = forms.CharField(
        label=_("Trace code of the number"), required=False, max_length=12,
        help_text=_("Empty where it is about words."),
    )  # fmt: skip
    says_zh = forms.CharField(
        label=_("Correction in Chinese"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    says_en = forms.CharField(
        label=_("Correction in English"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class WithdrawForm(forms.Form):
    """Why an issue is taken back."""

    reason_zh = forms.CharField(
        label=_("Reason in Chinese"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    reason_en = forms.CharField(
        label=_("Reason in English"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class FileForm(forms.Form):
    """A file somebody holds."""

    file = forms.FileField(label=_("File"))
