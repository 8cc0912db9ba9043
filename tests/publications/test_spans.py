"""The text of a chapter: what is written is read back, and nothing else is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concentric.kernel.api import Invalid, Period
from concentric.publications.rules import markup, outline, spans
from concentric.publications.types import (
    ChartBlock,
    Each,
    Heading,
    Language,
    Note,
    NumberSpan,
    OwnName,
    PageBreak,
    Paragraph,
    Strong,
    TableBlock,
    Text,
)
from tests.publications.trees import rulebook

CODES = st.from_regex(r"[A-Z]{2}-[0-9]{2}", fullmatch=True)
PERIODS = st.sampled_from(["2020", "2020-S1", "2020-Q3", "2020-01", "2020-01-31"]).map(Period.parse)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
CELLS = st.dictionaries(NAMES, st.from_regex(r"[a-z0-9.]{1,8}", fullmatch=True), max_size=2).map(
    lambda found: tuple(sorted(found.items()))
)
SPANS = st.builds(
    NumberSpan, indicator=CODES, period=PERIODS, cell=CELLS, scale=st.sampled_from(("", *spans.SCALES)),
    decimals=st.none() | st.integers(0, 6), has_unit=st.booleans(), is_own=st.booleans(),
)  # fmt: skip
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="{}[]()*#>"),
    min_size=1,
)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
TABLES = st.builds(
    TableBlock, title=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])),
    indicators=st.lists(CODES, min_size=1, max_size=4).map(tuple),
    periods=st.lists(PERIODS, min_size=1, max_size=3).map(tuple), is_own=st.booleans(),
)  # fmt: skip
CHARTS = st.builds(
    ChartBlock, kind=st.sampled_from(["bar", "share"]), indicator=CODES, by=NAMES, period=PERIODS,
    title=PHRASES, alt=PHRASES,
)  # fmt: skip
RUNS = st.lists(SPANS | st.builds(Strong, PHRASES) | st.just(OwnName()), min_size=1, max_size=3)
INLINES = st.tuples(PHRASES, RUNS, PHRASES).map(
    lambda parts: (Text(f"a{parts[0]} "), *parts[1], Text(f" {parts[2]}"))
)
PLAIN = (
    st.builds(Heading, INLINES) | st.builds(Paragraph, INLINES) | st.builds(Note, INLINES)
    | TABLES | CHARTS | st.just(PageBreak())
)  # fmt: skip
BLOCKS = st.lists(
    PLAIN | st.builds(Each, NAMES, st.lists(PLAIN, max_size=2).map(tuple)), max_size=5
)


@given(SPANS)
def test_a_number_is_read_as_it_was_written(span: NumberSpan) -> None:
    written = spans.format_tag(spans.number_tag(span))
    assert spans.number_span(spans.parse_tag(written[2:-2])) == span


@given(BLOCKS)
def test_blocks_are_read_as_they_were_written(blocks: list[object]) -> None:
    assert markup.parse_blocks(markup.format_blocks(blocks)) == tuple(blocks)  # type: ignore[arg-type]  # built above


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "{{",
                "}}",
                "value ",
                "RE-01",
                " period=2020",
                '"',
                "\\",
                "\n\n",
                "**",
                "[a](",
                ")",
                "## ",
            ]
        )
    ).map("".join)
)
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        blocks = markup.parse_blocks(text)
    except Invalid:
        return
    assert markup.parse_blocks(markup.format_blocks(blocks)) == blocks


@pytest.mark.parametrize(
    "tag",
    [
        "value", "value RE-01", "value RE-01 period=never", "value re-01 period=2020",
        "value RE-01 period=2020 period=2019", "value RE-01 period=2020 scale=tons",
        "value RE-01 period=2020 decimals=9", "value RE-01 period=2020 decimals=-1",
        "value RE-01 period=2020 organisation=F001", "value RE-01 period=2020 by=board",
        "value RE-01 period=2020 by=board:star,board:main", "value RE-01 period=2020 colour=red",
        "value RE-01 RE-02 period=2020", "script alert", "table periods=2020", "chart pie RE-01 period=2020",
        'table RE-01 periods=2020 title="open',
    ],
)  # fmt: skip
def test_a_wrong_tag_is_refused(tag: str) -> None:
    with pytest.raises(Invalid):
        markup.parse_blocks("{{" + tag + "}}")


@pytest.mark.parametrize("href", ["javascript:x", "data:text/html,x", "//example.org", "ftp://x"])
def test_an_address_that_could_act_is_refused(href: str) -> None:
    with pytest.raises(Invalid):
        markup.parse_blocks(f"[here]({href})")


@pytest.mark.parametrize(
    "text", ["{{each population=returns}}\n\na", "{{end}}", "{{each}}\n\n{{end}}"]
)
def test_a_repetition_has_both_ends_and_a_population(text: str) -> None:
    with pytest.raises(Invalid):
        markup.parse_blocks(text)


@pytest.mark.parametrize("language", list(Language))
def test_the_outline_of_the_catalogue_is_understood(language: Language) -> None:
    for chapter in rulebook().report("csr-2020").chapters:
        text = outline.chapter_text(chapter.blocks, language)
        assert markup.format_blocks(markup.parse_blocks(text)) == text


def test_both_languages_of_the_outline_state_the_same_numbers() -> None:
    def asked(chapter: object, language: Language) -> set[tuple[str, str]]:
        text = outline.chapter_text(chapter.blocks, language)  # type: ignore[attr-defined]  # a Chapter
        return {(s.indicator, str(s.period)) for s in markup.spans_of(markup.parse_blocks(text))}

    for chapter in rulebook().report("csr-2020").chapters:
        assert asked(chapter, Language.ZH) == asked(chapter, Language.EN)


def test_an_outline_block_nobody_knows_is_refused() -> None:
    with pytest.raises(Invalid):
        outline.chapter_text([{"video": {"zh": "x", "en": "x"}}], Language.ZH)
