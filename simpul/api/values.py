"""What may come in. NUL characters, over-long texts, integers out of range and impossible dates are refused here, once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

INT, BIGINT = 2**31 - 1, 2**53 - 1
FIRST_YEAR, LAST_YEAR = 1945, 2200
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class In(BaseModel):
    """A body or a question; a field that nobody knows is refused, so that no misspelt one is silently dropped."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """An answer; built from values only, never from a row."""

    def plain(self) -> dict[str, Any]:
        """As JSON types: what is sent, and what is kept for a repeated request."""
        return self.model_dump(mode="json")


def text(most: int, least: int = 0) -> StringConstraints:
    """`Annotated[str, text(300)]`: so long at most, and no NUL, which PostgreSQL cannot keep."""
    return StringConstraints(max_length=most, min_length=least, pattern=r"^[^\x00]*$")


class OneOf:
    """`Annotated[str, OneOf(states.KINDS)]`: one of these codes; the description lists them."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.literal_schema(list(self.codes))


def _written(value: Any) -> Any:
    """Only «2026-07-15»: no moments, and no numbers read as seconds."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    raise PydanticCustomError("day", "not a day")


def _sane(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("day_range", "year out of range")
    return day


def _placed(moment: dt.datetime) -> dt.datetime:
    """Only moments that say their offset from UTC, in years that people mean."""
    if moment.tzinfo is None:
        raise PydanticCustomError("moment_offset", "offset missing")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise PydanticCustomError("day_range", "year out of range")
    return moment


Moment = Annotated[dt.datetime, AfterValidator(_placed)]
Day = Annotated[dt.date, BeforeValidator(_written), AfterValidator(_sane)]
Code = Annotated[str, StringConstraints(pattern=r"^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=1, le=INT)]  # in addresses: the order of a party, the number of a version
Id = Annotated[int, Field(ge=1, le=BIGINT, strict=True)]
Version = Annotated[int, Field(ge=0, le=INT, strict=True)]
Count = Annotated[int, Field(ge=1, le=600, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Amount = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]
FileId = Annotated[str, text(2000)]
Page = Annotated[int, Field(ge=1, le=10_000)]
Limit = Annotated[int, Field(ge=1, le=100)]


class Paged(In):
    """Which part of a long list."""

    page: Page = 1
    limit: Limit = 50

    @property
    def span(self) -> slice:
        """One row more than asked, to know whether there are others."""
        return slice((self.page - 1) * self.limit, self.page * self.limit + 1)
