"""Quantities in Chinese and English: read, found in running text, written, and read back."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from concentric.kernel import english_words, number_grammar
from concentric.kernel.api import (
    Bound,
    Invalid,
    Quantity,
    ScaledUnit,
    find_quantities,
    format_quantity,
    header_unit,
    parse_number,
    parse_quantity,
    parse_range,
)

NINE = (
    "目前，行业共有44家证券公司组建了专业志愿者队伍，总人数超过一万人。某公司捐赠现金600万元，"
    "其中300万元直接捐往吉林省长春市。去年全年，证券公司服务399家企业完成IPO，融资4726.49亿元，"
    "同比增长86.55%，承销公司债券4196只，募集资金4.53万亿元。"
)


def found(text: str) -> list[tuple[str, str, str, str]]:
    """Text, value, unit and bound of every quantity; each text stands where it says it does."""
    items = find_quantities(text)
    assert all(text[item.start : item.end] == item.text for item in items)
    assert all(a.end <= b.start for a, b in pairwise(items))
    return [
        (i.text, f"{i.quantity.value:f}", i.quantity.unit, i.quantity.bound.value) for i in items
    ]


def test_all_nine_quantities_of_a_sentence() -> None:
    assert found(NINE) == [
        ("44家", "44", "firm", "eq"),
        ("一万人", "10000", "person", "gt"),
        ("600万元", "6000000", "CNY", "eq"),
        ("300万元", "3000000", "CNY", "eq"),
        ("399家", "399", "company", "eq"),
        ("4726.49亿元", "472649000000", "CNY", "eq"),
        ("86.55%", "86.55", "percent", "eq"),
        ("4196只", "4196", "product", "eq"),
        ("4.53万亿元", "4530000000000", "CNY", "eq"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总人数超一万人", ("10000", "person", "gt")),
        ("逾3000人次", ("3000", "person_time", "gt")),
        ("300余名志愿者", ("300", "person", "gt")),
        ("１０多万户", ("100000", "household", "gt")),
        ("3000人以上", ("3000", "person", "ge")),
        ("至少20小时", ("20", "hour", "ge")),
        ("不少于20个小时", ("20", "hour", "ge")),
        ("近3000人", ("3000", "person", "lt")),
        ("不到3000人", ("3000", "person", "lt")),
        ("不足3%", ("3", "percent", "lt")),
        ("至多5份", ("5", "portion", "le")),
        ("不超过100万元", ("1000000", "CNY", "le")),
        ("10日以内完成，3天以内", ("3", "day", "le")),
        ("约300件", ("300", "piece", "about")),
        ("300件左右", ("300", "piece", "about")),
        ("近3000余万元", ("30000000", "CNY", "about")),
        ("超过3000余万元", ("30000000", "CNY", "gt")),
        ("节约600万元", ("6000000", "CNY", "eq")),
        ("最近3天", ("3", "day", "eq")),
        ("下降2.5个百分点", ("2.5", "percentage_point", "eq")),
        ("占3‰", ("3", "permille", "eq")),
        ("占８６．５５％", ("86.55", "percent", "eq")),
        ("占百分之八十六点五五", ("86.55", "percent", "eq")),
        ("增长-3.2%", ("-3.2", "percent", "eq")),
        ("两千三百万元", ("23000000", "CNY", "eq")),
        ("二十个省", ("20", "region", "eq")),
        ("42个县", ("42", "county", "eq")),
        ("人民币600万元", ("6000000", "CNY", "eq")),
        ("¥600万", ("6000000", "CNY", "eq")),
        ("600 万元", ("6000000", "CNY", "eq")),
        ("完成IPO399家", ("399", "firm", "eq")),
        ("——44家", ("44", "firm", "eq")),
        ("over 10,000 people", ("10000", "person", "gt")),
        ("CNY 4.53 trillion", ("4530000000000", "CNY", "eq")),
        ("RMB 600 million", ("600000000", "CNY", "eq")),
        ("RMB 600m", ("600000000", "CNY", "eq")),
        ("about twenty-three firms", ("23", "firm", "about")),
        ("at least 20 hours", ("20", "hour", "ge")),
        ("300 people or more", ("300", "person", "ge")),
        ("60+ outlets", ("60", "outlet", "ge")),
        ("4.53 trillion yuan", ("4530000000000", "CNY", "eq")),
        ("up 86.55 per cent", ("86.55", "percent", "eq")),
    ],
)
def test_one_quantity_in_running_text(text: str, expected: tuple[str, str, str]) -> None:
    assert [item[1:] for item in found(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    ["", "2020年3月14日", "第3家", "第一批", "一个平台", "统一家", "三五家", "二三百人", "12,34家",
     "共3，500人", "F001家", "每年20小时/年", "300人次/年", "¥600万/年", "人民币600万元/年",
     "4只有",
     "千家", "2.3.4家", "RMB 600m/year", "RMB 600 million per year", "CNY 5 to 8",
     "RMB 600 million/year", "600", "one of the firms", "1" * 5000 + "家"],
)  # fmt: skip
def test_what_is_no_quantity(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("500万至800万元", "5000000", "8000000", "CNY"),
        ("500至800万元", "5000000", "8000000", "CNY"),
        ("5000至1万元", "5000", "10000", "CNY"),
        ("500万元～800万元", "5000000", "8000000", "CNY"),
        ("10%-15%", "10", "15", "percent"),
        ("5—8家", "5", "8", "firm"),
        ("三到五家", "3", "5", "firm"),
        ("5 to 8 million yuan", "5000000", "8000000", "CNY"),
        ("10–15 people", "10", "15", "person"),
    ],
)
def test_ranges(text: str, low: str, high: str, unit: str) -> None:
    lower, upper = parse_range(text)
    assert lower == Quantity(Decimal(low), unit, Bound.GE)
    assert upper == Quantity(Decimal(high), unit, Bound.LE)
    with pytest.raises(Invalid):
        parse_quantity(text)


def test_a_change_is_no_range() -> None:
    assert [item[3] for item in found("从44家到61家，由3家至5家")] == ["eq"] * 4
    with pytest.raises(Invalid):
        parse_range("44家到3个县")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("44", "44"), ("１，２３４．５０", "1234.50"), ("1,234,567", "1234567"), ("-5", "-5"),
        ("负三", "-3"), ("-1" + "0" * 28 + "1", "-1" + "0" * 28 + "1"),
        ("零", "0"), ("〇", "0"), ("十", "10"), ("十五", "15"), ("两", "2"),
        ("一百零五", "105"), ("一千零一十", "1010"), ("三百五", "350"), ("一万五", "15000"),
        ("一亿零五百", "100000500"), ("二〇二〇", "2020"), ("两千三百万", "23000000"),
        ("四点五三万亿", "4530000000000"), ("4.53万亿", "4530000000000"), ("3千5百", "3500"),
        ("3万5000", "35000"), ("1亿2000万", "120000000"), ("贰仟叁佰万", "23000000"),
        ("壹億", "100000000"), ("12百", "1200"), ("4.53 trillion", "4530000000000"),
        ("twenty-three thousand", "23000"), ("two hundred and five", "205"),
        ("One million two hundred thousand", "1200000"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "12,34", "1,2345", "1.2.3", "1e5", "NaN", "0x10", "三五", "二三百", "五百千",
     "千",
     "3万5", "3千5", "3万50000", "亿", "一亿亿", "一点", "600m", "44家", "one two", "twenty twenty",
     "hundred", "1 234", "9" * 300],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_number(text)
    assert refused.value.why
    assert refused.value.remedy
    assert len(str(refused.value)) < 300


def in_chinese(number: int) -> str:
    """An independent writer of Chinese numerals below ten to the sixteenth."""
    if number == 0:
        return "零"
    for mark, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= size:
            head, tail = divmod(number, size)
            gap = "零" if tail and tail * 10 < size else ""
            return in_chinese(head) + mark + (gap + in_chinese(tail) if tail else "")
    return "零一二三四五六七八九"[number]


@given(st.integers(0, 10**12))
def test_chinese_numerals_read_back(number: int) -> None:
    assert parse_number(in_chinese(number)) == number


@given(st.integers(-(10**20), 10**20), st.integers(0, 6))
def test_grouped_and_full_width_figures_read_back(digits: int, places: int) -> None:
    value = Decimal(digits).scaleb(-places)
    wide = f"{value:,f}".translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    assert parse_number(f"{value:,f}") == parse_number(wide) == value


def test_a_header_gives_its_unit_to_bare_numbers() -> None:
    assert header_unit("金额（万元）") == ScaledUnit("CNY", Decimal(10000))
    assert header_unit("单位：亿元 币种：人民币") == ScaledUnit("CNY", Decimal(10**8))
    assert header_unit("百万元") == ScaledUnit("CNY", Decimal(10**6))
    assert header_unit("人数（人）") == ScaledUnit("person", Decimal(1))
    assert header_unit("增速（％）") == ScaledUnit("percent", Decimal(1))
    assert header_unit("Amount (RMB million)") == ScaledUnit("CNY", Decimal(10**6))
    assert header_unit("CNY'000") == ScaledUnit("CNY", Decimal(1000))
    assert header_unit("10 thousand yuan") == ScaledUnit("CNY", Decimal(10000))
    assert header_unit("项目名称") is None
    assert parse_quantity("12.5", header_unit("万元")) == Quantity(Decimal(125000), "CNY")
    assert parse_quantity("3家", header_unit("万元")) == Quantity(Decimal(3), "firm")


@pytest.mark.parametrize("text", ["", "12", "abc", "600万元整", "44家45家", "某600万元"])
def test_what_is_not_one_quantity_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_quantity(text)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("quantity", "scale", "decimals", "zh", "en"),
    [
        (Quantity(Decimal(4530000000000),
         "CNY"), "10k_100m", None, "4.53万亿元", "CNY 4.53 trillion"),
        (Quantity(Decimal(472649000000), "CNY"), "100m", 2, "4726.49亿元", "CNY 472.649 billion"),
        (Quantity(Decimal(6000000), "CNY"), "10k", 0, "600万元", "CNY 6.00 million"),
        (Quantity(Decimal(6000000), "CNY"), "1", None, "6,000,000元", "CNY 6,000,000"),
        (Quantity(Decimal(4196), "product"), "1", 0, "4196只", "4,196 products"),
        (Quantity(Decimal(1), "person"), "1", None, "1人", "1 person"),
        (Quantity(Decimal(10000),
         "person", Bound.GT), "10k", 0, "超过1万人", "over 10 thousand people"),
        (Quantity(Decimal("0.8655"), "ratio"), "percent", 2, "86.55%", "86.55%"),
        (Quantity(Decimal("86.55"), "percent"), "percent", 1, "86.6%", "86.6%"),
        (Quantity(Decimal("0.0034"), "ratio"), "permille", 1, "3.4‰", "3.4‰"),
        (Quantity(Decimal("-2.5"),
         "percentage_point"), "1", None, "-2.5个百分点", "-2.5 percentage points"),
        (Quantity(Decimal("-0.4"), "CNY"), "1", 0, "0元", "CNY 0"),
        (Quantity(Decimal(0), "CNY"), "100m", 2, "0.00亿元", "CNY 0"),
        (Quantity(Decimal(3), "widget"), "1", None, "3 widget", "3 widget"),
    ],
)  # fmt: skip
def test_writing(quantity: Quantity, scale: str, decimals: int | None, zh: str, en: str) -> None:
    assert format_quantity(quantity, "zh", scale, decimals) == zh
    assert format_quantity(quantity, "en", scale, decimals) == en


@pytest.mark.parametrize(
    ("bound", "shown"),
    [(Bound.GT, "0.32"), (Bound.GE, "0.32"), (Bound.LT, "0.33"), (Bound.EQ, "0.33")],
)
def test_a_rounded_bound_stays_true(bound: Bound, shown: str) -> None:
    stated = format_quantity(Quantity(Decimal(3256), "person", bound), "zh", "10k", 2)
    assert stated.endswith(f"{shown}万人")


@pytest.mark.parametrize(
    ("unit", "lang", "scale"),
    [("CNY", "zh", "1m"), ("CNY", "fr", "1"), ("CNY", "zh", "percent"), ("ratio", "zh", "ratio")],
)
def test_what_cannot_be_written_is_refused(unit: str, lang: str, scale: str) -> None:
    with pytest.raises(Invalid):
        format_quantity(Quantity(Decimal(1), unit), lang, scale)


CHINESE_UNITS = sorted(
    code
    for code, word in number_grammar.UNIT_NAMES.items()
    if number_grammar.UNITS.get(word) == code
)
ENGLISH_UNITS = ["CNY", *(code for code, (one, _) in english_words.UNIT_FORMS.items() if one)]
values = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(0, 10**18),
    st.integers(0, 6),
)
scales = st.sampled_from(["1", "10k", "100m", "10k_100m"])


@given(values, st.sampled_from(CHINESE_UNITS), st.sampled_from(Bound), scales)
def test_written_chinese_reads_back(value: Decimal, unit: str, bound: Bound, scale: str) -> None:
    quantity = Quantity(value, unit, bound)
    written = format_quantity(quantity, "zh", scale)
    assert parse_quantity(written) == quantity
    assert [item.quantity for item in find_quantities(f"其中，{written}。")] == [quantity]


@given(values, st.sampled_from(ENGLISH_UNITS), st.sampled_from(Bound), scales)
def test_written_english_reads_back(value: Decimal, unit: str, bound: Bound, scale: str) -> None:
    quantity = Quantity(value, unit, bound)
    written = format_quantity(quantity, "en", scale)
    assert parse_quantity(written) == quantity
    assert [item.quantity for item in find_quantities(f"In all, {written}.")] == [quantity]


@given(values, scales, st.integers(0, 4), st.sampled_from(["person", "CNY"]))
def test_both_languages_show_the_same_number(
    value: Decimal, scale: str, decimals: int, unit: str
) -> None:
    quantity = Quantity(value, unit)
    zh, en = (
        parse_quantity(format_quantity(quantity, lang, scale, decimals)) for lang in ("zh", "en")
    )
    assert zh == en


@given(st.text("0123456789.,，-—至约超近余万亿千百十一三人家元%第/ aRMB", max_size=60))
def test_finding_never_fails(text: str) -> None:
    found(text)


def test_every_unit_of_the_catalogue_can_be_written() -> None:
    path = Path(__file__).parents[2] / "catalogue" / "base" / "code_lists" / "units.yaml"
    items = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["items"]
    codes = {item["code"] for item in items if "of" not in item} | {"percent", "permille", "tonne"}
    assert codes - set(number_grammar.UNIT_NAMES) == set()
    assert codes - set(english_words.UNIT_FORMS) - english_words.MONEY_UNITS == set()
