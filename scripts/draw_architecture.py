"""Draw the storeys and the tables, and list the rooms, for `docs/architecture.md`: from `.importlinter` and the models.

`python scripts/draw_architecture.py` writes; `--check` only says what is stale, and fails.
"""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import sys
import textwrap
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "concentric"
PICTURES = ROOT / "docs" / "pictures"
DOCUMENT = ROOT / "docs" / "architecture.md"
LIST = re.compile(r"(<!-- rooms -->\n).*?(<!-- /rooms -->)", re.DOTALL)
PURE = {"kernel", "rulebook"}

WIDTH = 1120
EDGE = 24
COLOURS = (
    "paper",
    "surface",
    "sunken",
    "ink",
    "muted",
    "line",
    "edge",
    "primary",
    "primary-soft",
    "seal",
)
FONTS = "font-family:'Noto Sans SC','Noto Sans',system-ui,sans-serif"


@dataclass(frozen=True)
class Room:
    """A room as the pictures show it."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """A table: its name without its room, the tables its keys lead to, whether rows may change."""

    name: str
    room: str
    keys: tuple[str, ...]
    is_append_only: bool


# --- What there is ----------------------------------------------------------------------------


def rooms() -> list[Room]:
    """The rooms from the top down, each with the first sentence of its docstring."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    names = re.findall(r"[a-z_]+", parser["importlinter:contract:storeys"]["layers"])
    return [Room(name, first_sentence(name)) for name in names]


def first_sentence(room: str) -> str:
    """What a room is for, in its own words: the docstring's first paragraph, without the room's name before a colon."""
    text = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8")))
    paragraph = " ".join((text or "").split("\n\n")[0].split())
    before, colon, after = paragraph.partition(": ")
    said = after if colon and before.lower().removeprefix("the ") == room else paragraph
    return said[:1].upper() + said[1:]


def tables() -> list[Table]:
    """The tables of the product, with their keys to other tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concentric_config.settings")
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "config")]
    import django
    from django.apps import apps

    django.setup()
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("concentric."):
            continue
        room = model.__module__.split(".")[1]
        keys = [
            f.related_model._meta.db_table
            for f in model._meta.local_concrete_fields
            if f.is_relation
        ]
        promise = re.search(
            r"append-only|immutable|only added|added, never changed",
            model.__doc__ or "",
            re.IGNORECASE,
        )
        found.append(
            Table(
                model._meta.db_table.removeprefix(f"{room}_"),
                room,
                tuple(dict.fromkeys(k for k in keys if k != model._meta.db_table)),
                promise is not None,
            )
        )
    return sorted(found, key=lambda table: (table.room, table.name))


# --- Drawing ----------------------------------------------------------------------------------


def style() -> str:
    """Colours of the one token file, light and dark."""
    tokens = json.loads((ROOT / "frontend" / "tokens.json").read_text(encoding="utf-8"))["colour"]

    def values(theme: str) -> str:
        return "".join(f"--{name}:{tokens[name][theme]};" for name in COLOURS)

    return (
        f"<style>:root{{{values('light')}}}@media (prefers-color-scheme:dark){{:root{{{values('dark')}}}}}"
        f"text{{{FONTS};fill:var(--ink);font-size:14px}}.name{{font-weight:700;font-size:16px}}"
        ".quiet{fill:var(--muted);font-size:13px}.box{fill:var(--surface);stroke:var(--line)}"
        ".pure{fill:var(--sunken);stroke:var(--line)}.way{stroke:var(--primary);fill:none;stroke-width:1.5}"
        ".head{fill:var(--primary)}.kept{fill:var(--seal)}.count{fill:var(--primary);font-size:13px;"
        "font-weight:700}</style>"
    )


def picture(height: int, title: str, body: list[str]) -> str:
    """A whole SVG file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{style()}'
        f'<rect width="{WIDTH}" height="{height}" fill="var(--paper)"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def written(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    """A line of text whose baseline starts at a point."""
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def storeys_picture(found: list[Room]) -> str:
    """A bar per storey, the top one first; an arrow says in which direction code may look."""
    left, top, gap = EDGE + 40, EDGE, 8
    body, y = [], top
    for room in found:
        lines = textwrap.wrap(room.sentence, 112)
        height = 24 + 20 * len(lines)
        kind = "pure" if room.name in PURE else "box"
        body.append(
            f'<rect x="{left}" y="{y}" width="{WIDTH - left - EDGE}" height="{height}" rx="6" class="{kind}"/>'
        )
        body.append(written(left + 16, y + 27, room.name, "name"))
        body += [written(left + 164, y + 26 + 20 * n, line) for n, line in enumerate(lines)]
        y += height + gap
    bottom = y - gap
    x = EDGE + 12
    body += [
        f'<path d="M{x} {top + 4}V{bottom - 8}" class="way"/>',
        f'<path d="M{x - 6} {bottom - 10}h12l-6 10z" class="head"/>',
        f'<text transform="translate({x - 8} {(top + bottom) / 2:g}) rotate(-90)" class="quiet" '
        f'text-anchor="middle">code looks down only</text>',
        written(
            left,
            bottom + 28,
            "Grey: pure, without framework or database. A room is entered by its api and types only.",
            "quiet",
        ),
    ]
    return picture(int(bottom + 28 + EDGE), "The storeys of the house: code looks down only", body)


