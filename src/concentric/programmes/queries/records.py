"""Reads of programmes: accord sheets, pairings, overlaps and gaps, scoped to the actor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concentric.desk.types import TraceTarget
from concentric.evidence import api as evidence
from concentric.kernel.api import Actor, Missing, msgid, shanghai_day
from concentric.members import api as members
from concentric.places import api as places
from concentric.places.types import Level
from concentric.programmes import models, permissions, rules
from concentric.programmes.types import (
    AccordInfo,
    AccordSheet,
    Consent,
    Cover,
    InvitationInfo,
    InvitationState,
    PairingInfo,
    PairingKind,
    ProgrammeInfo,
    ProgrammeKind,
)


def today() -> date:
    """The calendar day in Shanghai."""
    return shanghai_day(timezone.now())


def programmes() -> tuple[ProgrammeInfo, ...]:
    """All programmes, newest first."""
    return tuple(programme_info(p) for p in models.Programme.objects.order_by("-starts_on", "code"))


def programme_row(code: str) -> models.Programme:
    """The row of a programme. Raises `Missing`."""
    row = models.Programme.objects.filter(code=code).first()
    if row is None:
        raise Missing(msgid("There is no programme with the code %(code)s."), code=code)
    return row


def programme_info(row: models.Programme) -> ProgrammeInfo:
    """A programme as it crosses the door."""
    return ProgrammeInfo(
        uuid=row.uuid,
        code=row.code,
        kind=ProgrammeKind(row.kind),
        name_zh=row.name_zh,
        name_en=row.name_en,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def accords(programme: str | None = None) -> tuple[AccordInfo, ...]:
    """Accord texts, newest first."""
    rows = models.Accord.objects.select_related("programme")
    if programme is not None:
        rows = rows.filter(programme__code=programme)
    return tuple(accord_info(row) for row in rows.order_by("-dated_on", "-version"))


def accord_row(uuid: UUID) -> models.Accord:
    """The row of an accord with its programme. Raises `Missing`."""
    row = models.Accord.objects.select_related("programme").filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such accord."))
    return row


def accord_info(row: models.Accord) -> AccordInfo:
    """An accord as it crosses the door."""
    return AccordInfo(
        uuid=row.uuid,
        programme=row.programme.code,
        version=row.version,
        title_zh=row.title_zh,
        title_en=row.title_en,
        dated_on=row.dated_on,
    )


def accord_sheet(uuid: UUID) -> AccordSheet:
    """How many firms stand in each state of an accord; every state is named, with zero where there is none."""
    row = accord_row(uuid)
    counted = dict(
        row.invitations.values_list("state").annotate(n=Count("id")).values_list("state", "n")
    )
    counts = {state: int(counted.get(str(state), 0)) for state in InvitationState}
    return AccordSheet(accord=accord_info(row), invited=sum(counts.values()), counts=counts)


def visible_invitations(actor: Actor, accord: UUID) -> QuerySet[models.Invitation]:
    """The rows of an accord sheet this actor may see."""
    rows = models.Invitation.objects.filter(accord__uuid=accord).select_related("organisation")
    if permissions.may_see_all_answers(actor):
        return rows
    return rows.filter(organisation__code=actor.acting_for or actor.organisation or "")


def invitations_of(organisation: str) -> tuple[InvitationInfo, ...]:
    """All invitations of a firm, newest first."""
    rows = models.Invitation.objects.filter(organisation__code=organisation)
    rows = rows.select_related("organisation", "accord").order_by("-invited_on", "-id")
    return tuple(invitation_info(row) for row in rows)


def invitation_row(uuid: UUID, *, for_update: bool = False) -> models.Invitation:
    """The row of an invitation with firm, accord and programme. Raises `Missing`."""
    rows = models.Invitation.objects.select_related("organisation", "accord__programme")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such invitation."))
    return row


def invitation(actor: Actor, uuid: UUID) -> models.Invitation:
    """An invitation for a page. Raises `Missing` for who may not see it, too."""
    row = invitation_row(uuid)
    if not permissions.may_see_answer(actor, row.organisation.code):
        raise Missing(msgid("There is no such invitation."))
    return row


def invitation_info(row: models.Invitation) -> InvitationInfo:
    """An invitation as it crosses the door."""
    return InvitationInfo(
        uuid=row.uuid,
        accord=row.accord.uuid,
        organisation=row.organisation.code,
        organisation_name=shown_name(row.organisation),
        state=InvitationState(row.state),
        invited_on=row.invited_on,
        signed_on=row.signed_on,
        countersigned_on=row.countersigned_on,
        by_staff=row.by_staff,
    )


def signed_firms(on: date, programme: str | None = None) -> tuple[str, ...]:
    """Codes of firms whose countersigned accord bears a signature of that day or before, sorted."""
    rows = models.Invitation.objects.filter(state=InvitationState.COUNTERSIGNED, signed_on__lte=on)
    if programme is not None:
        rows = rows.filter(accord__programme__code=programme)
    return tuple(sorted(set(rows.values_list("organisation__code", flat=True))))


def running(on: date) -> Q:
    """Pairings that run on a day, as a condition."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def pairing_row(uuid: UUID, *, for_update: bool = False) -> models.Pairing:
    """The row of a pairing with firm and programme. Raises `Missing`."""
    rows = models.Pairing.objects.select_related("firm", "programme")
    if for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise Missing(msgid("There is no such pairing."))
    return row


