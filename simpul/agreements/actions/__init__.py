"""The verbs of agreements: the only code that writes them."""

from .closing import answer_closing, end_unrenewed, lapse_obligation, propose_closing
from .deciding import approve, confirm_record, withdraw_approval
from .drafting import Side, draft, renew, revise, revoke, share
from .entering import correct_entry, enter_signed
from .from_proposal import draft_from_proposal, draft_of, kind_for, why_no_draft
from .guests import answer_as_guest, approve_as_guest, invite_guest
from .obligations import accept_evidence, miss_obligation, report_evidence, return_evidence
from .parties import assign_number, name_signer
from .reminding import remind
from .signing import sign, withdraw_signature
from .talking import attach, comment, override_finding, set_openness

__all__ = [
    "Side",
    "accept_evidence",
    "answer_as_guest",
    "answer_closing",
    "approve",
    "approve_as_guest",
    "assign_number",
    "attach",
    "comment",
    "confirm_record",
    "correct_entry",
    "draft",
    "draft_from_proposal",
    "draft_of",
    "end_unrenewed",
    "enter_signed",
    "invite_guest",
    "kind_for",
    "lapse_obligation",
    "miss_obligation",
    "name_signer",
    "override_finding",
    "propose_closing",
    "remind",
    "renew",
    "report_evidence",
    "return_evidence",
    "revise",
    "revoke",
    "set_openness",
    "share",
    "sign",
    "why_no_draft",
    "withdraw_approval",
    "withdraw_signature",
]
