"""Reads of members: who belonged when, who succeeded whom, who is in a population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import get_language

from concentric.facts import api as facts
from concentric.kernel.api import Actor, Invalid, Missing, Period, Unavailable, msgid, shanghai_day
from concentric.members import labels, models, permissions, rules
from concentric.members.types import (
    ActInfo,
    ActKind,
    Attribute,
    MemberBoundary,
    MembershipInfo,
    MembershipKind,
    PopulationEntry,
    PopulationInfo,
)
from concentric.parties import api as parties
from concentric.parties.types import OrganisationKind

ENTITY = "organisation"
CURRENT, FORMER, FUTURE = "current", "former", "future"
"""Whether a membership holds on a day, is over, or has not begun."""
IN = "in"
ADMITTED_KINDS = tuple(
    kind
    for kind in OrganisationKind
    if kind
    not in {OrganisationKind.BRANCH_COMPANY, OrganisationKind.OUTLET, OrganisationKind.SCHOOL}
)
"""Kinds of organisations that may become members: parts of a firm belong through it, schools are partners."""
FIRM_KINDS = "firm_kinds"
"""The catalogue's list of the values of `firm_kind`."""


def population_attribute(code: str) -> str:
    """The dimension that says who is in a population: its value is `in`."""
    return f"population.{code}"


def boundary_attribute(code: str) -> str:
    """The dimension that says how a population counts an organisation: `solo` or `consolidated`."""
    return f"population_boundary.{code}"


def population(
    code: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    position: int | None = None,
) -> tuple[str, ...]:
    """Codes of the organisations in a population, sorted, from the sealed statements.

    Give a day, or a period: then those count that are in on its last day. `position` is a sealed position of
    the dimension book, `None` for the newest. Raises `Missing` for a population nobody has defined.
    """
    found = facts.dimension_values(
        entity_kind=ENTITY,
        attribute=population_attribute(code),
        on=_day(on, period),
        position=position,
    )
    if not found and not models.Population.objects.filter(code=code).exists():
        raise Missing(
            msgid("There is no population called %(code)s."),
            why=msgid("An indicator counts over a named set of members."),
            remedy=msgid("Define it on the page of populations."),
            code=code,
        )
    return tuple(sorted(entity for entity, value in found.items() if value == IN))


def population_boundaries(
    code: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    position: int | None = None,
) -> dict[str, MemberBoundary]:
    """How each organisation in a population is counted: alone, or with what it consolidates."""
    day = _day(on, period)
    stated = facts.dimension_values(
        entity_kind=ENTITY, attribute=boundary_attribute(code), on=day, position=position
    )
    members = population(code, on=day, position=position)
    return {m: MemberBoundary(stated.get(m, MemberBoundary.SOLO)) for m in members}


def populations() -> tuple[PopulationInfo, ...]:
    """All populations with their outer dates and how many organisations are in them today, by code."""
    rows = population_list({}).order_by("code")
    return tuple(
        PopulationInfo(
            code=row.code,
            valid_from=row.since,
            valid_to=None if row.open_spans else row.until,
            members=row.now,
        )
        for row in rows
        if row.since is not None
    )


def population_list(names: Mapping[str, str]) -> QuerySet[Any]:
    """The rows of the list of populations: outer dates, how many are in today, and the words of their names."""
    lasting = Q(members__valid_to__isnull=True) | Q(members__valid_to__gte=today())
    words = [When(code=code, then=Value(name)) for code, name in sorted(names.items())]
    return models.Population.objects.annotate(
        since=Min("members__valid_from"),
        until=Max("members__valid_to"),
        open_spans=Count("members", filter=Q(members__valid_to__isnull=True)),
        now=Count("members", filter=lasting & Q(members__valid_from__lte=today())),
        words=Case(*words, default=Value(""), output_field=TextField()),
    )


def boundaries_on(code: str, on: date) -> dict[str, MemberBoundary]:
    """Who is in a population on a day and how counted, from this room's rows; nobody where there is none."""
    rows = models.PopulationMember.objects.filter(running(on), population__code=code)
    values = rows.order_by("organisation__code").values_list("organisation__code", "boundary")
    return {organisation: MemberBoundary(boundary) for organisation, boundary in values}


def to_admit(on: date) -> tuple[tuple[str, str], ...]:
    """Organisations that may be admitted and are no members on a day: code, then code and name."""
    language = get_language() or "zh"
    known = set(members_on(on))
    found = parties.organisations(kinds=ADMITTED_KINDS, on=on)
    return tuple(
        (one.code, f"{one.code} {one.name(language)}") for one in found if one.code not in known
    )


