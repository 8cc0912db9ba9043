"""Forms of members: end, merge, rename, classify, and the upload of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.members import labels
from concentric.members.types import Attribute


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class EndForm(forms.Form):
    """A membership ends on a day, its last."""

    valid_to = _day(_("Last day"))
    reason = forms.CharField(label=_("Reason"))


class MergeForm(forms.Form):
    """Another member absorbs this one on a day."""

    successor = forms.CharField(label=_("Code of the successor"))
    acted_on = _day(_("First day under the successor"))
    reason = forms.CharField(label=_("Reason"))


class RenameForm(forms.Form):
    """A member has new names from a day on."""

    legal_name = forms.CharField(label=_("Legal name"))
    short_name = forms.CharField(label=_("Short name"), required=False)
    legal_name_en = forms.CharField(label=_("Legal name in English"), required=False)
    short_name_en = forms.CharField(label=_("Short name in English"), required=False)
    acted_on = _day(_("From the day"))
    reason = forms.CharField(label=_("Reason"))


class ClassifyForm(forms.Form):
    """A member is of another kind, or in another group, from a day on."""

    attribute = forms.ChoiceField(
        label=_("Respect"), choices=[(str(a), word) for a, word in labels.ATTRIBUTES.items()]
    )
    value = forms.CharField(label=_("Code of the value"), required=False)
    valid_from = _day(_("From the day"))

    def clean_attribute(self) -> Attribute:
        """The attribute as the room knows it."""
        return Attribute(self.cleaned_data["attribute"])

    def clean_value(self) -> str | None:
        """Nothing entered ends the old value."""
        return self.cleaned_data["value"].strip() or None


class ListForm(forms.Form):
    """A member list to check or to take in."""

    file = forms.FileField(label=_("List"))
