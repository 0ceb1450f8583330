"""The text of an agreement as it comes in and goes out: the shape that parties approve the hash of."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from simpul.agreements.rules.terms import MOST_CLAUSES, MOST_OBLIGATIONS

from .values import Amount, Count, Day, In, Number, Out, text

MOST_PLAN_ROWS = 200


class Clause(In):
    type: Annotated[str, text(40, 1)]
    heading: Annotated[str, text(160, 1)]
    text: Annotated[str, text(20_000, 1)]


class OnDate(In):
    rule: Literal["date"]
    date: Day


class AfterStart(In):
    rule: Literal["after_start"]
    months: Count


class Every(In):
    rule: Literal["every"]
    months: Count


class BeforeEnd(In):
    rule: Literal["before_end"]
    days: Count


class Promise(In):
    """`debtor` and `beneficiary` are orders of parties, `clause` is the number of the clause it comes from."""

    clause: Number
    debtor: Number
    beneficiary: Number
    text: Annotated[str, text(500, 1)]
    quantity: Amount | None = None
    unit: Annotated[str, text(60)] = ""
    due: Annotated[OnDate | AfterStart | Every | BeforeEnd, Field(discriminator="rule")]
    evidence: Annotated[str, text(300)] = ""

    def value(self) -> dict[str, Any]:
        return self.model_dump(mode="json") | {"quantity": decimal(self.quantity)}


class PlanRow(In):
    activity: Annotated[str, text(300, 1)]
    output: Annotated[str, text(300)] = ""
    target: Annotated[str, text(160)] = ""
    place: Annotated[str, text(160)] = ""
    period: Annotated[str, text(120)] = ""
    units: Annotated[str, text(300)] = ""
    source: Annotated[str, text(160)] = ""
    amount: Annotated[str, text(80)] = ""


class TermsIn(In):
    """Parts of the text; what is left out stays as it is (or comes from the library of the kind)."""

    place: Annotated[str, text(120)] = ""
    start: Day | None = None
    end: Day | None = None
    months: Annotated[int, Field(ge=0, le=1200, strict=True)] = 0
    condition: Annotated[str, text(300)] = ""
    clauses: Annotated[list[Clause], Field(max_length=MOST_CLAUSES)] = []
    obligations: Annotated[list[Promise], Field(max_length=MOST_OBLIGATIONS)] = []
    work_plan: Annotated[list[PlanRow], Field(max_length=MOST_PLAN_ROWS)] = []

    def values(self) -> dict[str, Any]:
        """Only what was sent, as the terms hold it: days as text, quantities as decimal text."""
        given = self.model_dump(mode="json", include=self.model_fields_set & set(TermsIn.model_fields))
        if "obligations" in given:
            given["obligations"] = [promise.value() for promise in self.obligations]
        return {key: "" if value is None else value for key, value in given.items()}


def decimal(amount: Decimal | None) -> str:
    return format(amount.normalize(), "f") if amount is not None else ""


class TermsSide(Out):
    order: int
    role: str
    label: str
    code: str
    organization: str
    institution: str


class PromiseOut(Out):
    clause: int
    debtor: int
    beneficiary: int
    text: str
    quantity: str
    unit: str
    due: dict[str, Any]
    evidence: str


class TermsOut(Out):
    kind: str
    title: str
    parent: str
    place: str
    start: str
    end: str
    months: int
    condition: str
    parties: list[TermsSide]
    clauses: list[dict[str, str]]
    obligations: list[PromiseOut]
    work_plan: list[dict[str, str]]
