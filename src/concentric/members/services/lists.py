"""The member list as a file: organisations, memberships, kinds, groups and populations at once, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from concentric.desk import api as desk
from concentric.desk.types import ImportColumn, ImportProblem, ImportReport, ImportRow
from concentric.kernel.api import Actor, ConcentricError, msgid
from concentric.members import labels, models, queries, rules
from concentric.members.services import memberships, populations
from concentric.members.types import (
    Attribute,
    MemberBoundary,
    MembershipKind,
    PopulationEntry,
)
from concentric.parties import api as parties
from concentric.parties.types import Organisation, OrganisationDraft, OrganisationKind

TITLES = {
    "code": msgid("Code"),
    "legal_name": msgid("Legal name"),
    "short_name": msgid("Short name"),
    "legal_name_en": msgid("Legal name in English"),
    "short_name_en": msgid("Short name in English"),
    "firm_kind": msgid("Class of firm"),
    "group": msgid("Group"),
    "parent": msgid("Parent"),
    "membership_kind": msgid("Kind of membership"),
    "admitted_on": msgid("Admitted on"),
    "populations": msgid("Populations"),
    "place": msgid("Place"),
    "uscc": msgid("Unified social credit code"),
    "stock_code": msgid("Stock code"),
}
REQUIRED = frozenset({"code", "legal_name", "admitted_on"})
EXAMPLES = {
    "code": "F001",
    "admitted_on": "2020-01-01",
    "populations": "returns@2020-01-01~2020-12-31; returns:consolidated@2021-01-01",
    "membership_kind": "full",
    "firm_kind": "comprehensive",
}
NAMES = ("legal_name", "short_name", "legal_name_en", "short_name_en")


@dataclass(frozen=True, slots=True)
class PopulationCell:
    """One entry of the populations column."""

    code: str
    boundary: MemberBoundary
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row of the list, understood."""

    draft: OrganisationDraft
    kind: MembershipKind
    admitted_on: date
    firm_kind: str
    group: str
    populations: tuple[PopulationCell, ...]
    source: ImportRow


def member_columns() -> tuple[ImportColumn, ...]:
    """The columns of the member list, titled in the reader's language and found in both."""
    return tuple(
        ImportColumn(
            code=code,
            titles=_titles(code, title),
            required=code in REQUIRED,
            example=EXAMPLES.get(code, ""),
        )
        for code, title in TITLES.items()
    )


def import_members(*, actor: Actor, content: bytes, filename: str, dry_run: bool) -> ImportReport:
    """Bring in a member list: what is new is created, what stands equal is passed over.

    With any problem, or in a dry run, nothing is written. Names that differ are a problem: a rename is a
    dated act of its own. Raises `Refused`, and `Invalid` for a file that cannot be read at all.
    """
    memberships.require_staff(actor)
    table = desk.read_table(content, filename, member_columns())
    rows: list[MemberRow] = []
    problems = list(table.problems)
    for source in table.rows:
        understood, faults = _understood(table.sheet, source)
        problems.extend(faults)
        if understood is not None:
            rows.append(understood)
    known = _known(rows)
    problems.extend(_cross_problems(table.sheet, rows, known))
    if problems:
        return ImportReport(problems=tuple(problems))
    try:
        with transaction.atomic():
            report = _apply(actor, rows, known)
            transaction.set_rollback(dry_run)
    except ConcentricError as error:
        said = desk.said(error)
        problem = ImportProblem(table.sheet, "", said["what"], said["remedy"] or said["why"])
        return ImportReport(problems=(problem,))
    return report


def _titles(code: str, title: str) -> tuple[str, ...]:
    """The title in the reader's language first, then in every language, then the code itself."""
    found = [_(title)]
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(_(title))
    return tuple(dict.fromkeys([*found, code]))


