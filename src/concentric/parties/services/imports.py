"""The register as a list that comes in: dry run first, all or nothing, safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from concentric.desk import api as desk
from concentric.desk.types import ImportColumn, ImportProblem, ImportReport, ImportRow
from concentric.kernel.api import Actor, ConcentricError, Refused, msgid
from concentric.parties import permissions, queries, rules
from concentric.parties.labels import ORGANISATION_KINDS
from concentric.parties.services import acts, registering
from concentric.parties.types import Organisation, OrganisationDraft, OrganisationKind
from concentric.places import api as places

TITLES: Final = {
    "code": msgid("Code"),
    "kind": msgid("Kind"),
    "legal_name": msgid("Legal name"),
    "short_name": msgid("Short name"),
    "legal_name_en": msgid("Legal name in English"),
    "short_name_en": msgid("Short name in English"),
    "uscc": msgid("Unified social credit code"),
    "stock_code": msgid("Stock code"),
    "parent": msgid("Parent"),
    "place": msgid("Place code"),
    "valid_from": msgid("Exists since"),
}
REQUIRED: Final = frozenset({"code", "kind", "legal_name", "valid_from"})
EXAMPLES: Final = {
    "code": "F001-SH01",
    "kind": "outlet",
    "parent": "F001",
    "valid_from": "2020-01-01",
}
_LANGUAGES: Final = ("zh-hans", "en")
_DATED: Final = ("kind", "legal_name", "short_name", "legal_name_en", "short_name_en", "parent")
"""What an import never changes: a rename or another parent is a dated act with a reason."""
_MENDED: Final = ("uscc", "stock_code", "place")


@dataclass(frozen=True, slots=True)
class _Line:
    draft: OrganisationDraft
    source: ImportRow


def organisation_columns() -> tuple[ImportColumn, ...]:
    """The columns of the list, titled in the reader's language and found in both."""
    return tuple(
        ImportColumn(
            code=code,
            titles=_in_every_language(code, title),
            required=code in REQUIRED,
            example=EXAMPLES.get(code, ""),
        )
        for code, title in TITLES.items()
    )


def import_organisations(
    *, actor: Actor, content: bytes, filename: str, dry_run: bool
) -> ImportReport:
    """Bring in a list (xlsx or csv): what is new is entered, codes and places are mended, the rest is left alone.

    With any problem, or in a dry run, nothing is written. Raises `Refused`, and `Invalid` for a file that cannot be
    read at all.
    """
    if not permissions.may_import_organisations(actor):
        raise Refused(msgid("You may not import organisations."))
    table = desk.read_table(content, filename, organisation_columns())
    problems = list(table.problems)
    lines: list[_Line] = []
    for row in table.rows:
        line, fault = _understood(table.sheet, row)
        if fault is not None:
            problems.append(fault)
        if line is not None:
            lines.append(line)
    codes = {c for line in lines for c in (line.draft.code, line.draft.parent)}
    known = queries.organisations_by_code(codes)
    problems.extend(_problems(table.sheet, lines, known))
    if problems:
        return ImportReport(problems=tuple(problems))
    try:
        with transaction.atomic():
            report = _apply(actor, lines, known)
            transaction.set_rollback(dry_run)
    except ConcentricError as error:
        said = desk.said(error)
        problem = ImportProblem(table.sheet, "", said["what"], said["remedy"] or said["why"])
        return ImportReport(problems=(problem,))
    return report


def _in_every_language(code: str, title: str) -> tuple[str, ...]:
    found = [_(title)]
    for language in _LANGUAGES:
        with override(language):
            found.append(_(title))
    return tuple(dict.fromkeys([*found, code]))


def _kinds() -> dict[str, OrganisationKind]:
    """Kinds by their code and by their words in every language."""
    found = {str(kind): kind for kind in OrganisationKind}
    for language in _LANGUAGES:
        with override(language):
            found |= {str(label).lower(): kind for kind, label in ORGANISATION_KINDS.items()}
    return found


