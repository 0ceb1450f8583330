"""Tables of proposals: the proposal, plans and policies, screening, dispositions, letters."""

from .disposition import Hop
from .letter import Letter
from .plans import AffairMapping, PlanProgramme, Policy
from .proposal import Enclosed, Item, Proposal, Stay
from .screening import Override, Screening, View

__all__ = [
    "AffairMapping",
    "Enclosed",
    "Hop",
    "Item",
    "Letter",
    "Override",
    "PlanProgramme",
    "Policy",
    "Proposal",
    "Screening",
    "Stay",
    "View",
]
