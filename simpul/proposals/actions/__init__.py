"""The only code that changes proposals, screenings, dispositions, plans and letters: one file for each part of the way."""

from .drafting import add_item, draft, enclose, remove_enclosed, remove_item, revise, revise_item, send, withdraw
from .receiving import accept_offer, ask_completion, complete, decline_offer, drop_item, link_programme, register

__all__ = [
    "accept_offer",
    "add_item",
    "ask_completion",
    "complete",
    "decline_offer",
    "draft",
    "drop_item",
    "enclose",
    "link_programme",
    "register",
    "remove_enclosed",
    "remove_item",
    "revise",
    "revise_item",
    "send",
    "withdraw",
]
