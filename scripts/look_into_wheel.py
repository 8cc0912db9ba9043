"""Look into a wheel: the front end, the catalogue and the compiled translations must be in it, and no test.

Prints the size; ends with a sentence for each thing that is missing.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def expected() -> set[str]:
    """The names in the wheel of what a build makes and of what lies beside the packages."""
    source = ROOT / "src"
    compiled = {p.with_suffix(".mo") for p in source.glob("concentric/*/locale/*/LC_MESSAGES/*.po")}
    built = {p for p in source.glob("concentric/desk/static/desk/build/**/*") if p.is_file()}
    assets = {p for p in source.glob("concentric/desk/assets/**/*") if p.is_file()}
    packs = set((ROOT / "catalogue").rglob("*.yaml"))
    pages = set(source.glob("concentric/*/templates/**/*.html"))
    inside = {str(p.relative_to(source)) for p in compiled | built | assets | pages}
    return inside | {f"concentric/_catalogue/{p.relative_to(ROOT / 'catalogue')}" for p in packs}


def problems(wheel: Path) -> list[str]:
    """What is wrong with the wheel, in sentences."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    missing = sorted(expected() - names)
    strange = sorted(name for name in names if name.startswith(("tests/", "scripts/", "frontend/")))
    needed = "concentric/desk/static/desk/build/desk.css"
    said = [f"{name} is not in the wheel." for name in missing]
    said += [f"{name} does not belong in the wheel." for name in strange]
    if needed not in names:
        said.append("The front end is not in the wheel. Run: make frontend")
    return said


def main() -> None:
    """Judge the wheel named on the command line."""
    wheel = Path(sys.argv[1])
    if found := problems(wheel):
        sys.exit("\n".join(found))
    print(f"{wheel.name}: {wheel.stat().st_size / 1_000_000:.1f} MB")


if __name__ == "__main__":
    main()
