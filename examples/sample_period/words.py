"""Reads the Chinese words and the catalogue's forms; Python holds none of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent
CATALOGUE = HERE.parent.parent / "catalogue"


def read_yaml(path: Path) -> Any:
    """The plain content of a YAML file."""
    return YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8"))


@cache
def words() -> dict[str, Any]:
    """The content of words.yaml."""
    content: dict[str, Any] = read_yaml(HERE / "words.yaml")
    return content


@cache
def deal_names() -> tuple[tuple[str, str], ...]:
    """Table code -> pattern of the fictional companies' names."""
    return tuple(words()["deals"].items())


@cache
def region_names() -> dict[str, str]:
    """Region code -> Chinese name of the 36 provinces and separately planned cities."""
    return {f"CN-REG-{code}": name for code, name in words()["regions"].items()}
