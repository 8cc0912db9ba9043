"""Forms of programmes: found, publish, invite, decline, sign from paper, pair, answer, end, and lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concentric.programmes import labels, queries
from concentric.programmes.types import (
    Consent,
    CountyContact,
    PairingKind,
    Paper,
    ProgrammeKind,
    Side,
)

Choices = Iterable[tuple[str, str]]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget)


class DeclineForm(forms.Form):
    """A firm declines, with a reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class PaperForm(forms.Form):
    """A form with a paper: a file just dropped, or one kept already when the form came back with an error."""

    paper = forms.FileField(label=_("Paper"), required=False)
    paper_sha256 = forms.CharField(required=False, widget=forms.HiddenInput)
    paper_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def kept(self) -> Paper | None:
        """The paper kept already, if the form brings one."""
        sha256, name = self.data.get("paper_sha256", ""), self.data.get("paper_name", "")
        return Paper(sha256, name) if sha256 and name else None

    def keep(self, paper: Paper) -> None:
        """Let the form bring a paper along when it is shown again, so that it need not be chosen twice."""
        brought = MultiValueDict({name: [value] for name, value in self.data.items()})
        brought["paper_sha256"], brought["paper_name"] = paper.sha256, paper.name
        self.data = brought


class SignatureForm(PaperForm):
    """What a firm signed on paper, entered on its behalf."""

    signed_on = _day(_("Date of signature"))
    signatory_title = forms.CharField(
        label=_("Signed by"), help_text=_("Name or office, as it stands under the signature.")
    )


class SeenForm(forms.Form):
    """A form that says what stood when it was opened, so that nobody's change is lost unnoticed."""

    def see(self, **standing: Any) -> None:
        """Show what stands now: sent again, the form saves over it knowingly."""
        brought = MultiValueDict({name: [value] for name, value in self.data.items()})
        for name, value in standing.items():
            brought[name] = "" if value is None else str(value)
        self.data = brought


class FirmForm(forms.Form):
    """First step of a proposal: for which firm."""

    firm = forms.ChoiceField(label=_("Firm"))

    def __init__(self, *args: Any, firms: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].choices = firms  # type: ignore[attr-defined]  # a ChoiceField


