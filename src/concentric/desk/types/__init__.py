"""What crosses the door of `desk`: the kinds of the registry, and the shapes of lists, imports, jobs, charts."""

from __future__ import annotations

from concentric.desk.types.charts import (
    ChartKind,
    ChartSpec,
    Series,
)
from concentric.desk.types.forms import (
    Difference,
    Draft,
    Overtaken,
    SavedView,
)
from concentric.desk.types.imports import (
    ImportColumn,
    ImportProblem,
    ImportReport,
    ImportRow,
    ImportTable,
)
from concentric.desk.types.jobs import (
    Job,
    JobKind,
    JobState,
)
from concentric.desk.types.lists import (
    Cell,
    Choice,
    Column,
    ColumnKind,
    Filter,
    ListPage,
    ListRow,
    ListSpec,
)
from concentric.desk.types.registry import (
    DemoLoader,
    DemoStep,
    FactUse,
    FactUser,
    FileGate,
    Health,
    HealthCheck,
    MenuGroup,
    MenuItem,
    MergerFollower,
    Panel,
    PanelPlace,
    PersonData,
    PublishedFigure,
    PublishedFigures,
    TraceResolver,
    TraceTarget,
)
from concentric.desk.types.words import (
    Words,
)

__all__ = [
    "Cell",
    "ChartKind",
    "ChartSpec",
    "Choice",
    "Column",
    "ColumnKind",
    "DemoLoader",
    "DemoStep",
    "Difference",
    "Draft",
    "FactUse",
    "FactUser",
    "FileGate",
    "Filter",
    "Health",
    "HealthCheck",
    "ImportColumn",
    "ImportProblem",
    "ImportReport",
    "ImportRow",
    "ImportTable",
    "Job",
    "JobKind",
    "JobState",
    "ListPage",
    "ListRow",
    "ListSpec",
    "MenuGroup",
    "MenuItem",
    "MergerFollower",
    "Overtaken",
    "Panel",
    "PanelPlace",
    "PersonData",
    "PublishedFigure",
    "PublishedFigures",
    "SavedView",
    "Series",
    "TraceResolver",
    "TraceTarget",
    "Words",
]