def visible_pairings(actor: Actor) -> QuerySet[models.Pairing]:
    """The rows of the pairing list this actor may see: a firm sees its own."""
    rows = models.Pairing.objects.select_related(
        "firm", "programme", "firm_contact", "county_contact"
    )
    if permissions.may_see_all_answers(actor):
        return rows
    return rows.filter(firm__code=actor.acting_for or actor.organisation or "")


def pairings(
    *,
    on: date | None = None,
    firm: str | None = None,
    county: str | None = None,
    programme: str | None = None,
) -> tuple[PairingInfo, ...]:
    """Pairings, of a day where one is given, by county and firm."""
    rows = models.Pairing.objects.select_related("firm")
    if on is not None:
        rows = rows.filter(running(on))
    if firm is not None:
        rows = rows.filter(firm__code=firm)
    if county is not None:
        rows = rows.filter(county=county)
    if programme is not None:
        rows = rows.filter(programme__code=programme)
    found = list(rows.order_by("county", "firm__code", "starts_on"))
    names = county_names({row.county for row in found}, on)
    return tuple(pairing_info(row, names) for row in found)


def pairing_info(row: models.Pairing, names: Mapping[str, str]) -> PairingInfo:
    """A pairing as it crosses the door."""
    return PairingInfo(
        uuid=row.uuid,
        firm=row.firm.code,
        firm_name=shown_name(row.firm),
        county=row.county,
        county_name=names.get(row.county, row.county),
        kind=PairingKind(row.kind),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        firm_consent=Consent(row.firm_consent),
        county_consent=Consent(row.county_consent),
    )


def targets(programme: str) -> frozenset[str]:
    """Division codes of the counties a programme wants served."""
    rows = models.TargetCounty.objects.filter(programme__code=programme)
    return frozenset(rows.values_list("county", flat=True))


def cover(*, programme: str, on: date | None = None) -> Cover:
    """Overlaps and gaps of a programme's pairings on a day, against its targets and the members of that day."""
    day = on or today()
    wanted = targets(programme)
    found = pairings(on=day, programme=programme)
    names = county_names(wanted | {p.county for p in found}, day)
    return rules.cover(
        on=day,
        pairings=found,
        targets=wanted,
        members=members.members_on(day),
        county_names=names,
    )


def waiting_for(actor: Actor) -> tuple[InvitationInfo, ...]:
    """Invitations on which this actor can act now: to sign for the firm, or to countersign."""
    rows = models.Invitation.objects.select_related("organisation", "accord")
    if permissions.may_countersign_accord(actor):
        rows = rows.filter(state=InvitationState.SIGNED)
    elif actor.organisation and permissions.may_sign_accord(actor, actor.organisation):
        rows = rows.filter(
            organisation__code=actor.organisation,
            state__in=[InvitationState.INVITED, InvitationState.SILENT],
        )
    else:
        return ()
    return tuple(invitation_info(row) for row in rows.order_by("invited_on", "id")[:200])


