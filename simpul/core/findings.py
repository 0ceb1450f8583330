"""What law or good practice says about a case: advice with its source and certainty. An unresolved finding asks for a written reason, it never blocks."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

FIT, PARTLY, OUTSIDE, SUPPORT, UNSURE = "fit", "partly", "outside", "support", "unsure"
LABELS = {
    FIT: _("Sesuai"),
    PARTLY: _("Sesuai Sebagian"),
    OUTSIDE: _("Di Luar Kewenangan"),
    SUPPORT: _("Fungsi Penunjang"),
    UNSURE: _("Perlu Dipastikan"),
}
WITNESSES: list[Any] = []  # tests listen here which findings were truly made


@dataclasses.dataclass(frozen=True)
class Finding:
    """`code` is stable (an override names it); `source` is regulation and article as shown; `certainty` is V, L or U as in the law tables."""

    code: str
    text: Any
    level: str = UNSURE
    source: str = ""
    certainty: str = "U"

    def __post_init__(self) -> None:
        for listen in WITNESSES:
            listen(self)

    def __str__(self) -> str:
        return str(self.text)
