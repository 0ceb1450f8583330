"""What the rules must know of one agreement right after its lock, in one statement written by hand: every action passes here."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection

from ..rules.facts import PartyFacts, SignerFacts


@dataclasses.dataclass(frozen=True)
class Known:
    """What `Agreement.facts()` takes from other tables: the current text, the author, renewals (shared, and who drafts one), the sides."""

    hash: str
    number: int
    text_at: dt.datetime
    author_ids: frozenset[int]
    author_institution: int
    renewing: bool
    drafting: frozenset[int]
    parties: tuple[PartyFacts, ...]


KNOWN = """
SELECT t.hash, t.number, t.made_at, w.path, coalesce(w.institution_id, w.id),
  EXISTS (SELECT FROM agreements_agreement r WHERE r.renews_id = a.id AND r.stage NOT IN ('draft', 'closed')),
  ARRAY(SELECT unnest(r.seen_by) FROM agreements_agreement r WHERE r.renews_id = a.id AND r.stage = 'draft'),
  p.id, p."order", p.role, p.label, p.name, o.path, coalesce(o.institution_id, o.id), CASE WHEN i.id IS NULL THEN o.keeper_id ELSE i.keeper_id END, p.number,
  EXISTS (SELECT FROM agreements_approval v WHERE v.party_id = p.id AND v.terms_id = a.terms_id AND v.voided_at IS NULL),
  EXISTS (SELECT FROM agreements_signature s WHERE s.party_id = p.id AND s.withdrawn_at IS NULL),
  p.signer_name, p.signer_title, h.start, h."end", u.basis, u.number, u.kinds, u.start, u."end"
FROM agreements_agreement a
JOIN agreements_termsversion t ON t.id = a.terms_id
JOIN organizations_organization w ON w.id = a.author_id
JOIN agreements_party p ON p.agreement_id = a.id
JOIN organizations_organization o ON o.id = p.organization_id
LEFT JOIN organizations_organization i ON i.id = o.institution_id
LEFT JOIN organizations_holding h ON h.id = p.holding_id
LEFT JOIN organizations_authority u ON u.id = p.authority_id
WHERE a.id = %s ORDER BY p."order"
"""


def known(agreement_id: int) -> Known:
    """Of an agreement that has a text and parties, as each has from the action that makes it."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [agreement_id])
        rows = cursor.fetchall()
    text_hash, number, text_at, path, institution, renewing, drafting, *_party = rows[0]
    parties = tuple(_party_of(row[7:]) for row in rows)
    return Known(text_hash, number, text_at, frozenset(path), institution, renewing, frozenset(drafting), parties)


def _party_of(row: Sequence[Any]) -> PartyFacts:
    """From the columns of `KNOWN` that are the party's."""
    pk, order, role, label, name, path, institution, keeper, number, approved, signed, *more = row
    signer_name, signer_title, office_from, office_to, basis, letter, kinds, right_from, right_to = more
    signer = SignerFacts(
        name=signer_name, title=signer_title, office=(office_from, office_to) if office_from else None,
        basis=basis or "", letter=letter or "", kinds=tuple(kinds or ()), authority=(right_from, right_to) if right_from else None,
    )  # fmt: skip
    return PartyFacts(
        id=pk, order=order, role=role, label=label, name=name, ids=frozenset(path), institution_id=institution, kept_by=keeper,
        number=number, approved=approved, signed=signed, signer=signer,
    )  # fmt: skip