def tables_picture(found: list[Room], kept: list[Table]) -> str:
    """A band per room with its tables; arcs at the right count the keys between rooms."""
    left, right, width, gap = EDGE + 148, 900, 230, 12
    by_room = {room.name: [t for t in kept if t.room == room.name] for room in found}
    body, middle, y = [], {}, EDGE
    for room in (r for r in found if by_room[r.name]):
        cards = by_room[room.name]
        columns = (right - left) // (width + gap)
        rows = [cards[n : n + columns] for n in range(0, len(cards), columns)]
        heights = [max(36 + 18 * len(foreign(t)) for t in row) for row in rows]
        band = sum(heights) + gap * (len(rows) + 1)
        body.append(
            f'<rect x="{EDGE}" y="{y}" width="{right - EDGE}" height="{band}" rx="6" class="pure"/>'
        )
        body.append(written(EDGE + 16, y + gap + 23, room.name, "name"))
        top = y + gap
        for row, height in zip(rows, heights, strict=True):
            for column, table in enumerate(row):
                body += card(left + column * (width + gap), top, width, height, table)
            top += height + gap
        middle[room.name] = y + band / 2
        y += band + 8
    body += arcs(kept, middle, right)
    body += [
        f'<circle cx="{EDGE + 6}" cy="{y + 17}" r="5" class="kept"/>',
        written(EDGE + 18, y + 22, "append-only: rows are added and never changed", "quiet"),
        written(
            right,
            y + 22,
            "Arcs: keys from an upper room to a lower one, and how many",
            "quiet",
            "end",
        ),
    ]
    return picture(int(y + 22 + EDGE), "The tables of each room, and the keys between rooms", body)


def foreign(table: Table) -> list[str]:
    """The tables of which a card names the keys; those of its own room without the room."""
    return [key.removeprefix(f"{table.room}_") for key in table.keys]


def card(x: int, y: int, width: int, height: int, table: Table) -> list[str]:
    """One table: its name, a mark if it is append-only, the tables its keys lead to."""
    drawn = [
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" class="box"/>',
        written(x + 12, y + 23, table.name),
    ]
    if table.is_append_only:
        drawn.append(f'<circle cx="{x + width - 16}" cy="{y + 18}" r="5" class="kept"/>')
    return drawn + [
        written(x + 12, y + 41 + 18 * n, f"→ {key}", "quiet")
        for n, key in enumerate(foreign(table))
    ]


def arcs(kept: list[Table], middle: dict[str, float], x: int) -> list[str]:
    """An arc for each pair of rooms with keys, wider for rooms that stand further apart."""
    rooms_of = {f"{t.room}_{t.name}": t.room for t in kept}
    counts: dict[tuple[str, str], int] = {}
    for table in kept:
        for key in table.keys:
            pair = (table.room, rooms_of.get(key, table.room))
            if pair[0] != pair[1]:
                counts[pair] = counts.get(pair, 0) + 1
    order = list(middle)
    longest = max((order.index(b) - order.index(a) for a, b in counts), default=1)
    drawn = []
    for (upper, lower), count in sorted(counts.items(), key=lambda pair: order.index(pair[0][0])):
        above, below = middle[upper] + 6, middle[lower] - 6
        reach = x + 44 + 130 * (order.index(lower) - order.index(upper)) / longest
        drawn += [
            f'<path d="M{x} {above:g}C{reach:g} {above:g} {reach:g} {below:g} {x + 9} {below:g}" class="way"/>',
            f'<path d="M{x + 10} {below - 5:g}v10l-10-5z" class="head"/>',
            written((x + 3 * reach) / 4 + 5, (above + below) / 2 + 5, str(count), "count"),
        ]
    return drawn


# --- The files --------------------------------------------------------------------------------


def drawn() -> dict[Path, str]:
    """What every file should hold."""
    found = rooms()
    listed = "\n".join(f"- **{room.name}** — {room.sentence}" for room in found)
    files = {
        PICTURES / "storeys.svg": storeys_picture(found),
        PICTURES / "tables.svg": tables_picture(found, tables()),
    }
    if DOCUMENT.exists():
        text = DOCUMENT.read_text(encoding="utf-8")
        files[DOCUMENT] = LIST.sub(lambda match: f"{match[1]}{listed}\n{match[2]}", text)
    return files


def stale() -> list[Path]:
    """The files that do not hold what they should."""
    return [
        path
        for path, text in drawn().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main() -> None:
    """Write the files, or say which are stale."""
    if "--check" in sys.argv[1:]:
        names = [str(path.relative_to(ROOT)) for path in stale()]
        if names:
            sys.exit(f"{', '.join(names)}: stale. Run: python scripts/draw_architecture.py")
        print("the pictures of the architecture show what is there")
        return
    PICTURES.mkdir(exist_ok=True)
    for path, text in drawn().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
