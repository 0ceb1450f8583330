"""One shape for every error: {"errors": [{"code", "text", "field", "source"}]}, in the words of the refusals."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from simpul.core.keeping import refusal_from
from simpul.core.refusals import Refusal, Refused, witness

from .values import FIRST_YEAR, LAST_YEAR, Out


class Problem(Out):
    """`code` is stable; `text` says what happened, why, and what to do; `field` is where; `source` is the law behind it."""

    code: str
    text: str
    field: str
    source: str


class Problems(Out):
    errors: list[Problem]


# Every operation may answer these; the description says so.
STATUSES = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problems)


def unknown_field(name: str) -> Refusal:
    """A question that nobody knows."""
    return Refusal("value.extra_forbidden", FAULTS["extra_forbidden"], "value", name[:60])


class TooOften(Exception):
    """This token asked more often than it may; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)


MALFORMED = Refusal("request.malformed", _("Isi kiriman tidak dapat dibaca. Kirim JSON (UTF-8) yang utuh."), "value")
TOO_LARGE = Refusal("request.too_large", _("Isi kiriman terlalu besar. Bagi menjadi beberapa kiriman."), "value")
UNKNOWN_TOKEN = Refusal(
    "token.unknown",
    _("Token tidak ada, tidak dikenal, kedaluwarsa, atau dicabut. Buat token baru di halaman akun Anda."),
    "forbidden",
)
NOT_FOUND = Refusal("request.not_found", _("Tidak ditemukan, atau bukan untuk Anda. Periksa alamatnya."))
NOT_ALLOWED = Refusal(
    "request.method", _("Alamat ini tidak menerima metode itu. Lihat daftar operasi di /api/v1/docs.")
)
TOO_OFTEN = Refusal("request.too_often", _("Terlalu banyak permintaan dengan token ini. Tunggu sebentar, lalu ulangi."))
KEY_SHAPE = Refusal(
    "request.key_shape",
    _("Idempotency-Key harus 8 sampai 64 huruf, angka, - atau _. Pakai UUID baru untuk tiap kiriman."),
    "value",
    "Idempotency-Key",
)

# kind of a fault in what came in, as pydantic names it → sentence
FAULTS: dict[str, Any] = {
    "missing": _("Isian ini wajib. Lengkapi, lalu kirim lagi."),
    "extra_forbidden": _("Isian ini tidak dikenal. Periksa ejaannya, atau hapus."),
    "string_type": _("Isian ini harus berupa teks."),
    "string_unicode": _("Teks ini memuat tanda yang tidak sah. Kirim UTF-8."),
    "string_too_long": _("Teks ini terlalu panjang: paling banyak {max_length} huruf. Ringkas, lalu kirim lagi."),
    "string_too_short": _("Teks ini terlalu pendek: sedikitnya {min_length} huruf."),
    "string_pattern_mismatch": _("Bentuk teks ini tidak sah, atau memuat tanda NUL. Periksa isiannya."),
    "int_type": _("Isian ini harus bilangan bulat."),
    "int_parsing": _("Isian ini harus bilangan bulat."),
    "int_parsing_size": _("Bilangan ini terlalu besar."),
    "int_from_float": _("Isian ini harus bilangan bulat."),
    "bool_type": _("Isian ini harus true atau false."),
    "greater_than_equal": _("Bilangan ini terlalu kecil: sedikitnya {ge}."),
    "less_than_equal": _("Bilangan ini terlalu besar: paling besar {le}."),
    "literal_error": _("Pilihan ini tidak dikenal. Yang diterima: {expected}."),
    "day": _("Tanggal tidak dapat dibaca. Tulis seperti 2026-07-15."),
    "date_from_datetime_parsing": _("Tanggal ini tidak ada di kalender. Periksa hari dan bulannya."),
    "day_range": _("Tahun harus antara %(first)s dan %(last)s. Periksa tanggalnya.")
    % {"first": FIRST_YEAR, "last": LAST_YEAR},
    "moment_offset": _("Waktu ini tidak menyebut selisihnya dari UTC. Tulis seperti 2026-07-15T09:00:00+07:00."),
    "uuid_parsing": _("Kode lembaga tidak dapat dibaca. Kirim UUID dari daftar lembaga."),
    "list_type": _("Isian ini harus berupa daftar."),
    "too_long": _("Daftar ini terlalu panjang: paling banyak {max_length} baris."),
    "too_short": _("Daftar ini terlalu pendek: sedikitnya {min_length} baris."),
    "union_tag_invalid": _("Pilihan ini tidak dikenal. Yang diterima: {expected_tags}."),
}
FALLBACK = _("Isian ini tidak dapat dibaca. Periksa bentuknya pada daftar operasi di /api/v1/docs.")


def answer(status: int, refusals: Iterable[Refusal]) -> HttpResponse:
    rows = [
        Problem(code=r.code, text=str(r.text), field=r.field, source=r.source).plain() for r in witness(list(refusals))
    ]
    return JsonResponse({"errors": rows}, status=status)


def faults(wrong: ValidationError) -> list[Refusal]:
    """One refusal for each fault; what was sent is not repeated."""
    return [
        Refusal(
            f"value.{fault['type']}"[:80],
            str(FAULTS.get(fault["type"], FALLBACK)).format_map({k: str(v) for k, v in fault.get("ctx", {}).items()}),
            "value",
            _place(fault["loc"]),
        )
        for fault in wrong.errors[:50]
    ]


def _place(loc: Iterable[Any]) -> str:
    """«clauses.3.text»; where it came in (body, query, path) and the name of our own argument are left out."""
    parts = [str(part) for part in loc][1:]
    return ".".join(part for part in parts if part not in ("body", "asked"))[:200]


def listen(api: NinjaAPI) -> None:
    """Every exception that a request may cause is answered in the one shape."""
    replies: dict[type[Exception], Any] = {
        Refused: lambda request, wrong: answer(wrong.status, wrong.refusals),
        IntegrityError: lambda request, wrong: answer(409, [refusal_from(wrong)]),
        ValidationError: lambda request, wrong: answer(422, faults(wrong)),
        AuthenticationError: _unknown,
        HttpError: lambda request, wrong: answer(400, [MALFORMED]),
        Http404: lambda request, wrong: answer(404, [NOT_FOUND]),
        RequestDataTooBig: lambda request, wrong: answer(413, [TOO_LARGE]),
        SuspiciousOperation: lambda request, wrong: answer(400, [MALFORMED]),
        BadRequest: lambda request, wrong: answer(400, [MALFORMED]),
        MultiPartParserError: lambda request, wrong: answer(400, [MALFORMED]),
        TooOften: _too_often,
    }
    for kind, reply in replies.items():
        api.add_exception_handler(kind, functools.partial(reply))


def _unknown(request: HttpRequest, wrong: Exception) -> HttpResponse:
    response = answer(401, [UNKNOWN_TOKEN])
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _too_often(request: HttpRequest, wrong: TooOften) -> HttpResponse:
    response = answer(429, [TOO_OFTEN])
    response.headers["Retry-After"] = str(wrong.wait)
    return response
