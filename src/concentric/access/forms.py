"""Forms of access: appoint, end, deputise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.access import labels, permissions
from concentric.kernel.api import Actor, Role


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget)


class AppointForm(forms.Form):
    """Appoint somebody by name and address. The choices are cut to what the actor may give."""

    name = forms.CharField(label=_("Person's name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Whoever has an account already is found by it. Others get one."),
    )
    organisation = forms.CharField(label=_("Code of the organisation"))
    role = forms.ChoiceField(label=_("Role"))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_administrator = permissions.is_administrator(actor)
        offered = [
            (str(role), word)
            for role, word in labels.ROLES.items()
            if is_administrator or role in permissions.APPOINTED_BY_CONTACT
        ]
        self.fields["role"].choices = offered  # type: ignore[attr-defined]  # it is a ChoiceField
        if not is_administrator:
            self.fields["organisation"].initial = actor.organisation
            self.fields["organisation"].disabled = True

    def clean_role(self) -> Role:
        """The role as the kernel knows it."""
        return Role(self.cleaned_data["role"])


class EndForm(forms.Form):
    """End an appointment on a day."""

    ends_on = _day(_("Last day"))
    reason = forms.CharField(label=_("Reason"))


class DeputyForm(forms.Form):
    """Name a colleague as deputy between two days."""

    person = forms.ChoiceField(label=_("Deputy"))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]  # it is a ChoiceField


class RevealForm(forms.Form):
    """Ask to see a person whole. The reason stands in the log, where the person may read it."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"))