def firm_kind_words() -> dict[str, str]:
    """The codes of kinds of firms by their codes and by their words in every language, in small letters."""
    try:
        listed = facts.catalogue().code_lists.get(FIRM_KINDS)
    except Unavailable:
        return {}
    found: dict[str, str] = {}
    for item in listed.items if listed else ():
        for word in (item.code, item.name.in_language("zh"), item.name.in_language("en")):
            found[word.lower()] = item.code
    return found


def population_row(code: str) -> models.Population:
    """The row of a population. Raises `Missing`."""
    row = models.Population.objects.filter(code=code).first()
    if row is None:
        raise Missing(msgid("There is no population called %(code)s."), code=code)
    return row


def population_rows(code: str, on: date) -> QuerySet[models.PopulationMember]:
    """The rows of a population's page on a day."""
    return models.PopulationMember.objects.filter(
        running(on), population__code=code
    ).select_related("organisation")


def populations_of(organisation: str) -> tuple[tuple[str, date, date | None, MemberBoundary], ...]:
    """The populations an organisation is or was in: code, first and last day, how it is counted."""
    rows = models.PopulationMember.objects.filter(organisation__code=organisation)
    values = rows.order_by("population__code", "valid_from").values_list(
        "population__code", "valid_from", "valid_to", "boundary"
    )
    return tuple((code, since, until, MemberBoundary(b)) for code, since, until, b in values)


def running(on: date) -> Q:
    """Spans that contain a day, as a condition."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def members_on(on: date | None = None) -> tuple[str, ...]:
    """Codes of the members of a day, sorted."""
    rows = models.Membership.objects.filter(running(on or today()))
    return tuple(rows.order_by("organisation__code").values_list("organisation__code", flat=True))


def is_member(organisation: str, on: date | None = None) -> bool:
    """Whether an organisation is a member on a day."""
    rows = models.Membership.objects.filter(running(on or today()), organisation__code=organisation)
    return rows.exists()


def memberships_of(organisation: str) -> tuple[MembershipInfo, ...]:
    """All memberships of an organisation, oldest first."""
    rows = models.Membership.objects.filter(organisation__code=organisation)
    return tuple(
        membership_info(row) for row in rows.select_related("organisation").order_by("valid_from")
    )


def acts_of(organisation: str) -> tuple[ActInfo, ...]:
    """The dated acts of an organisation's membership, oldest first."""
    rows = models.MembershipAct.objects.filter(
        Q(organisation__code=organisation) | Q(successor__code=organisation)
    ).select_related("organisation", "successor")
    return tuple(
        ActInfo(
            uuid=row.uuid,
            kind=ActKind(row.kind),
            organisation=row.organisation.code,
            acted_on=row.acted_on,
            successor=row.successor.code if row.successor else None,
            reason=row.reason,
        )
        for row in rows.order_by("acted_on", "id")
    )


def successors(on: date | None = None) -> dict[str, str]:
    """Who absorbed whom and stays so on a day: the absorbed firm's code to its successor's."""
    rows = models.MembershipAct.objects.filter(
        kind__in=[ActKind.MERGED, ActKind.SEPARATED], acted_on__lte=on or today()
    ).order_by("acted_on", "id")
    newest = dict(rows.values_list("organisation__code", "successor__code"))
    return {code: successor for code, successor in newest.items() if successor is not None}


def successor_of(organisation: str, on: date | None = None) -> str:
    """Who carries on an organisation's open work on a day: itself, unless it was absorbed by then."""
    return rules.final_successor(organisation, successors(on))


def attribute_of(
    attribute: Attribute, on: date | None = None, position: int | None = None
) -> dict[str, str]:
    """The value of a dimension (firm kind, group) by organisation on a day, from the sealed statements."""
    return facts.dimension_values(
        entity_kind=ENTITY, attribute=str(attribute), on=on or today(), position=position
    )


def groups_on(on: date, organisations: Iterable[str] | None = None) -> dict[str, str]:
    """The group of each organisation on a day, from this room's rows (sealed or not)."""
    rows = models.Classification.objects.filter(running(on), attribute=Attribute.GROUP)
    if organisations is not None:
        rows = rows.filter(organisation__code__in=list(organisations))
    return dict(rows.values_list("organisation__code", "value"))


def panel(actor: Actor, organisation: str) -> dict[str, Any] | None:
    """What the page of an organisation shows of its membership; nothing for who never was a member."""
    held = memberships_of(organisation) if permissions.may_see_members(actor) else ()
    if not held:
        return None
    return {
        "code": organisation,
        "memberships": [(one, labels.MEMBERSHIP_KINDS[one.kind]) for one in held],
        "is_member": any(one.valid_to is None for one in held),
        "may_change": permissions.may_change_members(actor),
    }


