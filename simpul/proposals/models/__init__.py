"""Tables of proposals: the proposal, plans and policies, screening, dispositions, letters."""

from .disposition import Hop
from .letter import Letter
from .participant import Comment, Participant
from .plans import AffairMapping, PlanProgramme, Policy
from .proposal import Enclosed, Item, Proposal, Stay
from .screening import Override, Screening, View

__all__ = [
    "AffairMapping",
    "Comment",
    "Enclosed",
    "Hop",
    "Item",
    "Letter",
    "Override",
    "Participant",
    "PlanProgramme",
    "Policy",
    "Proposal",
    "Screening",
    "Stay",
    "View",
]
