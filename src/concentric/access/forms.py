"""Forms of access: appoint, end, deputise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.access import labels, permissions
from concentric.kernel.api import Actor, Role


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"})
    )


class AppointForm(forms.Form):
    """Appoint a person who is in the register. Choices are cut to what the actor may give."""

    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_(
            "An account is opened, and a link to set the password can be sent from the sign-in page."
        ),
    )
    organisation = forms.CharField(label=_("Code of the organisation"))
    role = forms.ChoiceField(label=_("Role"))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = labels.ROLES.items()
        if not permissions.is_administrator(actor):
            roles = [pair for pair in roles if pair[0] in permissions.APPOINTED_BY_CONTACT]  # type: ignore[assignment]  # both are iterables of pairs
            self.fields["organisation"].initial = actor.organisation
            self.fields["organisation"].disabled = True
        role_field = self.fields["role"]
        role_field.choices = [(str(role), word) for role, word in roles]  # type: ignore[attr-defined]  # a ChoiceField

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
        self.fields["person"].choices = people  # type: ignore[attr-defined]  # a ChoiceField