def trace_targets(actor: Actor, uuids: Sequence[UUID]) -> dict[UUID, TraceTarget]:
    """Where facts of this room came from, for one actor: two queries, however many facts."""
    found: dict[UUID, TraceTarget] = {}
    signed = models.Invitation.objects.filter(uuid__in=uuids).select_related(
        "organisation", "accord__programme"
    )
    papers = evidence.attachments_of_rows(
        room="programmes", object_kind="invitation", object_uuids=uuids
    )
    for row in signed:
        may_open = permissions.may_see_answer(actor, row.organisation.code)
        own = {paper.sha256 for paper in papers.get(row.uuid, ())}
        # A list of answers names every firm: who sees one firm's answer does not see the list.
        is_open = may_open and (row.evidence in own or permissions.may_see_all_answers(actor))
        found[row.uuid] = TraceTarget(
            label=_("Accord of %(programme)s signed by %(firm)s")
            % {"programme": row.accord.programme.code, "firm": row.organisation.code},
            url=reverse("programmes:invitation", args=[row.uuid]) if may_open else None,
            evidence=(row.evidence,) if is_open and row.evidence else (),
        )
    for pair in models.Pairing.objects.filter(uuid__in=uuids).select_related("firm"):
        may_open = permissions.may_see_answer(actor, pair.firm.code)
        shown = filter(None, (pair.firm_evidence, pair.county_evidence))
        found[pair.uuid] = TraceTarget(
            label=_("Pairing of %(firm)s with %(county)s")
            % {"firm": pair.firm.code, "county": pair.county},
            url=reverse("programmes:pairing", args=[pair.uuid]) if may_open else None,
            evidence=tuple(shown) if may_open else (),
        )
    return found


def person_export(person: UUID) -> list[dict[str, Any]]:
    """Everything this room holds about a person, as rows of plain values."""
    rows: list[dict[str, Any]] = []
    by = Q(signed_by__uuid=person) | Q(countersigned_by__uuid=person)
    for row in models.Invitation.objects.filter(by).select_related("organisation"):
        rows.append(
            {
                "table": "programmes_invitation",
                "organisation": row.organisation.code,
                "signed_on": row.signed_on,
                "countersigned_on": row.countersigned_on,
            }
        )
    contact = Q(firm_contact__uuid=person) | Q(county_contact__uuid=person)
    for pair in models.Pairing.objects.filter(contact).select_related("firm"):
        rows.append({"table": "programmes_pairing", "firm": pair.firm.code, "county": pair.county})
    return rows


def organisation_rows(codes: Iterable[str]) -> Mapping[str, Any]:
    """The rows that keys to organisations point at, by code. Raises `Missing` naming the first unknown."""
    asked = set(codes)
    field: Any = models.Pairing._meta.get_field("firm")
    rows = field.related_model.objects
    fields = ("id", "uuid", "code", "short_name", "short_name_en")
    found = {row.code: row for row in rows.filter(code__in=asked).only(*fields)}
    unknown = sorted(asked - found.keys())
    if unknown:
        raise Missing(msgid("There is no organisation with the code %(code)s."), code=unknown[0])
    return found


def person_row(uuid: UUID) -> Any:
    """The row a key to a person points at. Raises `Missing`."""
    field: Any = models.Pairing._meta.get_field("firm_contact")
    rows = field.related_model.objects
    row = rows.filter(uuid=uuid).only("id", "uuid").first()
    if row is None:
        raise Missing(msgid("There is no such person."))
    return row


def shown_name(organisation: Any) -> str:
    """The short name in the reader's language, or the nearest there is."""
    if (get_language() or "").startswith("zh"):
        return str(organisation.short_name)
    return str(organisation.short_name_en or organisation.short_name)


def county_names(codes: Iterable[str], on: date | None = None) -> dict[str, str]:
    """Names of counties in the reader's language, by division code; an unknown code is left out."""
    language = get_language() or "zh"
    found = places.places(codes, on or today())
    return {code: place.title(language) for code, place in found.items()}


def unknown_counties(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes that are no county, sorted."""
    asked = set(codes)
    found = places.places(asked)
    return tuple(
        sorted(code for code in asked if code not in found or found[code].level != Level.COUNTY)
    )
