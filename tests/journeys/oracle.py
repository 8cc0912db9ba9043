"""Loads the demo's own checker, `examples/check.py`, which is a script and no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def load_oracle() -> ModuleType:
    """The checker as a module; loaded once."""
    name = "examples_check"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / "check.py")
    if spec is None or spec.loader is None:
        raise ImportError("examples/check.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
