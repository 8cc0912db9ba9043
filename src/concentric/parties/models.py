"""Tables of parties: organisations with their names and acts, contact details, people."""

from __future__ import annotations

from django.db import models

from concentric.kernel.api import uuid7
from concentric.parties.types import NEED_A_PARENT, ActKind, ContactKind, OrganisationKind


def _is_one_of(name: str, column: str, values: type) -> models.CheckConstraint:
    known = [str(value) for value in values]  # type: ignore[attr-defined]  # a StrEnum class iterates
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{column}__in": known}))


def _span_is_ordered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
    )


class Organisation(models.Model):
    """A firm, branch company, outlet, school, charity, office or body, under its newest names.

    Invariants: the code never changes and is never given again, because the ledger speaks of organisations by it;
    a branch company, outlet or subsidiary has a parent, nobody is its own parent; a merged organisation
    has an end and a successor. `place` is a code of `places`, kept as stated. Written by `parties.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.TextField(unique=True)
    kind = models.TextField(default=OrganisationKind.FIRM)
    legal_name = models.TextField()
    short_name = models.TextField()
    legal_name_en = models.TextField(blank=True)
    short_name_en = models.TextField(blank=True)
    sort_key = models.TextField()
    uscc = models.TextField(blank=True)
    stock_code = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    place = models.TextField(blank=True)
    site = models.ForeignKey(
        "places.Site",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "parties_organisation"
        constraints = (
            _is_one_of("parties_organisation_kind", "kind", OrganisationKind),
            _span_is_ordered("parties_organisation_dates"),
            models.CheckConstraint(
                name="parties_organisation_not_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
            models.CheckConstraint(
                name="parties_organisation_parts_have_parents",
                condition=~models.Q(kind__in=sorted(str(k) for k in NEED_A_PARENT))
                | models.Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="parties_organisation_successor",
                condition=models.Q(successor__isnull=True) | models.Q(valid_to__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["uscc"], condition=~models.Q(uscc=""), name="parties_organisation_uscc"
            ),
        )
        indexes = (
            models.Index(fields=["sort_key", "id"], name="parties_organisation_sorted"),
            models.Index(fields=["kind", "sort_key"], name="parties_organisation_of_kind"),
        )

    def __str__(self) -> str:
        return self.code


class OrganisationName(models.Model):
    """The names an organisation had from one day to another, both inclusive.

    Invariants: one open row per organisation, equal to the names on `Organisation`; rows do not overlap.
    A report of a past year reads its name here. Written by `parties.services`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names")
    legal_name = models.TextField()
    short_name = models.TextField()
    legal_name_en = models.TextField(blank=True)
    short_name_en = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "parties_organisation_name"
        constraints = (
            _span_is_ordered("parties_name_dates"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(valid_to__isnull=True),
                name="parties_name_one_open",
            ),
            models.UniqueConstraint(
                fields=["organisation", "valid_from"], name="parties_name_one_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.valid_from}"


class OrganisationAct(models.Model):
    """A dated act of an organisation's life: registered, renamed, merged, moved, closed.

    Invariants: a merger names a successor and nothing else does. Acts are added, never changed. `recorded_by` is the
    uuid of the person, empty for the system. Written by `parties.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.TextField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="acts")
    successor = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="acts_as_successor"
    )
    acted_on = models.DateField()
    reason = models.TextField(blank=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "parties_organisation_act"
        constraints = (
            _is_one_of("parties_act_kind", "kind", ActKind),
            models.CheckConstraint(
                name="parties_act_successor",
                condition=models.Q(kind=str(ActKind.MERGED), successor__isnull=False)
                | (~models.Q(kind=str(ActKind.MERGED)) & models.Q(successor__isnull=True)),
            ),
        )
        indexes = (models.Index(fields=["organisation", "acted_on"], name="parties_act_of"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class ContactDetail(models.Model):
    """One way to reach an organisation. It never holds a person's private number or address.

    Written by `parties.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contact_details"
    )
    kind = models.TextField()
    value = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        db_table = "parties_contact_detail"
        constraints = (
            _is_one_of("parties_contact_kind", "kind", ContactKind),
            models.UniqueConstraint(
                fields=["organisation", "kind", "value"], name="parties_contact_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Person(models.Model):
    """A person, known by name and by what their work needs: no identity number, no private address.

    Invariants: `person_key` is the pseudonym under which the ledger speaks of the person, an HMAC that cannot be turned
    back without the installation's secret; it is unique and never changes. Written by `parties.services`.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person_key = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    sort_key = models.TextField()
    work_mail = models.TextField(blank=True)
    work_phone = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "parties_person"
        indexes = (models.Index(fields=["sort_key", "id"], name="parties_person_sorted"),)

    def __str__(self) -> str:
        return str(self.uuid)
