"""Forms of programmes: decline, pair, answer, end, and the upload of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.programmes import labels
from concentric.programmes.types import Consent, PairingKind, Side


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget)


class DeclineForm(forms.Form):
    """A firm declines, with a reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class PairingForm(forms.Form):
    """A firm is proposed for a county."""

    programme = forms.ChoiceField(label=_("Programme"))
    firm = forms.CharField(label=_("Code of the firm"))
    county = forms.CharField(label=_("Code of the county"), help_text=_("Six digits, as 141031."))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(str(k), word) for k, word in labels.PAIRING_KINDS.items()]
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False)

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]  # a ChoiceField

    def clean_kind(self) -> PairingKind:
        """The kind as the room knows it."""
        return PairingKind(self.cleaned_data["kind"])


class AnswerForm(forms.Form):
    """One side answers whether it agrees."""

    side = forms.ChoiceField(choices=[(str(s), str(s)) for s in Side], widget=forms.HiddenInput)
    consent = forms.ChoiceField(
        label=_("Answer"),
        choices=[(str(c), labels.CONSENTS[c]) for c in (Consent.GIVEN, Consent.REFUSED)],
    )
    answered_on = _day(_("Date of the answer"))
    evidence = forms.CharField(
        label=_("SHA-256 of the paper"),
        required=False,
        help_text=_("The county's answer needs its paper."),
    )

    def clean_side(self) -> Side:
        """The side as the room knows it."""
        return Side(self.cleaned_data["side"])

    def clean_consent(self) -> Consent:
        """The answer as the room knows it."""
        return Consent(self.cleaned_data["consent"])


class EndForm(forms.Form):
    """A pairing ends on a day, with a reason."""

    ends_on = _day(_("Last day"))
    reason = forms.CharField(label=_("Reason"))


class ListForm(forms.Form):
    """A list of signatures to check or to take in."""

    file = forms.FileField(label=_("List"))
