"""Forms of organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from concentric.parties.labels import CONTACT_KINDS, ORGANISATION_KINDS
from concentric.parties.permissions import OWN_PARTS
from concentric.parties.types import ContactKind, OrganisationKind


class ListForm(forms.Form):
    """A list of organisations to bring in."""

    file = forms.FileField(label=_("List (.xlsx or .csv)"))


class OrganisationForm(forms.Form):
    """What is stated when an organisation is entered; parts are entered for the `own` organisation."""

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

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(kind), label)
            for kind, label in ORGANISATION_KINDS.items()
            if not own or kind in OWN_PARTS
        ]
        if own:
            self.fields["parent"].initial = own
            self.fields["parent"].disabled = True

    def clean_kind(self) -> OrganisationKind:
        """The kind as the room knows it."""
        return OrganisationKind(self.cleaned_data["kind"])


class CodesForm(forms.Form):
    """Public codes, place and site of an organisation; `seen_…` are those that stood when it was opened."""

    uscc = forms.CharField(label=_("Unified social credit code"), required=False, max_length=18)
    stock_code = forms.CharField(label=_("Stock code"), required=False, max_length=20)
    place = forms.CharField(
        label=_("Place code"),
        required=False,
        max_length=40,
        help_text=_("Where it is registered: the code of a division, as 141031."),
    )
    site = forms.ChoiceField(
        label=_("Site"),
        required=False,
        help_text=_("A spot with an address in this place. Sites are registered under Places."),
    )
    seen_uscc = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_stock_code = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_place = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sites: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [("", ""), *sites]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_site(self) -> UUID | None:
        """The site chosen, if any."""
        chosen = self.cleaned_data["site"]
        return UUID(chosen) if chosen else None

    def see(self, uscc: str, stock_code: str, place: str) -> None:
        """Show what stands now: sent again, the form saves over it knowingly."""
        brought = MultiValueDict({name: [value] for name, value in self.data.items()})
        brought["seen_uscc"], brought["seen_stock_code"] = uscc, stock_code
        brought["seen_place"] = place
        self.data = brought


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
