"""What every page stands on: the computation it reads, what may be chosen, and where its links lead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from concentric.desk.api import registered
from concentric.desk.types import PublishedFigure, PublishedFigures
from concentric.facts import api as facts
from concentric.indicators.compute import display, queries
from concentric.indicators.compute.display import ORGANISATION, Words
from concentric.indicators.compute.types import RunInfo
from concentric.kernel.api import ConcentricError, Missing, msgid
from concentric.kernel.types import Actor, Period, PeriodKind
from concentric.rulebook.types import Indicator, Rulebook


@dataclass(frozen=True, slots=True)
class Frame:
    """The computation a page reads, its rulebook, and the names in it."""

    actor: Actor
    run: RunInfo
    rulebook: Rulebook
    words: Words
    runs: tuple[RunInfo, ...]
    chosen: str

    @property
    def as_of(self) -> str:
        """When the computation it reads was finished."""
        return moment_text(self.run)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Periods of the computation, the earliest first."""
        return tuple(sorted(self.run.periods))

    def alike(self, period: Period) -> list[Period]:
        """Periods of the same kind."""
        return [one for one in self.periods if one.kind is period.kind]

    def defined(self, code: str, on: date) -> Indicator | None:
        """The definition in force on a day, if there is one."""
        try:
            return self.rulebook.indicator(code, on)
        except Missing:
            return None

    def newest(self) -> Frame:
        """The same page as of the newest computation, for what the reader may see of every one: their own figures."""
        run = queries.newest_run() if not self.chosen else None
        if run is None or run.uuid == self.run.uuid:
            return self
        rulebook = facts.catalogue(run.pin.catalogue)
        return replace(self, run=run, rulebook=rulebook, words=Words(rulebook))


def frame(actor: Actor, query: QueryDict) -> Frame | None:
    """The frame of a page, as recorded by the asked computation or the newest; None before the first."""
    offered = queries.runs(actor=actor)
    if not offered:
        return None
    asked = query.get("at", "")
    run = offered[0] if not asked else _asked_run(asked, offered)
    rulebook = facts.catalogue(run.pin.catalogue)
    return Frame(actor, run, rulebook, Words(rulebook), offered, asked)


def _asked_run(asked: str, offered: Sequence[RunInfo]) -> RunInfo:
    try:
        uuid = UUID(asked)
    except ValueError:
        uuid = None
    run = next((run for run in offered if run.uuid == uuid), None)
    if run is None:
        raise Missing(
            msgid("Nothing was computed as recorded by then."),
            remedy=msgid("Choose one of the offered dates."),
        )
    return run


def moment_text(run: RunInfo) -> str:
    """When a computation was finished, in words, with its position."""
    local = timezone.localtime(run.finished_at)
    return f"{formats.date_format(local, 'DATE_FORMAT')} {local:%H:%M} (№ {run.pin.position})"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice above a table: its name in the address, its label, what is offered, and what is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


def area_choice(page: Frame, chosen: str) -> Choice:
    """The choice of an area."""
    areas = ((code, display.said(item.name)) for code, item in page.rulebook.areas.items())
    return Choice("area", _("Area"), (("", _("All areas")), *areas), chosen)


def period_choice(periods: Iterable[Period], chosen: Period) -> Choice:
    """The choice of a period, the newest first."""
    ordered = sorted(periods, key=lambda one: one.end, reverse=True)
    options = tuple((str(one), display.period_label(one)) for one in ordered)
    return Choice("period", _("Period"), options, str(chosen))


def run_choice(page: Frame) -> Choice:
    """The choice of "as recorded by"."""
    runs = ((str(run.uuid), moment_text(run)) for run in page.runs)
    return Choice("at", _("As recorded by"), (("", _("Newest")), *runs), page.chosen)


def common(page: Frame, query: QueryDict, choices: Sequence[Choice]) -> Mapping[str, Any]:
    """What every page's template is given."""
    return {"as_of": page.as_of, "query": query.urlencode(), "choices": choices}


def asked_period(page: Frame, query: QueryDict) -> Period:
    """The asked period, or the latest year of the computation. Raises `Missing` for one not computed."""
    text = query.get("period", "")
    years = [one for one in page.periods if one.kind is PeriodKind.YEAR]
    if not text:
        return (years or page.periods)[-1]
    try:
        asked = Period.parse(text)
    except ConcentricError as error:
        raise _not_computed() from error
    if asked not in page.periods:
        raise _not_computed()
    return asked


def _not_computed() -> Missing:
    return Missing(
        msgid("This period was not computed."), remedy=msgid("Choose one of the offered periods.")
    )


def published(
    page: Frame, codes: Collection[str], cell_code: str = ""
) -> Mapping[tuple[str, str], PublishedFigure]:
    """The newest published figures of a cell that the reader may see, by indicator and period."""
    found: dict[tuple[str, str], PublishedFigure] = {}
    for source in registered(PublishedFigures):
        for one in source.of(page.actor, codes, cell_code):
            found[one.indicator, one.period] = one
    return found


def indicator_url(page: Frame, code: str) -> str:
    """The page of an indicator, as recorded by the same computation."""
    return _at(page, reverse("indicators:indicator", args=[code]))


def cell_url(page: Frame, by: str, code: str) -> str:
    """The page of a cell: a member or a place; nowhere for other breakdowns."""
    if by == ORGANISATION:
        return _at(page, reverse("indicators:firm", args=[code]))
    if by in display.LEVELS:
        return _at(page, reverse("indicators:county", args=[code]))
    return ""


def _at(page: Frame, url: str) -> str:
    return f"{url}?at={page.chosen}" if page.chosen else url
