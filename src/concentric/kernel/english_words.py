"""The words and patterns of numbers in English text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_FIRST_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
DIGITS: Final = {word: value for value, word in enumerate(_FIRST_WORDS.split())} | {
    word: 10 * tens for tens, word in enumerate(_TENS.split(), start=2)
}
HUNDRED: Final = "hundred"
SCALES: Final = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
SHORT_SCALES: Final = {"k": 3, "m": 6, "mn": 6, "bn": 9, "tn": 12}
"""Read only after a currency, where a single letter cannot be a measure."""

BEFORE: Final = {
    "gt": ("over", "more than", "above", "exceeding", "in excess of", "greater than", ">"),
    "ge": ("at least", "no less than", "not less than", "no fewer than", "≥", ">="),
    "lt": ("nearly", "almost", "close to", "less than", "fewer than", "under", "below", "<"),
    "le": ("at most", "up to", "no more than", "not more than", "≤", "<="),
    "about": ("about", "around", "approximately", "roughly", "some", "circa", "ca.", "≈"),
}
AFTER: Final = {"ge": ("or more", "and above"), "le": ("or less", "or fewer", "and below")}
PREFIX: Final = {
    "ge": "at least ",
    "gt": "over ",
    "le": "at most ",
    "lt": "less than ",
    "about": "about ",
}
"""How a bound is written before a number."""

UNIT_FORMS: Final = {
    "person": ("person", "people"),
    "person_time": ("person-time", "person-times"),
    "household": ("household", "households"),
    "household_time": ("household-time", "household-times"),
    "firm": ("firm", "firms"),
    "institution": ("institution", "institutions"),
    "company": ("company", "companies"),
    "company_time": ("company-time", "company-times"),
    "organisation": ("organisation", "organisations"),
    "branch": ("branch", "branches"),
    "outlet": ("outlet", "outlets"),
    "subsidiary": ("subsidiary", "subsidiaries"),
    "school": ("school", "schools"),
    "team": ("team", "teams"),
    "event": ("event", "events"),
    "session": ("session", "sessions"),
    "activity": ("activity", "activities"),
    "class": ("class", "classes"),
    "lesson": ("lesson", "lessons"),
    "course": ("course", "courses"),
    "subject": ("subject", "subjects"),
    "batch": ("batch", "batches"),
    "meeting": ("meeting", "meetings"),
    "drill": ("drill", "drills"),
    "time": ("time", "times"),
    "hour": ("hour", "hours"),
    "minute": ("minute", "minutes"),
    "day": ("day", "days"),
    "working_day": ("working day", "working days"),
    "week": ("week", "weeks"),
    "month": ("month", "months"),
    "year": ("year", "years"),
    "person_day": ("person-day", "person-days"),
    "piece": ("piece", "pieces"),
    "item": ("item", "items"),
    "project": ("project", "projects"),
    "plan": ("plan", "plans"),
    "report": ("report", "reports"),
    "article": ("article", "articles"),
    "topic": ("topic", "topics"),
    "case": ("case", "cases"),
    "copy": ("copy", "copies"),
    "book": ("book", "books"),
    "film": ("film", "films"),
    "page": ("page", "pages"),
    "product": ("product", "products"),
    "bond": ("bond", "bonds"),
    "fund": ("fund", "funds"),
    "deal": ("deal", "deals"),
    "contract": ("contract", "contracts"),
    "patent": ("patent", "patents"),
    "award": ("award", "awards"),
    "suggestion": ("suggestion", "suggestions"),
    "platform": ("platform", "platforms"),
    "case_of_training": ("training course", "training courses"),
    "region": ("region", "regions"),
    "city": ("city", "cities"),
    "county": ("county", "counties"),
    "township": ("township", "townships"),
    "village": ("village", "villages"),
    "community": ("community", "communities"),
    "sub_district": ("sub-district", "sub-districts"),
    "country": ("country", "countries"),
    "box": ("box", "boxes"),
    "set": ("set", "sets"),
    "portion": ("portion", "portions"),
    "bottle": ("bottle", "bottles"),
    "bag": ("bag", "bags"),
    "unit_of_equipment": ("unit of equipment", "units of equipment"),
    "vehicle": ("vehicle", "vehicles"),
    "kilogram": ("kg", "kg"),
    "tonne": ("tonne", "tonnes"),
    "litre": ("litre", "litres"),
    "cubic_metre": ("m³", "m³"),
    "square_metre": ("m²", "m²"),
    "mu": ("mu", "mu"),
    "hectare": ("hectare", "hectares"),
    "kilometre": ("km", "km"),
    "kwh": ("kWh", "kWh"),
    "mwh": ("MWh", "MWh"),
    "kg_co2e": ("kg CO₂e", "kg CO₂e"),
    "t_co2e": ("t CO₂e", "t CO₂e"),
    "ratio": ("", ""),
    "percent": ("%", "%"),
    "permille": ("‰", "‰"),
    "percentage_point": ("percentage point", "percentage points"),
    "score": ("point", "points"),
    "rank": ("", ""),
    "yes_no": ("", ""),
    "tree": ("tree", "trees"),
    "view": ("view", "views"),
    "download": ("download", "downloads"),
    "field": ("field", "fields"),
    "theme": ("theme", "themes"),
    "kind": ("kind", "kinds"),
    "cohort": ("cohort", "cohorts"),
}
"""Singular and plural of a unit; empty where the bare number is the custom."""

CURRENCIES: Final = {
    "CNY": "CNY",
    "RMB": "CNY",
    "¥": "CNY",
    "USD": "USD",
    "US$": "USD",
    "HKD": "HKD",
    "HK$": "HKD",
    "EUR": "EUR",
    "€": "EUR",
}
"""Written before an amount."""
MONEY_UNITS: Final = frozenset(CURRENCIES.values())

_SYNONYMS: Final = {
    "persons": "person",
    "person-time": "person_time",
    "yuan": "CNY",
    "yuan renminbi": "CNY",
    "renminbi": "CNY",
    "percent": "percent",
    "per cent": "percent",
    "per mille": "permille",
    "organization": "organisation",
    "organizations": "organisation",
    "tons": "tonne",
    "kilograms": "kilogram",
    "kilometres": "kilometre",
    "workday": "working_day",
    "workdays": "working_day",
}
UNITS: Final = {
    form.lower(): code for code, forms in UNIT_FORMS.items() for form in forms if form
} | _SYNONYMS


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


BEFORE_WORDS: Final = {word: bound for bound, words in BEFORE.items() for word in words}
AFTER_WORDS: Final = {word: bound for bound, words in AFTER.items() for word in words}

_ARABIC: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,9}|[0-9]{1,30})(?:\.[0-9]{1,20})?(?![0-9,.]*[0-9])"
_WORD: Final = rf"(?:{_any([*DIGITS, HUNDRED, *SCALES])})\b"
_WORDS: Final = rf"\b(?:{_any(DIGITS)})\b(?:(?:[ ]and[ ]|[ -]){_WORD}){{0,20}}"
NUMBER: Final = rf"(?:{_ARABIC}(?:[ ](?:{_any(SCALES)})\b)?|{_WORDS})"
_START: Final = r"(?<![0-9A-Za-z.])(?<![0-9],)"
_MONEY: Final = rf"(?:{_ARABIC}(?:[ ]?(?:{_any([*SCALES, *SHORT_SCALES])})\b)?|{_WORDS})"

FIND: Final = re.compile(
    rf"""
    (?:(?<![A-Za-z])(?P<before>{_any(BEFORE_WORDS)})[ ]?)?
    (?P<whole>
      (?<![A-Za-z])(?>(?P<mark>{_any(CURRENCIES)})[ ]?
          (?P<mark_sign>[-−])?(?P<mark_number>{_MONEY})\+?)
          (?!\w|(?:[ ]to[ ]|[ ]?[-–—~][ ]?)[0-9])
      |
      (?P<sign>(?<![0-9A-Za-z%‰\-])[-−])?{_START}(?P<head>{NUMBER})\+?[ ]?
      (?P<unit>(?:{_any(UNITS)}))(?![A-Za-z])
    )
    (?:[ ](?P<after>{_any(AFTER_WORDS)})\b)?(?!/|[ ]per[ ])
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A quantity in English text: a currency with an amount, or a number with a unit; not a rate."""

LEFT_OF_RANGE: Final = re.compile(
    rf"{_START}(?P<number>{NUMBER})(?P<join>[ ](?:to|and)[ ]|[ ]?[-–—~][ ]?)\Z", re.IGNORECASE
)
JOIN: Final = re.compile(r"[ ](?:to)[ ]|[ ]?[-–—~][ ]?", re.IGNORECASE)
CHANGE_FROM: Final = re.compile(r"\bfrom[ ]\Z", re.IGNORECASE)

HEADER: Final = re.compile(
    rf"""
    (?:^|[(\[:])\s*
    (?:
      (?P<mark>{_any(CURRENCIES)})[ ']*(?P<mark_scale>{_any([*SCALES, *SHORT_SCALES, "000"])})?
      |
      (?P<times>10{{1,3}})?[ ]?(?P<scale>{_any(SCALES)})?[ ]?(?:of[ ])?(?P<unit>{_any(UNITS)})
    )
    (?=$|[\s)\],;/])
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The unit that a table's header states, alone, in brackets or after a colon."""
