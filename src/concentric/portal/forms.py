"""Forms of the portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.portal import labels
from concentric.portal.queries.log import Wanted


class LogForm(forms.Form):
    """What of the log to show. Every field may stay empty."""

    act = forms.ChoiceField(label=_("Act"), required=False)
    organisation = forms.CharField(
        label=_("Whose matter"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"placeholder": "F001", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = [(f"{code}.", label) for code, label in sorted(labels.ROOMS.items())]
        acts = sorted(labels.ACTS.items(), key=lambda pair: pair[0])
        self.fields["act"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Every act")),
            (_("All of a room"), rooms),
            (_("One act"), acts),
        ]

    def wanted(self) -> Wanted:
        """What is asked for; a field that does not read is left out, and says so beside itself."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            act=given.get("act") or "",
            organisation=(given.get("organisation") or "").strip().upper(),
            since=given.get("since"),
            until=given.get("until"),
        )
