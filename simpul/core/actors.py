"""Who does it: a person in an organisation with permissions, or the system. A frozen value, never a row."""

from __future__ import annotations

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True)
class Actor:
    """`reach` is the id of the organisation whose people this actor counts as when looking: an officer or leader reaches
    the whole tree of the institution, an OPD or faculty only its own unit and what lies below. None sees only what is public."""

    key: str
    name: str
    organization_id: int | None = None
    organization: str = ""
    post: str = ""
    reach: int | None = None
    institution_id: int | None = None
    permissions: frozenset[str] = frozenset()
    ancestors: frozenset[int] = frozenset()
    user_id: int | None = None
    role: str = ""
    post_id: int | None = None  # the office the person works in: who answers what lies on its desk
    guest_of: str = ""
    zone: str = "WIB"  # of the organisation: where its days begin
    region: str = ""  # the region whose Pemda this actor works for; empty for campuses, companies and people alone

    @classmethod
    def system(cls, name: str) -> Actor:
        """The machine itself: imports, nightly jobs, the demo."""
        return cls(key=f"system:{name}", name=f"Sistem ({name})", permissions=frozenset({"*"}))

    @property
    def is_system(self) -> bool:
        return self.key.startswith("system:")

    @property
    def is_person(self) -> bool:
        return self.user_id is not None

    def may(self, permission: str) -> bool:
        return "*" in self.permissions or permission in self.permissions

    def speaks_for(self, organization_ids: frozenset[int] | set[int]) -> bool:
        """True when one of the ids (an organisation with its ancestors) is where this actor's reach begins."""
        return self.is_system or (self.reach is not None and self.reach in organization_ids)

    def snapshot(self) -> dict[str, Any]:
        """What the register keeps of the actor: names as they were, no e-mail and no number."""
        return {"key": self.key, "name": self.name, "organization": self.organization, "post": self.post}


ANYONE = Actor(key="anonymous", name="Siapa saja")
