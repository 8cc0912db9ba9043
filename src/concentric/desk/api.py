"""The door of the desk."""

from __future__ import annotations

from concentric.desk.charts import chart_option, chart_svg
from concentric.desk.declare import public_view, view
from concentric.desk.exports import file_response, table_bytes, table_response
from concentric.desk.imports import annotated_copy, cell_text, read_table, template_bytes
from concentric.desk.labels import said
from concentric.desk.lists import list_page, list_response, number_cell
from concentric.desk.middleware import error_response
from concentric.desk.permissions import is_signed_in
from concentric.desk.printing import FONTS, paper, paper_texts
from concentric.desk.queries import draft, overtaken, saved_views
from concentric.desk.registry import register, registered, registered_one
from concentric.desk.rules import cell_address, neutralise
from concentric.desk.services import (
    JobCancelled,
    JobRun,
    cancel_job,
    forget_draft,
    forget_view,
    keep_draft,
    run_job,
    save_view,
    start_job,
)
from concentric.desk.workbooks import open_workbook

__all__ = [
    "FONTS",
    "JobCancelled",
    "JobRun",
    "annotated_copy",
    "cancel_job",
    "cell_address",
    "cell_text",
    "chart_option",
    "chart_svg",
    "draft",
    "error_response",
    "file_response",
    "forget_draft",
    "forget_view",
    "is_signed_in",
    "keep_draft",
    "list_page",
    "list_response",
    "neutralise",
    "number_cell",
    "open_workbook",
    "overtaken",
    "paper",
    "paper_texts",
    "public_view",
    "read_table",
    "register",
    "registered",
    "registered_one",
    "run_job",
    "said",
    "save_view",
    "saved_views",
    "start_job",
    "table_bytes",
    "table_response",
    "template_bytes",
    "view",
]
