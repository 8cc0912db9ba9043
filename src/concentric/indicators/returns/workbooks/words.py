"""The words of workbooks and of the checks, kept as data in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from concentric.rulebook.types import Localised

_FILE = Path(__file__).with_name("words.yaml")


@cache
def words() -> Mapping[str, Any]:
    """Everything of `words.yaml`."""
    found: Mapping[str, Any] = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
    return found


@cache
def finding_words() -> Mapping[str, Localised]:
    """What the checks say, by the code of the check."""
    return {
        code: Localised(zh=text["zh"], en=text["en"]) for code, text in words()["findings"].items()
    }


def yes_no() -> Mapping[str, str]:
    """The two words of yes and no in the sheet."""
    found: Mapping[str, str] = words()["yes_no"]
    return found
