"""Forms of places."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.places import queries


class SiteForm(forms.Form):
    """A spot with an address, in a place named or coded."""

    name = forms.CharField(label=_("Name"), max_length=200)
    place = forms.CharField(
        label=_("Place"),
        max_length=100,
        help_text=_("Its name, or its code: a county, sub-district, community or zone."),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        help_text=_("Of the school, outlet or warehouse, never a person's private one."),
    )

    def clean_place(self) -> str:
        """The code of the place named or coded."""
        typed = self.cleaned_data["place"].strip()
        if queries.places([typed]):
            return typed
        meant = [p for p in queries.search(typed) if typed.lower() in {p.name, p.name_en.lower()}]
        if len(meant) == 1:
            return meant[0].code
        if meant:
            raise forms.ValidationError(
                _("Several places bear this name; enter the code: %(places)s."),
                params={"places": ", ".join(f"{p.title()} {p.code}" for p in meant)},
            )
        raise forms.ValidationError(_("There is no place of this name."))