def _understood(sheet: str, row: ImportRow) -> tuple[MemberRow | None, list[ImportProblem]]:
    faults: list[ImportProblem] = []

    def fault(column: str, says: str, remedy: str = "") -> None:
        faults.append(ImportProblem(sheet, row.cells.get(column, ""), says, remedy))

    values = row.values
    admitted_on = _day(values.get("admitted_on", ""))
    if admitted_on is None:
        fault("admitted_on", _("This is no date."), _("Write it as 2020-01-31."))
        admitted_on = date.min
    kind = _kinds().get(values.get("membership_kind", "").lower() or MembershipKind.FULL)
    if kind is None:
        fault("membership_kind", _("There is no such kind."), ", ".join(MembershipKind))
    kinds, firm_kind = queries.firm_kind_words(), values.get("firm_kind", "")
    if firm_kind and kinds and firm_kind.lower() not in kinds:
        known = ", ".join(dict.fromkeys(kinds.values()))
        fault("firm_kind", _("There is no such kind."), known)
    cells, bad = _population_cells(values.get("populations", ""), admitted_on)
    if bad:
        fault(
            "populations",
            _("“%(text)s” is no entry of a population.") % {"text": bad},
            _("Write code, or code:consolidated, with @first day~last day where needed."),
        )
    if faults or kind is None or not values.get("code") or not values.get("legal_name"):
        return None, faults
    return (
        MemberRow(
            draft=_draft(values, admitted_on),
            kind=kind,
            admitted_on=admitted_on,
            firm_kind=kinds.get(firm_kind.lower(), firm_kind),
            group=values.get("group", ""),
            populations=cells,
            source=row,
        ),
        faults,
    )


def _kinds() -> dict[str, MembershipKind]:
    """Kinds of membership by their code and by their words in every language."""
    found = {str(kind): kind for kind in MembershipKind}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(word).lower(): kind for kind, word in labels.MEMBERSHIP_KINDS.items()}
    return found


