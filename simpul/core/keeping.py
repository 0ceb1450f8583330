"""Saving so that what PostgreSQL forbids is told in words: as a refusal with the field, never as a crash."""

from __future__ import annotations

from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, models
from django.utils.translation import gettext_lazy as _

from .refusals import Refusal, Refused

M = TypeVar("M", bound=models.Model)


def keep(row: M, *, only: list[str] | None = None) -> M:
    """The row's own fields are checked and it is saved; Refused with a refusal for each fault.

    What lies between rows (unique, exclusion, foreign keys) PostgreSQL checks, so that no query is spent on asking twice.
    """
    unchecked = {f.name for f in row._meta.fields if f.is_relation or (only and f.name not in only) or _empty(row, f)}
    try:
        row.clean_fields(exclude=unchecked)
        _no_longer_than_allowed(row, unchecked)
        row.save(update_fields=only)
    except ValidationError as wrong:
        raise Refused(refusals_from(wrong)) from wrong
    except IntegrityError as broken:
        raise Refused([refusal_from(broken)]) from broken
    return row


def _no_longer_than_allowed(row: models.Model, unchecked: set[str]) -> None:
    """Django counts the letters of a long text in forms only; what comes another way is counted here."""
    for field in row._meta.fields:
        if isinstance(field, models.TextField) and field.max_length and field.name not in unchecked:
            try:
                MaxLengthValidator(field.max_length)(getattr(row, field.attname) or "")
            except ValidationError as wrong:
                raise ValidationError({field.name: wrong.messages}) from wrong


def _empty(row: models.Model, field: models.Field) -> bool:
    """Nothing where the column allows nothing, or an empty list: not a form's empty field, which is for the form to judge."""
    value = getattr(row, field.attname)
    return (value is None and field.null) or value == []


def refusals_from(wrong: ValidationError) -> list[Refusal]:
    """One refusal a message; the code is `value.<field>`."""
    return [
        Refusal(f"value.{field}", text, "value", "" if field == NON_FIELD_ERRORS else field)
        for field, texts in wrong.message_dict.items()
        for text in texts
    ]


def refusal_from(broken: IntegrityError) -> Refusal:
    """Two people at once: the database's constraint, in the words its model gives it."""
    name = getattr(getattr(broken.__cause__, "diag", None), "constraint_name", None) or ""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return Refusal(f"database.{name}", _message(constraint), "state")
    return Refusal(
        "database.conflict",
        _("Data berubah oleh orang lain pada saat yang sama. Muat ulang halaman, lalu coba lagi."),
        "state",
    )


def _message(constraint: Any) -> Any:
    if constraint.violation_error_message == constraint.default_violation_error_message:
        return _("Data ini bertentangan dengan yang sudah tercatat. Muat ulang halaman, lalu periksa isian Anda.")
    return constraint.violation_error_message
