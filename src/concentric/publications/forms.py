"""Forms of publications."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.publications.rules.markup import LONGEST
from concentric.publications.rules.spans import MOST_DECIMALS, SCALES


def _placed(label: Any, example: str, *, required: bool = True) -> forms.CharField:
    """A short text with an example of it."""
    widget = forms.TextInput(attrs={"placeholder": example})
    return forms.CharField(label=label, required=required, widget=widget, max_length=400)


def _indicators(label: Any, example: str) -> forms.CharField:
    """Codes of indicators, offered from the catalogue."""
    found = _placed(label, example)
    found.widget.attrs["list"] = "indicators"
    return found


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


class NumberForm(forms.Form):
    """Which number to insert, and how it is written."""

    indicator = _indicators(_("Indicator"), "RE-02")
    period = _placed(_("Period"), "2020")
    by = _placed(_("Breakdown"), "board:star", required=False)
    scale = forms.ChoiceField(
        label=_("Display scale"),
        required=False,
        choices=[("", _("of the indicator")), *((one, one) for one in SCALES)],
    )
    decimals = forms.IntegerField(
        label=_("Decimals"), required=False, min_value=0, max_value=MOST_DECIMALS
    )
    without_unit = forms.BooleanField(label=_("Number only"), required=False)


class TableForm(forms.Form):
    """Which table to insert: indicators as rows, periods as columns."""

    indicators = _indicators(_("Indicators"), "RE-01 RE-02")
    periods = _placed(_("Periods"), "2019 2020")
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)


class ChartForm(forms.Form):
    """Which chart to insert: one indicator by one breakdown, and its words in both languages."""

    kind = forms.ChoiceField(
        label=_("Kind of chart"), choices=[("bar", _("Bars")), ("share", _("Shares of the whole"))]
    )
    indicator = _indicators(_("Indicator"), "RE-02")
    by = _placed(_("Breakdown"), "board")
    period = _placed(_("Period"), "2020")
    title_zh = forms.CharField(
        label=_("Title in Chinese"), max_length=200, help_text=_("{top} stands for the greatest.")
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    alt_zh = forms.CharField(label=_("In words, in Chinese"), max_length=500)
    alt_en = forms.CharField(label=_("In words, in English"), max_length=500)


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
