"""The words and patterns of numbers in Chinese text: the one Python file with Han characters.

Tables first, then the patterns made of them. What a match is worth is computed in `numerals` and
`quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

DIGITS: Final = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8,
    "玖": 9, "兩": 2,
}  # fmt: skip
ZEROS: Final = "零〇"
SMALL_MULTIPLIERS: Final = {"千": 3, "仟": 3, "百": 2, "佰": 2, "十": 1, "拾": 1}
"""Multipliers inside a group of four digits, as powers of ten."""
GROUPS: Final = (("亿", 8), ("万", 4))
"""Multipliers of whole groups, the greater first, as powers of ten."""
VARIANTS: Final = {"億": "亿", "萬": "万"}
POINT: Final = "点"
NEGATIVE: Final = "负"
FRACTION_WORDS: Final = {
    "百分之": ("percent", 0), "千分之": ("permille", 0), "万分之": ("permille", -1),
}  # fmt: skip
"""Unit and power of ten of a number that follows “so many parts of”."""

BEFORE: Final = {
    "gt": ("超过", "超出", "超", "逾", "突破", "多于", "大于", "高于", ">"),
    "ge": ("至少", "最少", "不少于", "不低于", "不小于", "≥", ">="),
    "lt": ("将近", "接近", "近", "不到", "不足", "不满", "未满", "少于", "低于", "小于", "<"),
    "le": ("至多", "最多", "不超过", "未超过", "不超", "不多于", "不高于", "不大于", "≤", "<="),
    "about": ("大约", "大概", "约", "≈"),
}
"""Words before a number, by the bound they state."""
AFTER: Final = {
    "gt": ("有余",),
    "ge": ("及以上", "以上"),
    "le": ("及以下", "以下", "以内"),
    "about": ("左右", "上下"),
}
"""Words after a unit; in law “above” and “below” include the number itself."""
ODD: Final = "余多来"
"""Characters inside or after a number that say “and some more”."""
PREFIX: Final = {"ge": "不少于", "gt": "超过", "le": "不超过", "lt": "不到", "about": "约"}
"""How a bound is written before a number."""

_NOT_BOUND_AFTER: Final = {"约": "节签条合契预公履违制简特邀相", "近": "最附", "超": "高赶反"}
"""Characters before which the bound's own character belongs to another word."""

UNIT_NAMES: Final = {
    "CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元", "person": "人",
    "person_time": "人次", "household": "户", "household_time": "户次", "firm": "家",
    "institution": "家", "company": "家", "company_time": "家次", "organisation": "个",
    "branch": "家", "outlet": "家", "subsidiary": "家", "school": "所", "team": "支",
    "event": "场", "session": "场次", "activity": "项", "class": "节", "lesson": "课次",
    "course": "门", "subject": "个", "batch": "批次", "meeting": "次", "drill": "次",
    "time": "次", "hour": "小时", "minute": "分钟", "day": "天", "working_day": "个工作日",
    "week": "周", "month": "个月", "year": "年", "person_day": "人天", "piece": "件",
    "item": "项", "project": "个", "plan": "份", "report": "份", "article": "篇", "topic": "个",
    "case": "个", "copy": "册", "book": "本", "film": "部", "page": "页", "product": "只",
    "bond": "只", "fund": "只", "deal": "单", "contract": "份", "patent": "件", "award": "项",
    "suggestion": "条", "platform": "个", "case_of_training": "期", "region": "个", "city": "个",
    "county": "个", "township": "个", "village": "个", "community": "个", "sub_district": "个",
    "country": "个", "box": "箱", "set": "套", "portion": "份", "bottle": "瓶", "bag": "袋",
    "unit_of_equipment": "台", "vehicle": "辆", "kilogram": "千克", "tonne": "吨", "litre": "升",
    "cubic_metre": "立方米", "square_metre": "平方米", "mu": "亩", "hectare": "公顷",
    "kilometre": "公里", "kwh": "千瓦时", "mwh": "兆瓦时", "kg_co2e": "千克二氧化碳当量",
    "t_co2e": "吨二氧化碳当量", "ratio": "", "percent": "%", "permille": "‰",
    "percentage_point": "个百分点", "score": "分", "rank": "", "yes_no": "", "tree": "棵",
    "view": "次", "download": "次", "field": "个", "theme": "个", "kind": "种", "cohort": "个",
}  # fmt: skip
"""How a unit is written after a number; empty where the bare number is the custom."""

