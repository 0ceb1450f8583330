"""What a run of the rules is told of a proposal: frozen values of one day, and their canonical text."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from simpul.core.canonical import canonical
from simpul.law.rules import UNKNOWN

from .states import CROSS_DISTRICT, HEAD, INCOMING, WITHIN

DISTRICT, PROVINCE, CENTRE = "district", "province", "centre"


@dataclasses.dataclass(frozen=True)
class PlanFacts:
    """The programme of RPJMD or RKPD that an item is linked to."""

    plan: str
    name: str
    first_year: int
    last_year: int
    retired: bool = False


@dataclasses.dataclass(frozen=True)
class MappedFacts:
    """An object that the region's mapping of the year names, and for which part of its sub-matter; empty where nobody said."""

    object: str
    part: str = ""


@dataclasses.dataclass(frozen=True)
class ItemFacts:
    """One thing asked for; `mapped` are the objects that the region's mapping of the year names for the same sub-matter."""

    number: int
    activity: str
    title: str
    affair: str
    part: str = ""
    region_code: str = ""
    region_name: str = ""
    extent: str = WITHIN
    target: str = ""
    target_count: int | None = None
    post_level: str = ""
    programme: PlanFacts | None = None
    mapped: tuple[MappedFacts, ...] = ()

    @property
    def reach(self) -> str:
        """How far it goes: a whole province is more than one kabupaten/kota, whatever was ticked."""
        whole_province = self.region_code and "." not in self.region_code
        return CROSS_DISTRICT if whole_province and self.extent == WITHIN else self.extent


@dataclasses.dataclass(frozen=True)
class AccreditationFacts:
    """A rank of an assessment centre of the partner, or of who would carry it out, with its days, the decision and who recorded it."""

    holder: str
    rank: str
    start: dt.date
    end: dt.date | None = None
    basis: str = ""
    recorded_by: str = ""
    own_word: bool = False  # the holder itself recorded it

    def holds(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclasses.dataclass(frozen=True)
class PolicyFacts:
    """What the region's policy of that day asks to be looked at for this class of partner."""

    basis: str
    start: dt.date
    end: dt.date | None = None
    checks: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class ScreeningFacts:
    """A proposal on one day. None: nobody has answered yet. `viewed` are the required fields that have a written view."""

    day: dt.date
    region_code: str
    region_name: str
    partner_name: str
    form: str = ""
    form_certainty: str = UNKNOWN  # of the record, not of the law about it
    partner_level: str = ""  # of a ministry «centre»; of another Pemda «province» or «district»; else empty
    partner_region: str = ""  # of another Pemda: its code
    direction: str = INCOMING
    wanted_kind: str = ""
    kind: str = ""
    under: bool = False  # a signed umbrella is named
    months: int | None = None
    burdens_public: bool | None = None
    burdens_reason: str = ""
    apbd_funded: bool | None = None
    in_current_apbd: bool | None = None
    apbd_amount: Decimal | None = None
    routine: bool = False
    personal_data: bool | None = None
    data_clause: bool | None = None
    regimes: tuple[str, ...] = ()
    signer: str = HEAD
    documents: tuple[str, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    accreditations: tuple[AccreditationFacts, ...] = ()
    policy: PolicyFacts | None = None
    viewed: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """Whose authority is asked: of a kabupaten/kota, or of a province."""
        return DISTRICT if "." in self.region_code else PROVINCE

    @property
    def chosen(self) -> str:
        return self.kind or self.wanted_kind

    @property
    def in_order(self) -> tuple[ItemFacts, ...]:
        return tuple(sorted(self.items, key=lambda item: item.number))

    def text(self) -> str:
        """The same facts are the same text, in whatever order their rows came."""
        values = dataclasses.asdict(self)
        values["items"] = sorted(values["items"], key=lambda item: item["number"])
        for name in ("regimes", "documents", "viewed"):
            values[name] = sorted(set(values[name]))
        values["accreditations"] = sorted(
            values["accreditations"], key=lambda row: (row["start"], row["holder"], row["rank"])
        )
        return canonical(values)
