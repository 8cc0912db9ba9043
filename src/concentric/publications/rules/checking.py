"""What the check of a report finds: in the texts, between the languages, in the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from concentric.kernel.api import ConcentricError, Invalid, Missing, msgid
from concentric.publications.rules import composing, markup
from concentric.publications.rules.composing import Question
from concentric.publications.types import (
    Asked,
    Block,
    ChartBlock,
    Each,
    Finding,
    Language,
    Number,
    Severity,
    TableBlock,
)
from concentric.rulebook.types import Rulebook

_NAMED_AT_MOST = 5
STALE = msgid(
    "%(count)s numbers are stale: facts were recorded since (%(which)s). Take in the newest numbers."
)
MISSING = msgid(
    "%(count)s numbers were not reported by anybody (%(which)s). They are shown as a dash."
)
WITHHELD = msgid(
    "%(count)s numbers are withheld from the public (%(which)s). They are shown as a dot."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A chapter as it stands: its title and text in each language."""

    code: str
    titles: Mapping[Language, str]
    texts: Mapping[Language, str]


def text_findings(chapters: Sequence[Draft], rulebook: Rulebook) -> tuple[Finding, ...]:
    """What is wrong in the texts themselves."""
    return tuple(one for chapter in chapters for one in _chapter(chapter, rulebook))


def number_findings(
    asked: Iterable[Asked],
    numbers: Mapping[Asked, Number],
    public: Mapping[Asked, Number],
    current: Mapping[Asked, Number],
) -> tuple[Finding, ...]:
    """What is wrong with the numbers: stale, missing, or withheld from the public.

    `numbers` are those of the report's pin, `public` the same as the public sees them, `current` those of now.
    """  # fmt: skip
    listed = list(dict.fromkeys(asked))
    stale = [
        one for one in listed
        if (now := current.get(one)) is not None and (was := numbers.get(one)) is not None
        and now.exact != was.exact
    ]  # fmt: skip
    missing = [one for one in listed if one not in numbers or numbers[one].exact is None]
    withheld = [one for one in listed if one in public and public[one].withheld]
    found = (
        (stale, Severity.STOPS, "stale", STALE),
        (missing, Severity.ATTENTION, "missing", MISSING),
        (withheld, Severity.ATTENTION, "withheld", WITHHELD),
    )
    return tuple(
        Finding(severity=severity, kind=kind, says=says, params=_which(which))
        for which, severity, kind, says in found
        if which
    )


def _which(asked: Sequence[Asked]) -> dict[str, str]:
    named = [f"{one.indicator} {one.period}" for one in asked[:_NAMED_AT_MOST]]
    more = ["\u2026"] if len(asked) > _NAMED_AT_MOST else []
    return {"count": str(len(asked)), "which": ", ".join([*named, *more])}


def _chapter(chapter: Draft, rulebook: Rulebook) -> Iterator[Finding]:
    asked: dict[Language, Counter[object]] = {}
    for language in Language:
        if not chapter.titles[language].strip():
            yield _stop("title", msgid("The title is missing."), chapter, language)
        if not chapter.texts[language].strip():
            yield _stop(
                "language", msgid("The chapter has no text in this language."), chapter, language
            )
            continue
        try:
            blocks = markup.parse_blocks(chapter.texts[language])
        except Invalid as error:
            yield _refusal("unreadable", error, chapter, language)
            continue
        asked[language] = Counter(_numbers(blocks))
        yield from _block_findings(blocks, chapter, language, rulebook)
    if len(asked) == len(Language) and len({frozenset(one.items()) for one in asked.values()}) > 1:
        yield _difference(chapter, asked)


def _difference(chapter: Draft, asked: Mapping[Language, Counter[object]]) -> Finding:
    first, second = asked.values()
    names = sorted(
        {str(getattr(one, "indicator", one)) for one in ((first - second) + (second - first))}
    )
    return Finding(
        severity=Severity.STOPS, kind="languages", chapter=chapter.code,
        says=msgid("The two languages state different numbers: %(which)s."), params={"which": ", ".join(names)},
    )  # fmt: skip


def _numbers(blocks: Iterable[Block]) -> Iterator[object]:
    """Numbers, tables and charts by what they ask for; display and words may differ between languages."""
    for span in markup.spans_of(tuple(blocks)):
        yield Question(span.indicator, span.period, (*map(":".join, span.cell), str(span.is_own)))
    yield from composing.questions(one for one in blocks if not isinstance(one, Each))
    for block in blocks:
        if isinstance(block, Each):
            yield from _numbers(block.blocks)


def _block_findings(
    blocks: Iterable[Block], chapter: Draft, language: Language, rulebook: Rulebook
) -> Iterator[Finding]:
    for block in blocks:
        if isinstance(block, Each):
            if block.population not in rulebook.populations:
                says = msgid("There is no population %(name)s.")
                yield _stop("population", says, chapter, language, name=block.population)
            yield from _block_findings(block.blocks, chapter, language, rulebook)
        if isinstance(block, ChartBlock) and not block.alt.strip():
            says = msgid("A chart has no words for who does not see it: %(title)s.")
            yield _stop("alt", says, chapter, language, title=block.title or block.indicator)
        if isinstance(block, ChartBlock | TableBlock) and not block.title.strip():
            yield _stop("title", msgid("A table or chart has no title."), chapter, language)
    yield from _unknown(blocks, chapter, language, rulebook)


def _unknown(
    blocks: Iterable[Block], chapter: Draft, language: Language, rulebook: Rulebook
) -> Iterator[Finding]:
    for question in dict.fromkeys(
        composing.questions(one for one in blocks if not isinstance(one, Each))
    ):
        try:
            indicator = rulebook.indicator(question.indicator, question.period.end)
        except Missing as error:
            yield _refusal("indicator", error, chapter, language)
            continue
        for name in question.by:
            if name not in indicator.breakdowns:
                says = msgid("%(code)s is not divided by %(name)s.")
                yield _stop(
                    "breakdown", says, chapter, language, code=question.indicator, name=name
                )
        if question.period.kind is not indicator.period:
            says = msgid("%(code)s is not a figure of the period %(name)s.")
            yield _stop(
                "period",
                says,
                chapter,
                language,
                code=question.indicator,
                name=str(question.period),
            )


def _stop(kind: str, says: str, chapter: Draft, language: Language, **params: str) -> Finding:
    return Finding(
        severity=Severity.STOPS,
        kind=kind,
        says=says,
        chapter=chapter.code,
        language=language,
        params=params,
    )


def _refusal(kind: str, error: ConcentricError, chapter: Draft, language: Language) -> Finding:
    """What could not be read, in the words it was refused with."""
    params = {name: str(value) for name, value in error.params.items()}
    return replace(_stop(kind, error.what, chapter, language), params=params)
