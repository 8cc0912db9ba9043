"""Forms of returns: open a cycle, hand out a section, reasons, texts, uploads, rows of tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from concentric.indicators.returns.workbooks.layout import FormBook
from concentric.kernel.api import Invalid, Period
from concentric.rulebook.types import Column, Table


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), strip=True)


class CycleForm(forms.Form):
    """A cycle is opened for a form, a period and a population."""

    code = forms.CharField(label=_("Code"), max_length=40)
    form = forms.ChoiceField(label=_("Form"))
    period = forms.CharField(label=_("Period"), help_text=_("A year, as 2020."))
    population = forms.ChoiceField(label=_("Population"))
    opens_on = _day(_("Opens on"))
    due_on = _day(_("Due on"))
    backfilled = forms.BooleanField(
        label=_("Entered long after its year, from paper"), required=False
    )

    def __init__(
        self,
        *args: Any,
        offered: list[tuple[str, str]],
        populations: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["population"].choices = populations  # type: ignore[attr-defined]  # a ChoiceField

    def clean_period(self) -> Period:
        """The period as a value."""
        try:
            return Period.parse(self.cleaned_data["period"])
        except Invalid as error:
            raise forms.ValidationError(_("Write a year, as 2020.")) from error


class TaskForm(forms.Form):
    """A section goes to a department or an organisation, with a day."""

    department = forms.CharField(label=_("Department"), required=False)
    organisation = forms.CharField(
        label=_("Branch or subsidiary"), required=False, help_text=_("Code of the organisation.")
    )
    due_on = _day(_("Due on"))


class TextForm(forms.Form):
    """Words that somebody reads: an answer, a question, a reason."""

    text = _words(_("Text"))


class ReasonForm(forms.Form):
    """A reason, where a decision concerns somebody."""

    text = _words(_("Reason"))


class ExceptionForm(forms.Form):
    """A locked return is re-opened until a day."""

    text = _words(_("Reason"))
    until = _day(_("Open until"))


class ChaseForm(forms.Form):
    """Firms are reminded in these words."""

    text = _words(_("Words of the reminder"))


class RuleForm(forms.Form):
    """The same question to all whose returns break a rule."""

    rule = forms.ChoiceField(label=_("Rule"))
    text = _words(_("Question"))

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = rules  # type: ignore[attr-defined]  # a ChoiceField


class WorkbookForm(forms.Form):
    """A workbook to check or to take in."""

    file = forms.FileField(label=_("Workbook"))
    reason = forms.CharField(label=_("Reason for the change"), required=False)


class SealForm(forms.Form):
    """The scan of a sealed form, with the code that stands on it where the file cannot say."""

    file = forms.FileField(label=_("Scan of the sealed page"))
    code = forms.CharField(
        label=_("Code on the page"),
        required=False,
        max_length=40,
        help_text=_("As V1-7K4M-92QX. It is read by itself where the file has text."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )


class RowForm(forms.Form):
    """One row of a table, typed in entry units. What it says is read by the same rules as a workbook."""

    def __init__(self, *args: Any, table: Table, book: FormBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in table.columns:
            self.fields[column.code] = _field(column, book)
        self.fields["reason"] = forms.CharField(label=_("Reason for the change"), required=False)

    def cells(self) -> dict[str, str]:
        """What was typed, by column code."""
        return {code: text for code, text in self.cleaned_data.items() if code != "reason"}


def _field(column: Column, book: FormBook) -> forms.Field:
    language = get_language() or "zh"
    unit = book.units.get(column.entry_unit or "")
    label = column.name.in_language(language) + (
        f" ({unit.name.in_language(language)})" if unit else ""
    )
    if column.kind == "choice":
        items = book.lists[column.list or ""].values()
        choices = [("", "")] + [(item.code, item.name.in_language(language)) for item in items]
        return forms.ChoiceField(label=label, choices=choices, required=column.required)
    hint = (
        _("All partners with their shares: F001:1/2;F002:1/2") if column.kind == "partners" else ""
    )
    return forms.CharField(label=label, required=column.required, help_text=hint)
