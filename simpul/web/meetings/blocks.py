"""What other pages show of meetings."""

from __future__ import annotations

from typing import Any

from simpul.core.actors import Actor
from simpul.meetings.models import Meeting
from simpul.register.models import Chain


def block(chain: Chain, actor: Actor) -> dict[str, Any]:
    """For `meetings/block.html` on the page of a case: its meetings that the actor sees, and whether another may be convened."""
    rows = Meeting.objects.visible_to(actor).filter(links__chain=chain).select_related("convener__institution")
    may_convene = actor.may("meeting.write") and actor.reach is not None
    return {"case_meetings": rows.order_by("-starts_at"), "case_code": chain.subject, "may_convene": may_convene}
