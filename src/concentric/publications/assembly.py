"""Putting documents together: the texts of a report or an issue, its numbers, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override, pgettext

from concentric.access import api as access
from concentric.desk import api as desk
from concentric.desk.types import ChartSpec
from concentric.facts import api as facts
from concentric.indicators.types import Pin
from concentric.kernel.api import SHANGHAI, Period
from concentric.members import api as members
from concentric.parties import api as parties
from concentric.publications import labels, queries
from concentric.publications.render import html, typst
from concentric.publications.rules import composing
from concentric.publications.types import (
    Asked,
    Block,
    Document,
    Each,
    Edition,
    Language,
    Number,
)

LANGUAGE_TAGS = {Language.ZH: "zh-hans", Language.EN: "en"}
SAMPLE = gettext_noop("Sample data: every firm, person and figure here is made up")
_CHART_WIDTH = 680
_BAR = 34
_AXIS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a document is made of, whatever the language and edition."""

    content: Mapping[str, Any] = field(hash=False)
    pin: Pin
    numbers: Mapping[Asked, Number] = field(hash=False)
    public: Mapping[Asked, Number] = field(hash=False)
    codes: dict[Asked, str] = field(hash=False)
    code: str
    made_at: datetime
    is_draft: bool


def documents(making: Making, edition: Edition) -> dict[Language, Document]:
    """The document in both languages; the codes of its numbers are the same in both."""
    return {language: document(making, edition, language) for language in Language}


def document(making: Making, edition: Edition, language: Language) -> Document:
    """One printed document. Trace codes go on from `making.codes`."""
    chapters = queries.chapters(making.content, language)
    if edition is Edition.PUBLIC:
        chapters = tuple(one for one in chapters if not composing.is_repeated(one))
    period = Period.parse(making.content["period"])
    made_on = making.made_at.astimezone(SHANGHAI).date()
    found = _populations(chapters, period)
    with override(LANGUAGE_TAGS[language]):
        sources = composing.Sources(
            words=_words(language, made_on),
            rulebook=facts.catalogue(making.pin.catalogue),
            numbers=making.public if edition is Edition.PUBLIC else making.numbers,
            members=found,
            names=_names(found, language),
            codes=making.codes,
        )
        return Document(
            code=making.code,
            title=making.content["title"][language],
            publisher=publisher(language),
            language=language,
            edition=edition,
            period=period,
            dated_on=made_on,
            chapters=composing.printed(chapters, sources),
            particulars=_particulars(making),
            is_draft=making.is_draft,
            is_sample=settings.CONCENTRIC_SAMPLE,
        )


def paper(made: Document, base: str) -> typst.Paper:
    """The words around a print. `base` is the address of the site, empty where nobody knows it."""
    with override(LANGUAGE_TAGS[made.language]):
        return typst.Paper(
            trace=lambda code: f"{base}{code}" if base else "",
            picture=picture,
            edition=str(labels.EDITIONS[made.edition]),
            dated=_day(made.dated_on),
            footer=made.code,
            words={
                "contents": _("Contents"), "item": _("Item"), "unit": _("Unit"),
                "table": pgettext("caption", "Table"), "figure": pgettext("caption", "Figure"),
                "imprint": _("Where the figures come from"), "draft": _("Draft, not issued"),
                "sample": _(SAMPLE), "source": _("Source"), "as_of": _("As of"),
            },
        )  # fmt: skip


def frame(made: Document, traces: str, *, has_pictures: bool) -> html.Frame:
    """The words around a page. `traces` is the address before a trace code."""
    with override(LANGUAGE_TAGS[made.language]):
        return html.Frame(
            trace=lambda code: f"{traces}{code}/" if traces else "",
            option=desk.chart_option,
            picture=picture if has_pictures else None,
            contents=_("Contents"), as_table=_("As a table"), unit=_("Unit"), item=_("Item"),
            source=_("Source"), as_of=_("As of"), missing=_("Not reported"), now=_("by now"),
            download=_("Download the table (CSV)"), sample=_(SAMPLE), draft=_("Draft, not issued"),
        )  # fmt: skip


@cache
def picture(spec: ChartSpec) -> str:
    """A chart for files: as high as its bars need."""
    return desk.chart_svg(
        spec, width=_CHART_WIDTH, height=_AXIS + _BAR * max(2, len(spec.categories))
    )


def publisher(language: Language) -> str:
    """The name of the convener."""
    code = access.convener_code()
    found = parties.organisations_by_code([code]).get(code)
    if found is None:
        return code
    return (
        found.legal_name if language is Language.ZH else (found.legal_name_en or found.name("en"))
    )


def _words(language: Language, made_on: date) -> composing.Words:
    return composing.Words(
        language=language,
        median=_("Median of firms"),
        missing=_("Not reported"),
        withheld={str(reason): str(words) for reason, words in labels.WITHHELD.items()},
        source=_("returns and records of member firms"),
        as_of=_day(made_on),
    )


def _particulars(making: Making) -> tuple[tuple[str, str], ...]:
    pin = making.pin
    return (
        (_("Publication"), making.code),
        (_("Facts up to position"), str(pin.position)),
        (_("Dimensions up to position"), str(pin.dimension_position)),
        (_("Catalogue"), pin.catalogue),
        (_("Reading"), _("Each figure carries a code; under it the site shows how it was computed.")),
        (_("Disclosure"), _("A dot stands where a figure would tell about single members.")),
    )  # fmt: skip


def _populations(chapters: Sequence[Any], period: Period) -> dict[str, Sequence[str]]:
    codes = {name for chapter in chapters for name in _named(chapter.blocks)}
    return {code: members.population(code, period=period) for code in codes}


def _named(blocks: Sequence[Block]) -> list[str]:
    return [block.population for block in blocks if isinstance(block, Each)]


def _names(found: Mapping[str, Sequence[str]], language: Language) -> dict[str, str]:
    codes = {code for some in found.values() for code in some}
    rows = parties.organisations_by_code(codes)
    return {code: row.name(str(language)) for code, row in rows.items()}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def now() -> datetime:
    """The moment a draft is shown at."""
    return timezone.now()