UNITS: Final = {
    "元": "CNY", "圆": "CNY", "元人民币": "CNY", "人民币": "CNY", "美元": "USD", "港元": "HKD",
    "港币": "HKD", "欧元": "EUR", "%": "percent", "‰": "permille", "百分点": "percentage_point",
    "个百分点": "percentage_point", "人": "person", "名": "person", "位": "person",
    "个人": "person", "人次": "person_time", "户": "household", "户次": "household_time",
    "家": "firm", "家次": "company_time", "所": "school", "支": "team", "场": "event",
    "场次": "session", "节": "class", "课次": "lesson", "门": "course", "批次": "batch",
    "次": "time", "小时": "hour", "个小时": "hour", "分钟": "minute", "天": "day",
    "工作日": "working_day", "个工作日": "working_day", "周": "week", "个月": "month",
    "人天": "person_day", "件": "piece", "项": "item", "篇": "article", "册": "copy",
    "本": "book", "部": "film", "页": "page", "只": "product", "单": "deal", "份": "portion",
    "条": "suggestion", "期": "case_of_training", "个": "item", "箱": "box", "套": "set",
    "瓶": "bottle", "袋": "bag", "台": "unit_of_equipment", "辆": "vehicle", "千克": "kilogram",
    "公斤": "kilogram", "吨": "tonne", "升": "litre", "立方米": "cubic_metre",
    "平方米": "square_metre", "亩": "mu", "公顷": "hectare", "公里": "kilometre", "千瓦时": "kwh",
    "度电": "kwh", "兆瓦时": "mwh", "千克二氧化碳当量": "kg_co2e", "吨二氧化碳当量": "t_co2e",
    "棵": "tree", "种": "kind",
}  # fmt: skip
"""What a written unit means when nothing after it says more."""

UNITS_OF_A_CELL: Final = {"年": "year", "分": "score"}
"""Units read only in a text that is one quantity: in running text they are dates and adverbs."""

NOUNS: Final = {
    "家": {
        "企业": "company", "公司": "company", "上市公司": "company", "证券公司": "firm",
        "券商": "firm", "机构": "institution", "分支机构": "branch", "分公司": "branch",
        "营业部": "outlet", "网点": "outlet", "子公司": "subsidiary", "医院": "institution",
        "组织": "organisation",
    },
    "个": {
        "项目": "project", "课题": "topic", "案例": "case", "平台": "platform",
        "组织": "organisation", "县": "county", "区县": "county", "省": "region",
        "省份": "region", "城市": "city", "地市": "city", "村": "village", "行政村": "village",
        "社区": "community", "街道": "sub_district", "乡镇": "township", "国家": "country",
        "领域": "field", "主题": "theme", "科目": "subject",
    },
    "只": {
        "债券": "bond", "公司债券": "bond", "地方政府债": "bond", "基金": "fund",
        "产品": "product",
    },
    "份": {"方案": "plan", "报告": "report", "合同": "contract", "协议": "contract"},
    "件": {"专利": "patent"},
    "项": {
        "专利": "patent", "奖": "award", "荣誉": "award", "活动": "activity",
        "建议": "suggestion",
    },
    "支": {"队伍": "team", "基金": "fund"},
    "次": {"会议": "meeting", "演练": "drill", "浏览": "view", "下载": "download"},
}  # fmt: skip
"""What the noun after a classifier makes of it; the longest noun that fits counts."""

_NOT_BEFORE: Final = {
    "元": "旦素", "家": "庭", "人": "均", "名": "录单", "位": "于", "只": "有是要能需",
    "支": "持付出撑援教", "场": "所地内外", "节": "约能日", "次": "性日年月", "天": "然津",
    "周": "年边", "户": "均籍", "个": "性体", "本": "科次年土公市省月周期区届级",
    "部": "门分委署", "单": "位一独", "条": "件例款", "期": "间末初货限", "台": "湾风账",
    "升": "级至", "套": "利", "所": "有属在", "页": "岩", "种": "植养",
}  # fmt: skip
"""Characters that make another word of a unit's characters."""

_ARTICLE_UNITS: Final = "个项种次场条期节"
"""After the bare word “one” these make an article, not a count."""

_ARABIC: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,9}|[0-9]{1,30})(?:\.[0-9]{1,20})?(?![0-9,.]*[0-9])"
_FIGURE: Final = "".join(DIGITS)
_SMALL: Final = "".join(SMALL_MULTIPLIERS)
_MULTIPLIERS: Final = _SMALL + "".join(mark for mark, _ in GROUPS) + "".join(VARIANTS)
_HAN: Final = (
    rf"[{_FIGURE}十拾][{_FIGURE}{_MULTIPLIERS}]{{0,30}}"
    rf"(?:{POINT}[{_FIGURE}]{{1,20}}[{_MULTIPLIERS}]{{0,4}})?"
)
_MIXED: Final = (
    rf"{_ARABIC}(?:[ ]?[{_MULTIPLIERS}]{{1,4}}"
    rf"(?:[{ZEROS}]?{_ARABIC}[{_MULTIPLIERS}]{{1,4}}){{0,6}}(?:[{ZEROS}]?{_ARABIC})?)?"
)
NUMBER: Final = rf"(?:{_MIXED}|{_HAN})"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)