def _draft(values: Mapping[str, str], admitted_on: date) -> OrganisationDraft:
    texts = {
        name: values.get(name, "") for name in (*NAMES, "parent", "place", "uscc", "stock_code")
    }
    return OrganisationDraft(
        code=values["code"], kind=OrganisationKind.FIRM, valid_from=admitted_on, **texts
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _population_cells(text: str, admitted_on: date) -> tuple[tuple[PopulationCell, ...], str]:
    """Entries `code[:boundary][@first[~last]]` separated by semicolons; the first one that is wrong, if any."""
    found: list[PopulationCell] = []
    for part in (p.strip() for p in text.replace("\uff1b", ";").split(";")):
        if not part:
            continue
        head, _at, days = part.partition("@")
        code, _colon, boundary = head.partition(":")
        first, _tilde, last = days.partition("~")
        since = _day(first.strip()) if first else admitted_on
        until = _day(last.strip()) if last else None
        is_wrong = (
            not code.strip()
            or since is None
            or (bool(last) and until is None)
            or (boundary or MemberBoundary.SOLO) not in set(MemberBoundary)
            or (since is not None and until is not None and until < since)
        )
        if is_wrong or since is None:
            return (), part
        found.append(
            PopulationCell(
                code.strip(), MemberBoundary(boundary or MemberBoundary.SOLO), since, until
            )
        )
    return tuple(found), ""


def _known(rows: Iterable[MemberRow]) -> dict[str, Organisation]:
    codes = {row.draft.code for row in rows} | {row.draft.parent for row in rows} - {""}
    return dict(parties.organisations_by_code(codes=sorted(codes)))


def _cross_problems(
    sheet: str, rows: list[MemberRow], known: Mapping[str, Organisation]
) -> Iterable[ImportProblem]:
    listed: dict[str, MemberRow] = {}
    parents = {r.draft.code: r.draft.parent for r in rows if r.draft.parent}
    for row in rows:
        code, cells = row.draft.code, row.source.cells
        if code in listed:
            yield ImportProblem(sheet, cells["code"], _("This code stands in the list twice."))
        listed[code] = row
        for name in NAMES:
            if _differs(row, known.get(code), name):
                yield ImportProblem(
                    sheet,
                    cells[name],
                    _("The register has another name."),
                    _("A rename is a dated act: record it on the page of the member."),
                )
    for row in rows:
        parent, cells = row.draft.parent, row.source.cells
        if parent and parent not in listed and parent not in known:
            yield ImportProblem(sheet, cells["parent"], _("This parent is not known."))
        if rules.has_parent_circle(row.draft.code, parents):
            yield ImportProblem(sheet, cells["parent"], _("Its parents lead back to itself."))
    yield from _boundary_problems(sheet, rows)


def _differs(row: MemberRow, standing: Organisation | None, name: str) -> bool:
    stated = getattr(row.draft, name)
    return bool(standing is not None and stated and stated != getattr(standing, name))


def _boundary_problems(sheet: str, rows: list[MemberRow]) -> Iterable[ImportProblem]:
    groups = _groups(rows)
    by_code = {row.draft.code: row for row in rows}
    days = {(c.code, c.valid_from) for row in rows for c in row.populations}
    for population, day in sorted(days):
        entries = [
            PopulationEntry(row.draft.code, cell.boundary, groups.get(row.draft.code))
            for row in rows
            for cell in row.populations
            if cell.code == population
            and rules.shares_a_day(cell.valid_from, cell.valid_to, day, day)
        ]
        for clash in rules.boundary_clashes(entries):
            yield ImportProblem(
                sheet,
                by_code[clash.consolidated].source.cells["populations"],
                _("The group %(group)s would be counted twice in %(population)s.")
                % {"group": clash.group, "population": population},
                _("Take the consolidated parent or the solo members, not both."),
            )


def _groups(rows: Iterable[MemberRow]) -> dict[str, str]:
    """The group of each firm: as stated, else the topmost parent within the list."""
    rows = list(rows)
    derived = rules.groups_of({r.draft.code: r.draft.parent for r in rows if r.draft.parent})
    return derived | {r.draft.code: r.group for r in rows if r.group}


def _apply(actor: Actor, rows: list[MemberRow], known: Mapping[str, Organisation]) -> ImportReport:
    created = _register(actor, rows, known)
    organisations = queries.organisation_rows(row.draft.code for row in rows)
    standing = set(
        models.Membership.objects.filter(organisation__in=list(organisations.values()))
        .order_by()
        .values_list("organisation__code", flat=True)
    )
    fresh = [row for row in rows if row.draft.code not in standing]
    memberships.admit_rows(
        actor,
        [(organisations[r.draft.code], r.kind, r.admitted_on) for r in fresh],
        reason=msgid("Imported from a list"),
    )
    changed = memberships.classify_rows(
        actor,
        _classifications(rows, organisations),
        {organisations[r.draft.code]: r.admitted_on for r in rows},
    )
    for code in sorted({c.code for row in rows for c in row.populations}):
        changed += populations.add_members(
            actor=actor,
            code=code,
            entries=[
                (organisations[row.draft.code], c.boundary, c.valid_from, c.valid_to)
                for row in rows
                for c in row.populations
                if c.code == code
            ],
        )
    return ImportReport(
        created=len(fresh),
        changed=0 if fresh else changed,
        unchanged=len(rows) - len(fresh),
        details=(_("%(count)d organisations registered") % {"count": created},),
    )


def _register(actor: Actor, rows: Iterable[MemberRow], known: Mapping[str, Organisation]) -> int:
    """Register the organisations that are new; a parent may stand in the same list."""
    fresh = [row.draft for row in rows if row.draft.code not in known]
    parties.register_organisations(actor=actor, drafts=fresh)
    return len(fresh)


def _classifications(
    rows: list[MemberRow], organisations: Mapping[str, Any]
) -> dict[tuple[Any, Attribute], str]:
    groups = _groups(rows)
    values: dict[tuple[Any, Attribute], str] = {}
    for row in rows:
        organisation = organisations[row.draft.code]
        if row.firm_kind:
            values[organisation, Attribute.FIRM_KIND] = row.firm_kind
        if group := groups.get(row.draft.code):
            values[organisation, Attribute.GROUP] = group
    return values
