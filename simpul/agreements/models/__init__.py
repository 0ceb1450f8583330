"""What is stored of an agreement."""

from .agreement import Agreement, Override, Party, TermsVersion
from .decisions import Approval, Attachment, Closing, ClosingAnswer, Comment, Signature
from .obligations import Evidence, Obligation

__all__ = [
    "Agreement",
    "Approval",
    "Attachment",
    "Closing",
    "ClosingAnswer",
    "Comment",
    "Evidence",
    "Obligation",
    "Override",
    "Party",
    "Signature",
    "TermsVersion",
]
