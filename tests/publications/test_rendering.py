"""The tree as HTML and PDF: what is printed is what was pinned, safe, complete, and found again."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

import pypdf
import pytest

from concentric.desk import api as desk
from concentric.kernel.api import Bound, Invalid, Unavailable
from concentric.publications.render import html, readback, typst
from concentric.publications.types import (
    Document,
    Grid,
    Language,
    Number,
    Paragraph,
    Picture,
    Shown,
    Text,
)
from tests.publications import trees

BOARDS = [
    trees.number("RE-02", Fraction(22262200000000, 100), cell=(("board", "star"),)),
    trees.number("RE-02", Fraction(9029100000000, 100), cell=(("board", "chinext"),)),
]
TOTAL = trees.number("RE-02", Fraction(47264900000000, 100))
GROWTH = trees.number("RE-03", Fraction(86554, 100000))
CHART = '{{chart bar RE-02 by=board period=2020 title="按板块" alt="条形图"}}'


def shown(document: Document) -> list[Shown]:
    return list(readback.expected(document))


@pytest.mark.parametrize(
    ("tag", "language", "text", "value"),
    [
        ("RE-02 period=2020 scale=100m decimals=2", Language.ZH, "4726.49亿元", "472649000000"),
        (
            "RE-02 period=2020 scale=100m decimals=2",
            Language.EN,
            "CNY 472.649 billion",
            "472649000000",
        ),
        ("RE-02 period=2020 scale=100m decimals=0 unit=none", Language.ZH, "4726", "4726"),
        ("RE-03 period=2020 decimals=2", Language.ZH, "86.55%", "86.55"),
        ("RE-03 period=2020 scale=permille decimals=0", Language.EN, "866\u2030", "866"),
        ("RE-02 period=2020 by=board:star decimals=2", Language.ZH, "2226.22亿元", "222622000000"),
    ],
)
def test_a_number_is_rounded_once_and_written_at_its_scale(
    tag: str, language: Language, text: str, value: str
) -> None:
    made = trees.document("{{value " + tag + "}}", [TOTAL, GROWTH, *BOARDS], language=language)
    (one,) = shown(made)
    assert one.text == text
    assert str(one.value.normalize().quantize(1) if "." not in value else one.value) == value  # type: ignore[union-attr]  # it has one


def test_rounding_starts_from_the_exact_value() -> None:
    third = trees.number(
        "RE-03", Fraction(864995, 1000000)
    )  # 0.8650 to the indicator's four places
    (one,) = shown(trees.document("{{value RE-03 period=2020 decimals=1}}", [third]))
    assert one.text == "86.5%"


def test_a_bound_stays_a_bound() -> None:
    least = replace(TOTAL, bound=Bound.GE)
    (one,) = shown(trees.document("{{value RE-02 period=2020 scale=100m decimals=0}}", [least]))
    assert "4726" in one.text
    assert one.text != "4726亿元"


def test_missing_and_withheld_are_marks_and_never_zero() -> None:
    missing = trees.number("RE-02", None)
    (one,) = shown(trees.document("{{value RE-02 period=2020}}", [missing]))
    assert (one.is_missing, one.text, one.value) == (True, "—", None)
    hidden = replace(TOTAL, withheld="too_few")
    (two,) = shown(trees.document("{{value RE-02 period=2020}}", [hidden]))
    assert (two.text, two.withheld, two.exact) == ("·", "不足三家", "")


def test_the_same_number_has_one_code_wherever_it_stands() -> None:
    made = trees.document(
        "{{value RE-02 period=2020}}\n\n{{table RE-02 periods=2020 title=t}}\n\n" + CHART,
        [TOTAL, *BOARDS],
    )
    assert [one.code for one in shown(made)] == ["n1", "n1", "n2", "n3"]


def test_a_chart_says_its_numbers_to_who_does_not_see_it() -> None:
    made = trees.document(CHART, BOARDS)
    (picture,) = [one for one in trees.blocks(made) if isinstance(one, Picture)]
    assert "科创板 2,226.22" in picture.spec.alt
    assert picture.spec.categories == ("科创板", "创业板")


def finding(numbers: list[Number]) -> str:
    text = CHART.replace("按板块", "{top}最多")
    (picture,) = [
        one for one in trees.blocks(trees.document(text, numbers)) if isinstance(one, Picture)
    ]
    return picture.spec.title


def test_the_title_of_a_chart_names_the_greatest_and_only_where_it_may() -> None:
    star, chinext = BOARDS
    assert finding(BOARDS) == "科创板最多"
    assert finding([star, replace(chinext, exact=star.exact, rounded=star.rounded)]) == "首发融资额"
    assert finding([star, replace(chinext, exact=None, rounded=None)]) == "科创板最多"
    assert finding([star, replace(chinext, withheld="too_few")]) == "首发融资额"
    assert finding([replace(one, exact=None, rounded=None) for one in BOARDS]) == "首发融资额"


def test_the_numbers_of_a_chart_are_a_file_beside_it() -> None:
    star, chinext = BOARDS
    made = trees.document(CHART, [star, replace(chinext, withheld="too_few")])
    page = html.file(made, trees.frame(), styles="", program="").decode()
    start = page.index("data:text/csv")
    table = unquote(page[start : page.index('"', start)]).partition(",")[2]
    rows = list(csv.reader(io.StringIO(table.lstrip("\ufeff"))))
    assert rows == [["", "亿元"], ["科创板", "2,226.22"], ["创业板", "·"]]


@pytest.mark.parametrize("mark", ["is_sample", "is_draft"])
def test_sample_data_and_drafts_say_so_in_both_files(mark: str) -> None:
    made = trees.outline_document(firms=2)
    said = {"is_sample": ("Sample", "示例数据"), "is_draft": ("Draft", "草稿")}[mark]
    for is_so in (True, False):
        shown = replace(made, **{mark: is_so})
        pages = desk.paper_texts(typst.pdf(shown, trees.paper()))
        assert all((said[0] in page) is is_so for page in pages)
        page = html.file(shown, trees.frame(), styles="", program="").decode()
        assert (f">{said[1]}<" in page) is is_so


def test_a_list_of_firms_stands_before_their_pages() -> None:
    made = trees.outline_document(firms=3)
    read = desk.paper_texts(typst.pdf(made, trees.paper()))
    pages = ["".join(one.split()) for one in read]
    listed = [at for at, one in enumerate(pages) if "示例证券001" in one and "示例证券003" in one]
    (first,) = [at for at, one in enumerate(pages) if "示例证券001" in one and at not in listed]
    assert listed == [first - 1]


def test_a_firm_that_reported_nothing_of_a_text_has_no_sentence_of_dashes() -> None:
    text = (
        "{{each population=returns}}\n\n## {{organisation}}\n\n"
        "首发{{value RE-01 period=2020 organisation=self}}。\n\n无数字。\n\n"
        "{{table RE-01 periods=2020 organisation=self title=T}}\n\n{{end}}"
    )
    own = trees.number("RE-01", Fraction(2), cell=(("organisation", "F001"),))
    made = trees.document(text, [own], members=["F001", "F002"])
    paragraphs = [one for one in trees.blocks(made) if isinstance(one, Paragraph)]
    assert len(paragraphs) == 3
    (first, second) = [one for one in trees.blocks(made) if isinstance(one, Grid)]
    assert not first.rows[0].cells[0].is_missing
    assert second.rows[0].cells[0].is_missing


def test_a_page_of_a_firm_has_its_own_numbers_beside_the_median() -> None:
    made = trees.outline_document(firms=2)
    grids = [one for one in trees.blocks(made) if isinstance(one, Grid)]
    assert [len(row.cells) for row in grids[-1].rows] == [3] * 13
    assert grids[-1].rows[0].cells != grids[-2].rows[0].cells
    assert grids[-1].rows[0].cells[2] == grids[-2].rows[0].cells[2]


@pytest.mark.parametrize("language", list(Language))
def test_both_files_are_read_back_as_printed(language: Language) -> None:
    made = trees.outline_document(language)
    stated = readback.expected(made)
    assert len(stated) > 300
    page = html.file(made, trees.frame(), styles="", program="")
    assert readback.differences(stated, readback.read_html(page)) == ()
    assert readback.differences(stated, readback.read_pdf(typst.pdf(made, trees.paper()))) == ()


def changed(document: Document, at: int, **changes: str) -> Document:
    """The document with its n-th number of running text printed otherwise."""
    chapter = document.chapters[0]
    paragraph = chapter.blocks[0]
    assert isinstance(paragraph, Paragraph)
    inlines = list(paragraph.inlines)
    place = [n for n, one in enumerate(inlines) if isinstance(one, Shown)][at]
    inlines[place] = replace(inlines[place], **changes)  # type: ignore[type-var]  # a Shown, see above
    blocks = (Paragraph(tuple(inlines)), *chapter.blocks[1:])
    return replace(document, chapters=(replace(chapter, blocks=blocks), *document.chapters[1:]))


TEXT = "首发{{value RE-02 period=2020 scale=100m decimals=2}}，增长{{value RE-03 period=2020 decimals=2}}。"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "4726.48亿元"}, {"text": "14726.49亿元"}, {"text": "1,4726.49亿元"}, {"text": "-4726.49亿元"},
        {"text": "4726.49万元"}, {"text": "4726.49"}, {"code": "n9"}, {"text": "·"},
    ],
)  # fmt: skip
def test_a_planted_difference_is_found_in_both_files(wrong: dict[str, str]) -> None:
    made = trees.document(TEXT, [TOTAL, GROWTH])
    stated = readback.expected(made)
    false = changed(made, 0, **wrong)
    page = html.file(false, trees.frame(), styles="", program="")
    paper = typst.pdf(false, trees.paper())
    assert [one.code for one in readback.differences(stated, readback.read_html(page))] == ["n1"]
    assert [one.code for one in readback.differences(stated, readback.read_pdf(paper))] == ["n1"]


def test_words_that_state_another_value_than_the_pinned_one_are_found() -> None:
    made = trees.document(TEXT, [TOTAL, GROWTH])
    stated = [replace(one, value=one.value + 1) for one in readback.expected(made) if one.value]
    page = html.file(made, trees.frame(), styles="", program="")
    assert len(readback.differences(stated, readback.read_html(page))) == 2


def test_a_number_more_or_less_is_found() -> None:
    made = trees.document(TEXT, [TOTAL, GROWTH])
    stated = readback.expected(made)
    read = readback.read_html(html.file(made, trees.frame(), styles="", program=""))
    assert [one.code for one in readback.differences(stated, read[:1])] == ["n2"]
    assert [one.code for one in readback.differences(stated[:1], read)] == ["n2"]


def test_a_hyphen_at_the_end_of_a_line_is_read_as_one() -> None:
    said = "person-times, "
    made = trees.document(said * 400, [TOTAL], language=Language.EN)
    words = "".join(desk.paper_texts(typst.pdf(made, trees.paper())))
    assert "".join(words.split()).count("person-times,") == 400


def test_two_readers_at_once_read_the_same() -> None:
    made = trees.outline_document(firms=1)
    content = typst.pdf(made, trees.paper())
    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(readback.read_pdf, [content] * 8))
    assert found == [found[0]] * 8
    assert readback.differences(readback.expected(made), found[0]) == ()


def test_the_print_is_tagged_titled_and_the_same_again() -> None:
    made = trees.outline_document(firms=1)
    first, second = typst.pdf(made, trees.paper()), typst.pdf(made, trees.paper())
    assert first == second
    found = pypdf.PdfReader(io.BytesIO(first))
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("zh")
    metadata = found.xmp_metadata
    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "A")
    assert b"pdfuaid" in metadata.stream.get_data()


def test_a_picture_without_words_is_refused() -> None:
    made = trees.document(CHART, BOARDS)
    (picture,) = [one for one in trees.blocks(made) if isinstance(one, Picture)]
    dumb = replace(picture, spec=replace(picture.spec, alt=" "))
    chapters = (replace(made.chapters[0], blocks=(dumb,)),)
    with pytest.raises(Invalid, match="no words"):
        typst.pdf(replace(made, chapters=chapters), trees.paper())


def test_a_missing_font_is_a_failure_and_not_a_warning(tmp_path: Path) -> None:
    made = trees.document(TEXT, [TOTAL, GROWTH])
    with pytest.raises(Unavailable, match="make frontend"):
        typst.pdf(made, trees.paper(), fonts=tmp_path)
    (tmp_path / "other.ttf").write_bytes(b"not a font")
    with pytest.raises(Invalid, match="font"):
        typst.pdf(made, trees.paper(), fonts=tmp_path)


def test_a_character_without_a_glyph_is_refused() -> None:
    with pytest.raises(Invalid):
        typst.pdf(trees.document("\U000130b8", []), trees.paper())


HOSTILE = '#panic("x") $x$ <script>alert(1)</script> & "quoted" \\ #import "@preview/x:1.0.0"'


def test_hostile_words_stay_words() -> None:
    made = replace(trees.document(HOSTILE, []), title=HOSTILE, publisher=HOSTILE)
    made = replace(made, chapters=(replace(made.chapters[0], title=HOSTILE, code='a" onclick="x'),))
    page = html.file(made, trees.frame(), styles="", program="").decode()
    assert "<script>alert" not in page
    assert '" onclick="' not in page
    printed = desk.paper_texts(typst.pdf(made, trees.paper()))[2]
    assert "#panic" in printed
    assert "@preview" in printed


def test_hostile_words_in_a_chart_do_not_end_its_island() -> None:
    made = trees.document(
        '{{chart bar RE-02 by=board period=2020 title=t alt="</script><b>"}}', BOARDS
    )
    page = html.file(made, trees.frame(), styles="", program="a</script>b").decode()
    assert "</script><b>" not in page
    assert "a</script>b" not in page


def test_a_restated_number_stands_beside_the_published_one() -> None:
    made = trees.document(
        "{{value RE-02 period=2020 scale=100m decimals=2}}",
        [replace(TOTAL, restated=TOTAL.rounded + 100_000_000)],  # type: ignore[operator]  # it has a value
    )
    page = html.body(made, trees.frame())
    assert "4726.49亿元" in page
    assert "现为 4727.49亿元" in page


def test_only_printed_trees_are_rendered() -> None:
    made = trees.document("x", [])
    authored = replace(made.chapters[0], blocks=trees.outline_chapters(Language.ZH)[0].blocks)
    with pytest.raises(TypeError):
        html.body(replace(made, chapters=(authored,)), trees.frame())
    assert trees.blocks(made) == [Paragraph((Text("x"),))]