class ContactsForm(forms.Form):
    """The contacts of a pairing. `people` are the firm's own; the county's contact is entered."""

    firm_contact = forms.ChoiceField(label=_("Contact of the firm"), required=False)
    county_name = forms.CharField(label=_("Contact of the county"), required=False, max_length=100)
    county_office = forms.CharField(
        label=_("Office of the contact"), required=False, max_length=200
    )
    county_mail = forms.EmailField(label=_("Work mail of the contact"), required=False)
    county_phone = forms.CharField(
        label=_("Work telephone of the contact"), required=False, max_length=40
    )

    COUNTY = ("county_name", "county_office", "county_mail", "county_phone")

    def __init__(
        self, *args: Any, people: Choices, names_county_contact: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm_contact"].choices = [("", ""), *people]  # type: ignore[attr-defined]  # a ChoiceField
        if not names_county_contact:
            for name in self.COUNTY:
                del self.fields[name]

    def clean_firm_contact(self) -> UUID | None:
        """The person chosen, if any."""
        chosen = self.cleaned_data["firm_contact"]
        return UUID(chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        """What the service takes: the entries on the county's contact as one."""
        stated = dict(super().clean() or {})
        name, office, mail, phone = (stated.pop(part, "") for part in self.COUNTY)
        if name or office or mail or phone:
            if not name:
                self.add_error("county_name", _("The contact needs a name."))
            if not office:
                self.add_error("county_office", _("Name the office in which the contact serves."))
            stated["county_contact"] = CountyContact(
                name=name, office=office, work_mail=mail, work_phone=phone
            )
        return stated


class ChangeContactsForm(ContactsForm, SeenForm):
    """Other contacts of a pairing that stands, opened when these stood: `seen_firm`, `seen_county`."""

    seen_firm = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen_county = forms.UUIDField(required=False, widget=forms.HiddenInput)
    drop_county = forms.BooleanField(
        label=_("The county has no contact any more"),
        required=False,
        help_text=_("Otherwise the county's contact stays until another one is entered."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "county_name" not in self.fields:
            del self.fields["drop_county"]

    def clean(self) -> dict[str, Any]:
        """What the service takes."""
        stated = super().clean()
        stated["seen"] = (stated.pop("seen_firm", None), stated.pop("seen_county", None))
        stated["keeps_county"] = not stated.pop("drop_county", False)
        return stated


class PairingForm(ContactsForm):
    """A firm is proposed for a county, with the contacts of both sides."""

    programme = forms.ChoiceField(label=_("Programme"))
    county = forms.CharField(
        label=pgettext_lazy("pairing", "County"),
        help_text=_("Its name, or its code of six digits, as 141031."),
        max_length=100,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(str(k), word) for k, word in labels.PAIRING_KINDS.items()]
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False)

    def __init__(self, *args: Any, programmes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]  # a ChoiceField

    def clean_kind(self) -> PairingKind:
        """The kind as the room knows it."""
        return PairingKind(self.cleaned_data["kind"])

    def clean_county(self) -> str:
        """The code of the county named or coded."""
        return _county(self.cleaned_data["county"])


class ProgrammeForm(forms.Form):
    """What is stated when a programme is founded."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("Capitals, digits, dots and dashes, as RURAL-2021. It never changes."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(str(k), word) for k, word in labels.PROGRAMME_KINDS.items()]
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False)

    def clean_kind(self) -> ProgrammeKind:
        """The kind as the room knows it."""
        return ProgrammeKind(self.cleaned_data["kind"])


class AccordForm(forms.Form):
    """The next version of an accord's text."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    text_zh = forms.CharField(label=_("Text in Chinese"), widget=forms.Textarea(attrs={"rows": 12}))
    text_en = forms.CharField(label=_("Text in English"), widget=forms.Textarea(attrs={"rows": 12}))
    dated_on = _day(_("Dated on"))
    answer_due_on = _day(_("Answer due on"), required=False)


class InviteForm(forms.Form):
    """Members to invite. `firms` are those not invited yet; all of them are chosen to begin with."""

    invited_on = _day(_("Invited on"))
    organisations = forms.MultipleChoiceField(
        label=pgettext_lazy("names", "Firms"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, firms: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(firms)
        self.fields["organisations"].choices = offered  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["organisations"].initial = [code for code, _label in offered]


class VoidForm(forms.Form):
    """A signature entered wrongly is taken back, with a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class TargetsForm(SeenForm):
    """Counties that a programme wants served, one in each line; `seen` are those that stood when it was opened."""

    counties = forms.CharField(
        label=_("Target counties"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("One in each line: its code, its name, or both with the code first."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_counties(self) -> tuple[str, ...]:
        """The codes of the counties named or coded; every line that means none is named."""
        found, wrong = [], []
        for line in filter(
            None, (part.strip() for part in self.cleaned_data["counties"].split("\n"))
        ):
            first = line.split()[0]
            try:
                found.append(first if first.isdigit() else _county(line))
            except forms.ValidationError as error:
                wrong.append(f"{line}: {' '.join(error.messages)}")
        wrong.extend(
            str(_("There is no county with the code %(code)s.") % {"code": code})
            for code in queries.unknown_counties(found)
        )
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(found)

    def clean_seen(self) -> tuple[str, ...]:
        """The codes that stood."""
        return tuple(self.cleaned_data["seen"].split())


def _county(typed: str) -> str:
    """The code of the county a typed name or code means. Raises `ValidationError` for none or several."""
    meant = queries.counties_meant(typed)
    if not meant:
        raise forms.ValidationError(_("There is no county of this name."))
    if len(meant) > 1:
        raise forms.ValidationError(
            _("Several counties bear this name; enter the code: %(counties)s."),
            params={"counties": ", ".join(f"{name} {code}" for code, name in meant)},
        )
    return meant[0][0]


class AnswerForm(PaperForm):
    """One side answers whether it agrees."""

    side = forms.ChoiceField(choices=[(str(s), str(s)) for s in Side], widget=forms.HiddenInput)
    consent = forms.ChoiceField(
        label=_("Answer"),
        choices=[(str(c), labels.CONSENTS[c]) for c in (Consent.GIVEN, Consent.REFUSED)],
    )
    answered_on = _day(_("Date of the answer"))

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
