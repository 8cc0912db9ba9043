"""Forms of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.parties.labels import CONTACT_KINDS, ORGANISATION_KINDS
from concentric.parties.types import ContactKind


class ListForm(forms.Form):
    """A list of organisations to bring in."""

    file = forms.FileField(label=_("List (.xlsx or .csv)"))


class OrganisationForm(forms.Form):
    """What is stated when an organisation is entered."""

    code = forms.CharField(label=_("Code"), max_length=32)
    kind = forms.ChoiceField(label=_("Kind"))
    legal_name = forms.CharField(label=_("Legal name"))
    short_name = forms.CharField(label=_("Short name"), required=False)
    legal_name_en = forms.CharField(label=_("Legal name in English"), required=False)
    short_name_en = forms.CharField(label=_("Short name in English"), required=False)
    uscc = forms.CharField(label=_("Unified social credit code"), required=False)
    stock_code = forms.CharField(label=_("Stock code"), required=False)
    parent = forms.CharField(label=_("Code of the parent"), required=False)
    place = forms.CharField(label=_("Place code"), required=False)
    valid_from = forms.DateField(
        label=_("Exists since"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(kind), label) for kind, label in ORGANISATION_KINDS.items()]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=choices)


class RenameForm(forms.Form):
    """New names from a day on."""

    legal_name = forms.CharField(label=_("Legal name"))
    short_name = forms.CharField(label=_("Short name"), required=False)
    legal_name_en = forms.CharField(label=_("Legal name in English"), required=False)
    short_name_en = forms.CharField(label=_("Short name in English"), required=False)
    acted_on = forms.DateField(
        label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Reason"))


class MoveForm(forms.Form):
    """Another parent, or none, from a day on."""

    parent = forms.CharField(label=_("Code of the parent"), required=False)
    acted_on = forms.DateField(
        label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Reason"))

    def clean_parent(self) -> str | None:
        """Nothing entered means that it stands by itself."""
        return self.cleaned_data["parent"].strip() or None


class CloseForm(forms.Form):
    """An organisation ends."""

    acted_on = forms.DateField(
        label=_("First day without it"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Reason"))


class ContactForm(forms.Form):
    """One more way to reach an organisation."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(str(kind), label) for kind, label in CONTACT_KINDS.items()]
    )
    value = forms.CharField(
        label=_("Number, address or page"),
        help_text=_("Of the office, never a person's private one."),
    )
    note = forms.CharField(label=_("Note"), required=False)

    def clean_kind(self) -> ContactKind:
        """The kind as the room knows it."""
        return ContactKind(self.cleaned_data["kind"])