def visible_members(actor: Actor, on: date) -> QuerySet[models.Membership]:
    """The rows of the members list: each with its state, and the firm's kind and group, of a day."""
    if not permissions.may_see_members(actor):
        return models.Membership.objects.none()
    state = Case(
        When(valid_from__gt=on, then=Value(FUTURE)),
        When(valid_to__lt=on, then=Value(FORMER)),
        default=Value(CURRENT),
        output_field=TextField(),
    )
    rows = models.Membership.objects.select_related("organisation").annotate(state=state)
    return rows.annotate(
        firm_kind=_classified(Attribute.FIRM_KIND, on), group=_classified(Attribute.GROUP, on)
    )


def _classified(attribute: Attribute, on: date) -> Subquery:
    """What the organisation of a membership is classified as on a day, as a column."""
    held = models.Classification.objects.filter(
        running(on), organisation=OuterRef("organisation"), attribute=attribute
    )
    return Subquery(held.order_by("-valid_from").values("value")[:1])


def classifications(organisations: Iterable[Any], on: date) -> dict[int, dict[str, str]]:
    """Firm kind and group by organisation row (of ids, or a query of them): one query."""
    rows = models.Classification.objects.filter(running(on), organisation_id__in=organisations)
    found: dict[int, dict[str, str]] = {}
    for organisation, attribute, value in rows.values_list("organisation_id", "attribute", "value"):
        found.setdefault(organisation, {})[attribute] = value
    return found


def organisation_rows(codes: Iterable[str]) -> Mapping[str, Any]:
    """The rows that keys to organisations point at, by code. Raises `Missing` naming the first unknown."""
    asked = set(codes)
    field: Any = models.Membership._meta.get_field("organisation")
    rows = field.related_model.objects
    fields = ("id", "uuid", "code", "short_name", "short_name_en")
    found = {row.code: row for row in rows.filter(code__in=asked).only(*fields)}
    unknown = sorted(asked - found.keys())
    if unknown:
        raise Missing(msgid("There is no organisation with the code %(code)s."), code=unknown[0])
    return found


def shown_name(organisation: Any) -> str:
    """The short name in the reader's language, or the nearest there is."""
    if (get_language() or "").startswith("zh"):
        return str(organisation.short_name)
    return str(organisation.short_name_en or organisation.short_name)


def firm_kinds() -> dict[str, str]:
    """The words of the catalogue's kinds of firms in the reader's language, by code; none without a catalogue."""
    try:
        listed = facts.catalogue().code_lists.get(FIRM_KINDS)
    except Unavailable:
        return {}
    language = get_language() or "zh"
    return {i.code: i.name.in_language(language) for i in listed.items} if listed else {}


def population_names() -> dict[str, str]:
    """The catalogue's names of populations in the reader's language, by code; none without a catalogue."""
    try:
        defined = facts.catalogue().populations
    except Unavailable:
        return {}
    language = get_language() or "zh"
    return {code: one.name.in_language(language) for code, one in defined.items()}


def member_names(on: date) -> tuple[tuple[str, str], ...]:
    """Codes of the members of a day with code and name as shown, by code."""
    rows = models.Membership.objects.filter(running(on)).select_related("organisation")
    return tuple(
        (row.organisation.code, f"{row.organisation.code} {shown_name(row.organisation)}")
        for row in rows.order_by("organisation__code")
    )


def membership_info(row: models.Membership) -> MembershipInfo:
    """A membership as it crosses the door."""
    return MembershipInfo(
        uuid=row.uuid,
        organisation=row.organisation.code,
        name=shown_name(row.organisation),
        kind=MembershipKind(row.kind),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def entries_of(population_row: models.Population, on: date) -> tuple[PopulationEntry, ...]:
    """Who is in a population on a day and how, from this room's rows, with their groups."""
    rows = population_row.members.filter(running(on)).values_list("organisation__code", "boundary")
    groups = groups_on(on)
    return tuple(
        PopulationEntry(code, MemberBoundary(boundary), groups.get(code)) for code, boundary in rows
    )


def today() -> date:
    """The calendar day in Shanghai."""
    return shanghai_day(timezone.now())


def _day(on: date | None, period: Period | None) -> date:
    if on is not None and period is not None:
        raise Invalid(msgid("Give a day or a period, not both."))
    if period is not None:
        return period.end
    return on or today()
