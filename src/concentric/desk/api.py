"""The door of the desk."""

from __future__ import annotations

from concentric.desk.charts import chart_option, chart_svg
from concentric.desk.declare import public_view, view
from concentric.desk.exports import file_response, table_bytes, table_response
from concentric.desk.imports import annotated_copy, cell_text, read_table, template_bytes
from concentric.desk.lists import list_page, list_response, number_cell
from concentric.desk.middleware import error_response, said
from concentric.desk.permissions import is_signed_in
from concentric.desk.registry import register, registered, registered_one
from concentric.desk.rules import cell_address, neutralise
from concentric.desk.services import JobCancelled, JobRun, cancel_job, run_job, start_job

__all__ = [
    "JobCancelled",
    "JobRun",
    "annotated_copy",
    "cancel_job",
    "cell_address",
    "cell_text",
    "chart_option",
    "chart_svg",
    "error_response",
    "file_response",
    "is_signed_in",
    "list_page",
    "list_response",
    "neutralise",
    "number_cell",
    "public_view",
    "read_table",
    "register",
    "registered",
    "registered_one",
    "run_job",
    "said",
    "start_job",
    "table_bytes",
    "table_response",
    "template_bytes",
    "view",
]
