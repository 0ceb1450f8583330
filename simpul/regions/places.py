"""Which region somebody means who writes a place by its name."""

from __future__ import annotations

import datetime as dt
import re

from .codes import normal
from .models import Region

WHOLE = re.compile(r"(di )?(seluruh|semua|se-?)\s?(wilayah|daerah|kabupaten|kota|provinsi|kecamatan)", re.IGNORECASE)
KINDS = re.compile(r"(kabupaten|kab\.?|kota|provinsi|prov\.?) ")
MOST = 8  # regions offered at once


def find_places(text: str, *, day: dt.date, near: str = "") -> list[Region]:
    """Regions that the words may mean, those inside `near` first; only one when nothing else can be meant."""
    asked = text.replace("\x00", "").strip()[:120]
    if not asked:
        return []
    inside = Region.objects.search(asked, on=day, within=near, limit=MOST) if normal(near) else []
    exact = [region for region in inside if _bare(region.name) == _bare(asked)]
    if normal(near) and (len(exact) == 1 or WHOLE.match(asked)):
        own = Region.objects.find(near, on=day) if WHOLE.match(asked) else exact[0]
        return [own] if own else []
    known = {region.code for region in inside}
    others = Region.objects.search(asked, on=day, limit=MOST)
    return [*inside, *(r for r in others if r.code not in known)][:MOST]


def _bare(name: str) -> str:
    """A name without what kind of region it is: officials write «Kutai Timur» and «Kab. Kutai Timur»."""
    return KINDS.sub("", " ".join(name.casefold().split()), count=1)
