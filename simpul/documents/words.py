"""Indonesian words for papers: dates, numbers, lists, and the lines of a text. Plain values only, and always Indonesian."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from simpul.core.dates import ZONES

SAMPLE = "CONTOH – bukan dokumen resmi"
DOTS = "................................"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
NUMBERS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
AYAT = re.compile(r"\((\d+[a-z]?)\)\s+(.*)", re.DOTALL)
HURUF = re.compile(r"([a-z]\.|\d{1,2}[.)]|[-–•])\s+(.*)", re.DOTALL)


def number_words(number: int) -> str:
    """«dua ribu dua puluh lima»; for whole numbers from 0 to 999,999."""
    if number < 12:
        return NUMBERS[number]
    if number < 20:
        return f"{NUMBERS[number - 10]} belas"
    for size, word, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "sepuluh")):
        if number >= size:
            many, rest = divmod(number, size)
            head = one if many == 1 else f"{number_words(many)} {word}"
            return f"{head} {number_words(rest)}" if rest else head
    raise ValueError(f"{number} has no words here")


def day_words(day: dt.date | None) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else "...................."


def days_words(first: dt.date, last: dt.date | None = None) -> str:
    """«Senin, 2 Maret 2026», or from that day until another."""
    days = [first] if last in (None, first) else [first, last]
    return " sampai dengan ".join(f"{DAYS[day.weekday()]}, {day_words(day)}" for day in days if day)


def moment_words(moment: dt.datetime, zone: str) -> str:
    local = moment.astimezone(ZONES[zone])
    return f"{day_words(local.date())} {local:%H.%M} {zone}"


def amount_words(amount: str) -> str:
    """«12.500.000» for a number as text; anything else as it stands."""
    try:
        text = f"{Decimal(amount):,f}"
    except InvalidOperation:
        return amount
    whole, _, part = text.partition(".")
    return whole.replace(",", ".") + (f",{part}" if part.strip("0") else "")


def and_words(words: list[str]) -> str:
    """«A dan B»; «A, B, dan C»."""
    if len(words) < 3:
        return " dan ".join(words)
    return ", ".join(words[:-1]) + f", dan {words[-1]}"


def lines_of(text: str) -> list[dict[str, str]]:
    """The body of an article as lines: ayat «(1)», letters «a.» or plain paragraphs; a line break begins a new line."""
    lines = []
    for line in (part.strip() for part in text.replace("\r\n", "\n").replace("\t", " ").split("\n")):
        if not line:
            continue
        if found := AYAT.fullmatch(line):
            lines.append({"jenis": "ayat", "nomor": f"({found[1]})", "teks": found[2]})
        elif found := HURUF.fullmatch(line):
            kind = "huruf" if found[1][0].isalpha() else "angka"
            lines.append({"jenis": kind, "nomor": found[1], "teks": found[2]})
        else:
            lines.append({"jenis": "teks", "nomor": "", "teks": line})
    return lines


def letter_of(index: int) -> str:
    """a … z, then aa, ab, …"""
    before, last = divmod(index, 26)
    return (letter_of(before - 1) if before else "") + chr(ord("a") + last)


def short(digest: str) -> str:
    """«7f3a 91c0 4be2 … 0d19»: enough of a fingerprint to compare by eye."""
    return f"{digest[:4]} {digest[4:8]} {digest[8:12]} … {digest[-4:]}" if len(digest) > 16 else digest
