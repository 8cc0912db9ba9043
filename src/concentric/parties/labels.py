"""Words for the kinds of organisations and acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from concentric.parties.types import ActKind, ContactKind, OrganisationKind

ORGANISATION_KINDS = {
    OrganisationKind.FIRM: _("Firm"),
    OrganisationKind.BRANCH_COMPANY: _("Branch company"),
    OrganisationKind.OUTLET: _("Outlet"),
    OrganisationKind.SUBSIDIARY: _("Subsidiary"),
    OrganisationKind.ASSOCIATION: _("Association"),
    OrganisationKind.SCHOOL: _("School"),
    OrganisationKind.INSTITUTE: _("Institute"),
    OrganisationKind.CHARITY: _("Charity"),
    OrganisationKind.GOVERNMENT_OFFICE: _("Government office"),
    OrganisationKind.BODY: _("Body"),
}
ACT_KINDS = {
    ActKind.REGISTERED: _("Registered"),
    ActKind.RENAMED: _("Renamed"),
    ActKind.MERGED: _("Merged"),
    ActKind.MOVED: _("Moved under another parent"),
    ActKind.CLOSED: _("Closed"),
    ActKind.SEPARATED: _("Separated again"),
}
CONTACT_KINDS = {
    ContactKind.PHONE: _("Telephone"),
    ContactKind.MAIL: _("E-mail"),
    ContactKind.ADDRESS: _("Address"),
    ContactKind.WEBSITE: _("Website"),
}


def kind_label(kind: OrganisationKind) -> str:
    """The word for a kind of organisation in the reader's language."""
    return str(ORGANISATION_KINDS[kind])
