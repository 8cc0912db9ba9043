"""Forms of members: end, merge, separate, rename, classify, and the upload of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concentric.members import labels
from concentric.members.types import ALL_MEMBERS, Attribute, MemberBoundary, MembershipKind


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class AdmitForm(forms.Form):
    """An organisation becomes a member. `organisations` are codes and names to choose from."""

    organisation = forms.ChoiceField(
        label=_("Organisation"),
        help_text=_(
            "Of the register, and no member yet. Enter it there first where it is missing."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind of membership"),
        choices=[(str(k), word) for k, word in labels.MEMBERSHIP_KINDS.items()],
    )
    valid_from = _day(_("Admitted on"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, organisations: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", ""), *organisations]  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean_kind(self) -> MembershipKind:
        """The kind as the room knows it."""
        return MembershipKind(self.cleaned_data["kind"])


class PopulationForm(forms.Form):
    """Who is in a population between two days: exactly these. `seen` is who was in when the form was shown."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=_("Code of the population"),
        help_text=_("Small letters, digits and underscores, as returns_2020. Indicators name it."),
    )
    organisations = forms.CharField(
        label=_("Organisations"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "One in each line: its code; with :consolidated behind it where it counts its group."
        ),
    )
    valid_from = _day(_("First day"))
    valid_to = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        """The code; the population of all members follows admissions by itself."""
        code = str(self.cleaned_data["code"])
        if code == ALL_MEMBERS:
            raise forms.ValidationError(
                _(
                    "This population follows admissions and ends by itself; it is not defined by hand."
                )
            )
        return code

    def clean_organisations(self) -> dict[str, MemberBoundary]:
        """Codes with how each is counted; lines that cannot be read are named."""
        found: dict[str, MemberBoundary] = {}
        wrong = []
        for line in self.cleaned_data["organisations"].replace(",", "\n").split("\n"):
            code, _colon, boundary = (part.strip() for part in line.partition(":"))
            if not code:
                continue
            if boundary not in {"", *MemberBoundary} or code in found:
                wrong.append(line.strip())
                continue
            found[code] = MemberBoundary(boundary or MemberBoundary.SOLO)
        if wrong:
            raise forms.ValidationError(
                _("These lines cannot be read, or stand there twice: %(lines)s."),
                params={"lines": "; ".join(wrong[:10])},
            )
        return found


class EndForm(forms.Form):
    """A membership ends on a day, its last."""

    valid_to = _day(_("Last day"))
    reason = forms.CharField(label=_("Reason"))


class MergeForm(forms.Form):
    """Another member absorbs this one on a day. `members` are the codes and names to choose from."""

    successor = forms.ChoiceField(label=_("Successor"))
    acted_on = _day(_("First day under the successor"))
    reason = forms.CharField(label=_("Reason"))

    def __init__(self, *args: Any, members: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [("", ""), *members]  # type: ignore[attr-defined]  # it is a ChoiceField


class SeparateForm(forms.Form):
    """An absorbed member stands by itself again from a day on."""

    acted_on = _day(_("First day by itself"))
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
    """A member is of another kind, or in another group, from a day on. `kinds` are the codes and words of the
    catalogue's kinds of firms; a group is named by the code of its topmost firm.
    """

    attribute = forms.ChoiceField(
        label=_("Respect"), choices=[(str(a), word) for a, word in labels.ATTRIBUTES.items()]
    )
    firm_kind = forms.ChoiceField(label=_("Class of firm"), required=False)
    group = forms.CharField(
        label=_("Group"),
        required=False,
        help_text=_("The code of the group, as its other members have it."),
    )
    valid_from = _day(_("From the day"))

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm_kind"].choices = [("", ""), *kinds]  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean_attribute(self) -> Attribute:
        """The attribute as the room knows it."""
        return Attribute(self.cleaned_data["attribute"])

    def clean(self) -> dict[str, Any]:
        """What the service takes: the value entered for the chosen respect; nothing entered ends the old one."""
        stated = dict(super().clean() or {})
        values = {name: stated.pop(name, "").strip() for name in ("firm_kind", "group")}
        if "attribute" in stated:
            stated["value"] = values[str(stated["attribute"])] or None
        return stated


class ListForm(forms.Form):
    """A member list to check or to take in."""

    file = forms.FileField(label=_("List"))