def _understood(sheet: str, row: ImportRow) -> tuple[_Line | None, ImportProblem | None]:
    """The row as a draft, or what is wrong with it. Empty required cells were reported when the table was read."""
    values = row.values
    if any(not values.get(name) for name in REQUIRED):
        return None, None
    kind = _kinds().get(values["kind"].lower())
    if kind is None:
        remedy = ", ".join(OrganisationKind)
        return None, ImportProblem(sheet, row.cells["kind"], _("There is no such kind."), remedy)
    since = _day(values["valid_from"])
    if since is None:
        remedy = _("Write it as 2020-01-31.")
        return None, ImportProblem(sheet, row.cells["valid_from"], _("This is no date."), remedy)
    texts = {name: values.get(name, "") for name in TITLES if name not in {"kind", "valid_from"}}
    try:
        draft = rules.tidy(OrganisationDraft(kind=kind, valid_from=since, **texts))
    except ConcentricError as error:
        said = desk.said(error)
        cell = _faulty_cell(row, kind)
        return None, ImportProblem(sheet, cell, said["what"], said["remedy"] or said["why"])
    return _Line(draft, row), None


def _faulty_cell(row: ImportRow, kind: OrganisationKind) -> str:
    """The cell without which the row would be fine, the code where none is found."""
    for name in ("uscc", "stock_code"):
        texts = {n: row.values.get(n, "") for n in TITLES if n not in {"kind", "valid_from", name}}
        try:
            rules.tidy(OrganisationDraft(kind=kind, valid_from=date.min, **texts))
        except ConcentricError:
            continue
        return row.cells.get(name, row.cells["code"])
    return row.cells["code"]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None


def _problems(
    sheet: str, lines: list[_Line], known: Mapping[str, Organisation]
) -> Iterable[ImportProblem]:
    listed = {line.draft.code: line.draft.parent or None for line in lines}
    again = set(rules.twice(line.draft.code for line in lines))
    found_places = places.places({line.draft.place for line in lines})
    for line in lines:
        draft, cells = line.draft, line.source.cells
        if draft.code in again:
            yield ImportProblem(sheet, cells["code"], _("This code stands in the list twice."))
        if draft.parent and draft.parent not in listed and draft.parent not in known:
            yield ImportProblem(sheet, cells["parent"], _("This parent is not known."))
        if draft.place and draft.place not in found_places:
            yield ImportProblem(
                sheet,
                cells["place"],
                _("This place is not known."),
                _("Use the code of a division, or leave the place empty."),
            )
        if draft.code in known:
            yield from _dated_differences(sheet, line, known[draft.code])


def _dated_differences(sheet: str, line: _Line, standing: Organisation) -> Iterable[ImportProblem]:
    for name in _DATED:
        stated = line.source.values.get(name, "")
        if stated and getattr(line.draft, name) != (getattr(standing, name) or ""):
            yield ImportProblem(
                sheet,
                line.source.cells[name],
                _("The register says something else here."),
                _(
                    "A rename or another parent is a dated act: record it on the organisation's page."
                ),
            )


def _apply(actor: Actor, lines: list[_Line], known: Mapping[str, Organisation]) -> ImportReport:
    fresh = [line.draft for line in lines if line.draft.code not in known]
    registering.register_organisations(actor=actor, drafts=fresh)
    changed = 0
    for line in lines:
        standing = known.get(line.draft.code)
        if standing is None:
            continue
        before = {name: getattr(standing, name) or "" for name in _MENDED}
        after = {
            name: getattr(line.draft, name) if line.source.values.get(name) else before[name]
            for name in _MENDED
        }
        if after != before:
            acts.update_codes(
                actor=actor,
                code=line.draft.code,
                uscc=after["uscc"],
                stock_code=after["stock_code"],
                place=after["place"],
            )
            changed += 1
    return ImportReport(
        created=len(fresh), changed=changed, unchanged=len(lines) - len(fresh) - changed
    )