def _bound_word(word: str) -> str:
    before = _NOT_BOUND_AFTER.get(word)
    return rf"(?<![{before}]){word}" if before else re.escape(word)


def _unit_word(word: str) -> str:
    # A shorter unit never stands for the beginning of a longer one, even if that one is refused.
    rest = [longer[len(word) :] for longer in UNITS if longer.startswith(word) and longer != word]
    refused = [re.escape(text) for text in (*rest, *_NOT_BEFORE.get(word, ""))]
    return rf"{re.escape(word)}(?!{'|'.join(refused)})" if refused else re.escape(word)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


BEFORE_WORDS: Final = {word: bound for bound, words in BEFORE.items() for word in words}
AFTER_WORDS: Final = {word: bound for bound, words in AFTER.items() for word in words}
CURRENCY_MARKS: Final = {
    "人民币": "CNY", "CNY": "CNY", "RMB": "CNY", "¥": "CNY", "￥": "CNY", "US$": "USD",
    "USD": "USD", "HK$": "HKD", "HKD": "HKD", "EUR": "EUR", "€": "EUR",
}  # fmt: skip

_BEFORE: Final = "|".join(_bound_word(word) for word in _longest_first(BEFORE_WORDS))
_UNIT: Final = "|".join(_unit_word(word) for word in _longest_first(UNITS))
_UNIT_ENDS: Final = "".join(sorted({re.escape(word[-1]) for word in UNITS}))
_START: Final = (
    rf"(?<![0-9.第{_FIGURE}{_MULTIPLIERS}])(?<![0-9][,，])(?:(?<![A-Za-z])|(?<=[A-Z]{{3}}))"
)
"""Not inside a number, an ordinal or a code; an abbreviation in capitals may stand before."""
_COUNT: Final = rf"""
    (?P<head>{NUMBER})(?:(?P<odd>[{ODD}])(?P<tail>[{_MULTIPLIERS}]{{0,4}})(?P<odd2>[{ODD}]?))?\+?\ ?
"""


RANGE_MARKS: Final = r"至到~—–\-"


def _quantity(units: str) -> str:
    return rf"""
    (?:(?P<before>{_BEFORE})(?:了|为)?\ ?)?
    (?P<whole>
      (?:(?P<parts>{_any(FRACTION_WORDS)})(?P<part>{NUMBER}))
      |
      (?>(?P<mark>{_any(CURRENCY_MARKS)})\ ?(?P<mark_sign>-|−)?(?P<mark_number>{NUMBER})
          (?:(?P<mark_odd>[{ODD}])(?P<mark_tail>[{_MULTIPLIERS}]{{0,4}}))?(?:\ ?[元圆])?)
          (?![{RANGE_MARKS}]\ ?[0-9]|\ ?[A-Za-z])
      |
      (?P<sign>(?<![0-9A-Za-z{_MULTIPLIERS}{_UNIT_ENDS}\-])[-−]|{NEGATIVE})?
      {_START}{_COUNT}(?P<unit>{units})
    )
    (?P<after>{_any(AFTER_WORDS)})?
    """


FIND: Final = re.compile(rf"{_quantity(_UNIT)}(?!/)", re.VERBOSE)
"""A quantity in running text; one followed by a slash is a rate and left alone."""

CELL: Final = re.compile(_quantity(f"{_UNIT}|{_any(UNITS_OF_A_CELL)}"), re.VERBOSE)
"""A text that is nothing but a quantity."""

LEFT_OF_RANGE: Final = re.compile(
    rf"{_START}(?P<number>{NUMBER})(?P<join>[ ]?[{RANGE_MARKS}]{{1,2}}[ ]?)\Z"
)
JOIN: Final = re.compile(rf"[ ]?[{RANGE_MARKS}]{{1,2}}[ ]?")
CHANGE_FROM: Final = re.compile(r"[从由自]\Z")
"""A word before the first of two numbers that makes them a change in time, not a range."""
NOT_ALONE: Final = re.compile(rf"一[{_ARTICLE_UNITS}]")
PART_OF_A_WORD: Final = "统唯之万同单某每任逐专"
"""Characters that make a word with a following “one”."""
ONE: Final = "一"

CLASSIFIER_NOUNS: Final = {unit: re.compile(_any(nouns)) for unit, nouns in NOUNS.items()}
SCALE_WORDS: Final = {0: "", 4: "万", 8: "亿", 12: "万亿"}
MULTIPLIER_POWERS: Final = SMALL_MULTIPLIERS | dict(GROUPS)

HEADER: Final = re.compile(
    rf"(?:^|[(（\[【:：])\s*(?:人民币)?(?P<scale>[{_MULTIPLIERS}]{{0,4}})"
    rf"(?P<unit>{_any(UNITS)})(?=$|[\s)）\]】,，;；/])"
)
"""The unit that a table's header states, alone, in brackets or after a colon."""
