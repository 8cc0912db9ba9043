"""Tables of programmes: programmes, accords, invitations, pairings, target counties."""

from __future__ import annotations

from django.db import models

from concentric.kernel.api import uuid7
from concentric.programmes.types import (
    Consent,
    InvitationState,
    PairingKind,
    ProgrammeKind,
)


def _is_one_of(name: str, column: str, values: type) -> models.CheckConstraint:
    known = [str(value) for value in values]  # type: ignore[attr-defined]  # a StrEnum class iterates
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{column}__in": known}))


def _span_is_ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
    )


class Programme(models.Model):
    """Something the association and its members set out to do: an initiative, a project, an incident.

    Invariant: its code is unique. Written by `programmes.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    kind = models.TextField(default=ProgrammeKind.INITIATIVE)
    name_zh = models.TextField()
    name_en = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "programmes_programme"
        constraints = (
            _is_one_of("programmes_programme_kind", "kind", ProgrammeKind),
            _span_is_ordered("programmes_programme_dates"),
        )

    def __str__(self) -> str:
        return self.code


class Accord(models.Model):
    """One dated text of a programme's accord.

    Invariants: versions of a programme are numbered from 1 without reuse; a text is never changed once a
    firm was invited to it: a new wording is a new version. Written by `programmes.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="accords")
    version = models.PositiveIntegerField()
    title_zh = models.TextField()
    title_en = models.TextField()
    text_zh = models.TextField()
    text_en = models.TextField()
    dated_on = models.DateField()
    answer_due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "programmes_accord"
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "version"], name="programmes_accord_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} v{self.version}"


class Invitation(models.Model):
    """One firm's invitation to an accord and its answer.

    Invariants: one per firm and accord; the dates of an answer are there exactly when the state says so; a
    countersignature is never earlier than the signature, a signature never earlier than the invitation.
    `signed_by` and `countersigned_by` are people; `by_staff` says that the convener's staff entered a paper
    signature, whose scan is `evidence` (SHA-256). Written by `programmes.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    accord = models.ForeignKey(Accord, on_delete=models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="invitations"
    )
    state = models.TextField(default=InvitationState.INVITED)
    revision = models.PositiveIntegerField(default=1)
    invited_on = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(
        "parties.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="signed_accords",
    )
    signatory_title = models.TextField(blank=True)
    countersigned_on = models.DateField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        "parties.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="countersigned_accords",
    )
    declined_on = models.DateField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    by_staff = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)

    class Meta:
        db_table = "programmes_invitation"
        constraints = (
            models.UniqueConstraint(
                fields=["accord", "organisation"], name="programmes_invitation_once"
            ),
            _is_one_of("programmes_invitation_state", "state", InvitationState),
            models.CheckConstraint(
                name="programmes_invitation_signed",
                condition=models.Q(signed_on__isnull=True)
                | models.Q(signed_on__gte=models.F("invited_on")),
            ),
            models.CheckConstraint(
                name="programmes_invitation_countersigned",
                condition=models.Q(countersigned_on__isnull=True)
                | models.Q(countersigned_on__gte=models.F("signed_on")),
            ),
            models.CheckConstraint(
                name="programmes_invitation_answers",
                condition=models.Q(
                    state=str(InvitationState.COUNTERSIGNED),
                    signed_on__isnull=False,
                    countersigned_on__isnull=False,
                )
                | models.Q(
                    state=str(InvitationState.SIGNED),
                    signed_on__isnull=False,
                    countersigned_on__isnull=True,
                )
                | models.Q(
                    state=str(InvitationState.DECLINED),
                    declined_on__isnull=False,
                    signed_on__isnull=True,
                    countersigned_on__isnull=True,
                )
                | models.Q(
                    state__in=[
                        str(InvitationState.INVITED),
                        str(InvitationState.SILENT),
                    ],
                    signed_on__isnull=True,
                    countersigned_on__isnull=True,
                    declined_on__isnull=True,
                ),
            ),
        )
        indexes = (models.Index(fields=["accord", "state"], name="programmes_invitation_sheet"),)

    def __str__(self) -> str:
        return f"{self.state} {self.uuid}"


class Pairing(models.Model):
    """A firm is paired with a county from one day to another, both inclusive.

    Several firms may stand for one county and several counties for one firm. Invariants: spans of one firm,
    county and kind never overlap (checked under a lock); each side's consent has its date and, where staff
    entered it for the county, its evidence (SHA-256 of an attached file). `county_contact_office` is the office in
    which the county's contact serves, in the words of the county. `county` is a division code of `places`; `revision`
    counts changes, so a fact names the version it came from. Written by `programmes.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pairings")
    firm = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="pairings"
    )
    county = models.TextField()
    kind = models.TextField(default=PairingKind.ONE_FIRM_ONE_COUNTY)
    revision = models.PositiveIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    firm_consent = models.TextField(default=Consent.ASKED)
    firm_consent_on = models.DateField(null=True, blank=True)
    firm_evidence = models.TextField(blank=True)
    firm_contact = models.ForeignKey(
        "parties.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="pairings_for_firm",
    )
    county_consent = models.TextField(default=Consent.ASKED)
    county_consent_on = models.DateField(null=True, blank=True)
    county_evidence = models.TextField(blank=True)
    county_contact = models.ForeignKey(
        "parties.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="pairings_for_county",
    )
    county_contact_office = models.TextField(blank=True)
    continues = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="continued_by"
    )

    class Meta:
        db_table = "programmes_pairing"
        constraints = (
            _is_one_of("programmes_pairing_kind", "kind", PairingKind),
            _is_one_of("programmes_pairing_firm_consent", "firm_consent", Consent),
            _is_one_of("programmes_pairing_county_consent", "county_consent", Consent),
            _span_is_ordered("programmes_pairing_dates"),
            models.CheckConstraint(
                name="programmes_pairing_firm_consent_on",
                condition=models.Q(firm_consent=str(Consent.ASKED), firm_consent_on__isnull=True)
                | (
                    ~models.Q(firm_consent=str(Consent.ASKED))
                    & models.Q(firm_consent_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="programmes_pairing_county_consent_on",
                condition=models.Q(
                    county_consent=str(Consent.ASKED), county_consent_on__isnull=True
                )
                | (
                    ~models.Q(county_consent=str(Consent.ASKED))
                    & models.Q(county_consent_on__isnull=False)
                ),
            ),
        )
        indexes = (
            models.Index(fields=["county", "starts_on"], name="programmes_pairing_county"),
            models.Index(fields=["firm", "starts_on"], name="programmes_pairing_firm"),
        )

    def __str__(self) -> str:
        return f"{self.county} {self.uuid}"


class TargetCounty(models.Model):
    """A county a programme wants served, by division code: a target without a firm is a gap.

    Invariant: once per programme and county. Written by `programmes.services.set_targets`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="targets")
    county = models.TextField()

    class Meta:
        db_table = "programmes_target"
        constraints = (
            models.UniqueConstraint(fields=["programme", "county"], name="programmes_target_once"),
        )

    def __str__(self) -> str:
        return self.county
