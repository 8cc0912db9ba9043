"""The accord sheet and the pairing list: columns, filters, and how a row becomes cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concentric.desk.types import Cell, Choice, Column, ColumnKind, Filter, ListSpec
from concentric.programmes import labels, models, queries
from concentric.programmes.types import Consent, InvitationState, PairingKind


def invitations() -> ListSpec:
    """Who was invited to an accord and what they answered."""
    return ListSpec(
        code="accord",
        columns=(
            Column("code", _("Code"), sort="organisation__code"),
            Column("name", _("Firm"), sort="organisation__sort_key"),
            Column("state", _("Answer"), ColumnKind.STATE, sort="state"),
            Column("invited_on", _("Invited on"), ColumnKind.DATE, sort="invited_on"),
            Column("signed_on", _("Date of signature"), ColumnKind.DATE),
            Column("countersigned_on", _("Countersigned on"), ColumnKind.DATE),
            Column("by_staff", _("Answer entered by")),
        ),
        row=_invitation_row,
        row_url=_invitation_url,
        filters=(
            Filter(
                "state",
                _("Answer"),
                "state",
                tuple(Choice(str(s), word) for s, word in labels.INVITATION_STATES.items()),
            ),
        ),
        search=(
            "organisation__code",
            "organisation__short_name",
            "organisation__legal_name",
            "organisation__short_name_en",
            "organisation__sort_key",
        ),
        order="organisation__code",
        empty=_("Nobody is invited yet. Invite the members, or bring in a list from paper."),
    )


def pairings(counties: Mapping[str, str], programmes: Iterable[tuple[str, str]]) -> ListSpec:
    """Which firm stands by which county. `counties` names them by code, `programmes` are those to choose from."""

    def row(record: models.Pairing) -> list[Cell]:
        return [
            Cell(record.county, shown=_named(counties.get(record.county, ""), record.county)),
            Cell(record.firm.code, shown=_named(queries.shown_name(record.firm), record.firm.code)),
            Cell(record.kind, shown=labels.PAIRING_KINDS[PairingKind(record.kind)]),
            _consent(record.firm_consent),
            _consent(record.county_consent),
            Cell(record.starts_on),
            Cell(record.ends_on or ""),
        ]

    return ListSpec(
        code="pairings",
        columns=(
            Column("county", pgettext_lazy("pairing", "County"), sort="county"),
            Column("firm", _("Firm"), sort="firm__code"),
            Column("kind", _("Kind"), sort="kind"),
            Column("firm_consent", _("Firm's answer"), ColumnKind.STATE),
            Column("county_consent", _("County's answer"), ColumnKind.STATE),
            Column("starts_on", _("First day"), ColumnKind.DATE, sort="starts_on"),
            Column("ends_on", _("Last day"), ColumnKind.DATE),
        ),
        row=row,
        row_url=_pairing_url,
        filters=(
            Filter(
                "kind",
                _("Kind"),
                "kind",
                tuple(Choice(str(k), word) for k, word in labels.PAIRING_KINDS.items()),
            ),
            Filter("firm_consent", _("Firm's answer"), "firm_consent", _consents()),
            Filter("county_consent", _("County's answer"), "county_consent", _consents()),
            Filter(
                "programme",
                _("Programme"),
                "programme__code",
                tuple(Choice(code, name) for code, name in programmes),
            ),
        ),
        search=(
            "county",
            "county_words",
            "firm__code",
            "firm__short_name",
            "firm__legal_name",
            "firm__short_name_en",
            "firm__sort_key",
        ),
        order="county",
        empty=_("A pairing says which firm stands by which county, with the consent of both."),
    )


def _named(name: str, code: str) -> str:
    """A name with its code beside it, muted."""
    return format_html('{} <small class="text-muted">{}</small>', name, code)


def _invitation_row(record: models.Invitation) -> list[Cell]:
    state = InvitationState(record.state)
    return [
        Cell(record.organisation.code),
        Cell(queries.shown_name(record.organisation)),
        Cell(str(state), shown=labels.INVITATION_STATES[state], state=labels.STATE_TONES[state]),
        Cell(record.invited_on),
        Cell(record.signed_on or ""),
        Cell(record.countersigned_on or ""),
        Cell(_("Association, from paper") if record.by_staff else ""),
    ]


def _consent(value: str) -> Cell:
    consent = Consent(value)
    return Cell(value, shown=labels.CONSENTS[consent], state=labels.CONSENT_TONES[consent])


def _consents() -> tuple[Choice, ...]:
    return tuple(Choice(str(c), word) for c, word in labels.CONSENTS.items())


def _invitation_url(record: Any) -> str:
    return reverse("programmes:invitation", args=[record.uuid])


def _pairing_url(record: Any) -> str:
    return reverse("programmes:pairing", args=[record.uuid])
