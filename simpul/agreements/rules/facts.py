"""What the rules are told of an agreement: frozen values, built from rows by `Agreement.facts()`."""

from __future__ import annotations

import dataclasses
import datetime as dt

from .states import SIGNATORY


@dataclasses.dataclass(frozen=True)
class SignerFacts:
    """`in_office` and `authority` are for one day; `basis` is jabatan, surat_kuasa or empty; `kinds` empty means every kind."""

    name: str = ""
    title: str = ""
    office: tuple[dt.date, dt.date | None] | None = None
    basis: str = ""
    letter: str = ""
    kinds: tuple[str, ...] = ()
    authority: tuple[dt.date, dt.date | None] | None = None


@dataclasses.dataclass(frozen=True)
class PartyFacts:
    id: int
    order: int
    role: str
    label: str
    name: str
    ids: frozenset[int]
    institution_id: int
    kept_by: int | None = None
    number: str = ""
    approved: bool = False
    signed: bool = False
    signer: SignerFacts = SignerFacts()

    @property
    def signs(self) -> bool:
        return self.role == SIGNATORY


@dataclasses.dataclass(frozen=True)
class ClosingFacts:
    outcome: str
    proposed_by: int
    confirmed: frozenset[int]


@dataclasses.dataclass(frozen=True)
class Facts:
    kind: str
    stage: str
    version: int
    hash: str
    author_ids: frozenset[int]
    author_institution: int
    parties: tuple[PartyFacts, ...]
    start: dt.date | None = None
    end: dt.date | None = None
    outcome: str = ""
    renewing: bool = False  # a renewal is shared, or signed already
    drafting: frozenset[int] = frozenset()  # who sees a renewal that is still somebody's own draft
    closing: ClosingFacts | None = None
    text_number: int = 0  # of the version whose hash stands above
    text_at: dt.datetime | None = None  # when that version was made

    @property
    def signatories(self) -> tuple[PartyFacts, ...]:
        return tuple(p for p in self.parties if p.signs)

    @property
    def all_approved(self) -> bool:
        return all(p.approved for p in self.signatories)

    @property
    def all_signed(self) -> bool:
        return all(p.signed for p in self.signatories)

    @property
    def any_signed(self) -> bool:
        return any(p.signed for p in self.signatories)

    def party(self, party_id: int) -> PartyFacts:
        return next(p for p in self.parties if p.id == party_id)
