"""The words of the portal: books, acts of the log, states of what other rooms hold."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concentric.indicators.types import ReturnState
from concentric.kernel.types import Role
from concentric.programmes.types import InvitationState
from concentric.publications.types import ReportState

BOOKS = {
    "facts": _("Facts"),
    "dimensions": _("Dimension statements"),
    "audit": _("Audit log"),
}

INVITATION_STATES = {
    InvitationState.INVITED: _("Invited"),
    InvitationState.SIGNED: _("Signed, awaiting countersignature"),
    InvitationState.COUNTERSIGNED: _("Signed and countersigned"),
    InvitationState.DECLINED: _("Declined"),
    InvitationState.SILENT: _("Silent"),
}

INVITATION_TONES = {
    InvitationState.INVITED: "active",
    InvitationState.SIGNED: "attention",
    InvitationState.COUNTERSIGNED: "good",
    InvitationState.DECLINED: "quiet",
    InvitationState.SILENT: "attention",
}

RETURN_STATES = {
    ReturnState.OPEN: _("Not begun"),
    ReturnState.PREPARING: _("Being filled in"),
    ReturnState.PREPARED: _("Waiting for the checker"),
    ReturnState.CHECKED: _("Waiting for the signature"),
    ReturnState.SIGNED: _("Submitted"),
    ReturnState.UNDER_REVIEW: _("Under review"),
    ReturnState.SENT_BACK: _("Sent back"),
    ReturnState.ACCEPTED: _("Accepted"),
    ReturnState.LOCKED: _("Locked"),
    ReturnState.REOPENED: _("Re-opened"),
}

RETURN_TONES = {
    ReturnState.OPEN: "quiet",
    ReturnState.PREPARING: "active",
    ReturnState.PREPARED: "active",
    ReturnState.CHECKED: "active",
    ReturnState.SIGNED: "attention",
    ReturnState.UNDER_REVIEW: "attention",
    ReturnState.SENT_BACK: "official",
    ReturnState.ACCEPTED: "good",
    ReturnState.LOCKED: "good",
    ReturnState.REOPENED: "official",
}

REPORT_STATES = {
    ReportState.DRAFT: _("Draft"),
    ReportState.CHECKED: _("Checked, being signed"),
    ReportState.SIGNED: _("Signed, ready to issue"),
    ReportState.ISSUED: _("Issued"),
    ReportState.WITHDRAWN: _("Withdrawn"),
}

REPORT_TONES = {
    ReportState.DRAFT: "quiet",
    ReportState.CHECKED: "active",
    ReportState.SIGNED: "attention",
    ReportState.ISSUED: "good",
    ReportState.WITHDRAWN: "official",
}

ROOMS = {
    "access": _("Sign-in and appointments"),
    "audit": _("Sealed books"),
    "desk": _("Long jobs"),
    "evidence": _("Files and evidence"),
    "facts": _("Facts and catalogue"),
    "indicators": _("Indicators"),
    "members": _("Members"),
    "parties": _("Organisations and people"),
    "places": _("Places"),
    "programmes": _("Accords and pairings"),
    "publications": _("Reports and publications"),
    "returns": _("Yearly returns"),
}
"""The rooms whose acts the log keeps, by the first word of an act."""

ACTS = {
    "access.appointed": _("Appointed"),
    "access.appointment_ended": _("Appointment ended"),
    "access.deputised": _("Deputy named"),
    "access.person_erased": _("Account erased"),
    "access.signed_in": _("Signed in"),
    "access.user_closed": _("Account closed"),
    "access.user_created": _("Account opened"),
    "access.user_opened": _("Account opened again"),
    "audit.verified": _("Books verified"),
    "desk.job_cancelled": _("Job cancelled"),
    "desk.job_started": _("Job started"),
    "evidence.attached": _("File attached"),
    "evidence.detached": _("File detached"),
    "evidence.stored": _("File stored"),
    "facts.catalogue_installed": _("Catalogue installed"),
    "facts.dimensions_stated": _("Dimensions stated"),
    "facts.recorded": _("Facts recorded"),
    "facts.reversed": _("Fact reversed"),
    "facts.source_reversed": _("Facts of a record reversed"),
    "indicators.computed": _("Indicators computed"),
    "members.admitted": _("Member admitted"),
    "members.classified": _("Member classified"),
    "members.ended": _("Membership ended"),
    "members.merged": _("Members merged"),
    "members.population_defined": _("Population defined"),
    "members.renamed": _("Member renamed"),
    "parties.contact_detail_added": _("Contact detail added"),
    "parties.contact_detail_removed": _("Contact detail removed"),
    "parties.organisation_codes_updated": _("Codes of an organisation updated"),
    "parties.organisations_registered": _("Organisations registered"),
    "parties.person_changed": _("Person changed"),
    "parties.person_erased": _("Person erased"),
    "parties.person_registered": _("Person registered"),
    "programmes.accord_countersigned": _("Accord countersigned"),
    "programmes.accord_declined": _("Accord declined"),
    "programmes.accord_published": _("Accord published"),
    "programmes.accord_signed": _("Accord signed"),
    "programmes.firms_invited": _("Firms invited"),
    "programmes.firms_marked_silent": _("Firms marked silent"),
    "programmes.invitations_moved": _("Invitations moved"),
    "programmes.pairing_agreed": _("Pairing agreed"),
    "programmes.pairing_answered": _("Pairing answered"),
    "programmes.pairing_ended": _("Pairing ended"),
    "programmes.pairing_moved": _("Pairing moved"),
    "programmes.pairing_proposed": _("Pairing proposed"),
    "programmes.programme_created": _("Programme founded"),
    "programmes.signature_voided": _("Signature voided"),
    "programmes.signatures_imported": _("Signatures imported"),
    "programmes.targets_set": _("Target counties set"),
    "members.separated": _("Members separated"),
    "parties.organisation_placed": _("Organisation placed at a site"),
    "parties.person_revealed": _("Person's name shown"),
    "places.communities_loaded": _("Communities loaded"),
    "places.divisions_loaded": _("Divisions loaded"),
    "places.regions_loaded": _("Regions loaded"),
    "places.site_registered": _("Site registered"),
    "places.tags_loaded": _("Tags loaded"),
    "places.zones_loaded": _("Zones loaded"),
    "evidence.person_erased": _("Personal data erased"),
    "programmes.pairing_contacts_changed": _("Contacts of a pairing changed"),
    "programmes.person_erased": _("Personal data erased"),
    "programmes.signature_entered": _("Signature entered from paper"),
    "publications.chapter_changed": _("Chapter changed"),
    "publications.erratum_announced": _("Erratum announced"),
    "publications.issued": _("Report issued"),
    "publications.numbers_taken_in": _("Newest numbers taken in"),
    "publications.report_checked": _("Report checked"),
    "publications.report_created": _("Report begun"),
    "publications.sent_back": _("Report sent back"),
    "publications.signed": _("Report signed"),
    "publications.text_recorded": _("Recorded text kept"),
    "publications.withdrawn": _("Publication withdrawn"),
    "returns.accepted": _("Return accepted"),
    "returns.carrier_changed": _("Open return handed to the successor"),
    "returns.chased": _("Firms chased"),
    "returns.checked": _("Return checked"),
    "returns.cycle_opened": _("Cycle opened"),
    "returns.figures_changed": _("Figures changed"),
    "returns.filled": _("Return filled in"),
    "returns.handed_back": _("Return handed back"),
    "returns.locked": _("Return locked"),
    "returns.person_erased": _("Personal data erased"),
    "returns.prefill_refreshed": _("Prefilled numbers refreshed"),
    "returns.prepared": _("Return handed to the checker"),
    "returns.queries_raised": _("Queries raised"),
    "returns.query_answered": _("Query answered"),
    "returns.query_closed": _("Query closed"),
    "returns.query_proposed": _("Resolution proposed"),
    "returns.query_raised": _("Query raised"),
    "returns.query_reopened": _("Query reopened"),
    "returns.question_answered": _("Question answered"),
    "returns.question_asked": _("Question asked"),
    "returns.relocked": _("Return locked again"),
    "returns.reopened": _("Return re-opened"),
    "returns.sealed_page_kept": _("Sealed page kept"),
    "returns.section_assigned": _("Section assigned"),
    "returns.section_marked": _("Section marked done"),
    "returns.sent_back": _("Return sent back"),
    "returns.signed": _("Return signed"),
    "returns.taken_up": _("Return taken up"),
    "returns.workbook_taken_in": _("Workbook taken in"),
}
"""The words of acts; an act without words shows its code."""


def act_label(act: str) -> str | Promise:
    """The words of an act, else its code: a code is better than a wrong word."""
    return ACTS.get(act, act)


OBJECTS = {
    "accord": _("Accord"),
    "appointment": _("Appointment"),
    "books": _("Sealed books"),
    "catalogue_version": _("Catalogue"),
    "cycle": _("Cycle"),
    "dimension_batch": _("Dimension statements"),
    "fact": _("Fact"),
    "fact_batch": _("Facts"),
    "file": _("File"),
    "indicator": _("Indicator"),
    "invitation": _("Invitation"),
    "issue": _("Issue"),
    "issue_of_members": _("Members' edition"),
    "job": _("Job"),
    "membership_act": _("Act of membership"),
    "organisation": _("Organisation"),
    "pairing": _("Pairing"),
    "person": _("Person"),
    "population": _("Population"),
    "programme": _("Programme"),
    "recorded_text": _("Recorded text"),
    "report": _("Report"),
    "return": _("Return"),
    "run": _("Computation"),
    "site": _("Site"),
    "user": _("Account"),
}
"""The words of what an act was about; a kind without words shows its code."""


def object_label(kind: str) -> str | Promise:
    """The words of a kind of object, else its code."""
    return OBJECTS.get(kind, kind)


def book_label(name: str) -> str | Promise:
    """The name of a sealed book."""
    return BOOKS.get(name, name)


ROLES = {
    Role.OFFICER: _("Association officer"),
    Role.LEADER: _("Association leader"),
    Role.CONTACT: _("Member contact"),
    Role.PREPARER: _("Preparer"),
    Role.CHECKER: _("Checker"),
    Role.SIGNATORY: _("Signatory"),
    Role.DEPARTMENT_HEAD: _("Department head"),
    Role.EDITOR: _("Editor"),
    Role.AUDITOR: _("Auditor"),
    Role.REGULATOR: _("Regulator"),
    Role.ANALYST: _("Analyst"),
    Role.ADMINISTRATOR: _("Administrator"),
}
