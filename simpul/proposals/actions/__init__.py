"""The only code that changes proposals, screenings, dispositions, plans and letters: one file for each part of the way."""

from .batch import check_batch, open_batch
from .disposing import answer, close_unanswered, confirm_answer, recall, reopen, submit
from .drafted import mark_draft_revoked, mark_drafted
from .drafting import add_item, draft, enclose, remove_enclosed, remove_item, revise, revise_item, send, withdraw
from .letters import attach_scan, discard_letter, issue_letter, revise_letter, write_letter
from .participants import add_participant, comment, drop_participant
from .planning import add_mapping, add_programme, end_policy, retire_mapping, retire_programme, set_policy
from .receiving import accept_offer, ask_completion, complete, decline_offer, drop_item, link_programme, register
from .reminding import escalate
from .screening import answer_facts, choose_kind, classify, link_umbrella, override, screen, write_view

__all__ = [
    "accept_offer",
    "add_item",
    "add_mapping",
    "add_participant",
    "add_programme",
    "answer",
    "answer_facts",
    "ask_completion",
    "attach_scan",
    "check_batch",
    "choose_kind",
    "classify",
    "close_unanswered",
    "comment",
    "complete",
    "confirm_answer",
    "decline_offer",
    "discard_letter",
    "draft",
    "drop_item",
    "drop_participant",
    "enclose",
    "end_policy",
    "escalate",
    "issue_letter",
    "link_programme",
    "link_umbrella",
    "mark_draft_revoked",
    "mark_drafted",
    "open_batch",
    "override",
    "recall",
    "register",
    "remove_enclosed",
    "remove_item",
    "reopen",
    "retire_mapping",
    "retire_programme",
    "revise",
    "revise_item",
    "revise_letter",
    "screen",
    "send",
    "set_policy",
    "submit",
    "withdraw",
    "write_letter",
    "write_view",
]
