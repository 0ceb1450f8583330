"""The QR code on the record sheet leads to the verification page of its own case."""

from __future__ import annotations

import io
import re

import segno
from django.conf import settings
from pypdf import PdfReader

from simpul.agreements import papers
from simpul.agreements.models.paper import paper_facts
from simpul.documents.render import qr_svg
from tests.agreements import cases


def modules(svg: str) -> list[list[int]]:
    """The drawn squares, row by row: the path's runs of «h» at each «m»."""
    path = re.search(r'<path[^>]* d="([^"]+)"', svg)
    assert path
    rows: dict[float, set[int]] = {}
    x, y = 0.0, 0.0
    for word, numbers in re.findall(r"([Mmh])([^Mmh]*)", path[1]):
        values = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if word == "h":
            rows.setdefault(y, set()).update(range(round(x), round(x + values[0])))
            x += values[0]
        else:
            x, y = (values[0], values[1]) if word == "M" else (x + values[0], y + values[1])
    lines = [rows[y] for y in sorted(rows)]
    return [[int(n in line) for n in range(2, 2 + len(lines))] for line in lines]


def test_the_drawing_is_the_code_of_the_address():
    address = "https://simpul.awan.example/verifikasi/K7QX-2M9P/"
    drawn = modules(qr_svg(address))
    assert drawn == [[int(bit) for bit in row] for row in segno.make(address, error="m", micro=False).matrix]
    assert drawn != modules(qr_svg(address + "x"))


def test_the_sheet_of_a_case_carries_the_code_of_its_verification_page(c):
    made = cases.signed(c)
    facts = paper_facts(made, today=cases.TODAY)
    address = f"{settings.SITE_ADDRESS}/verifikasi/{made.code}"
    assert facts.verify_url.rstrip("/") == address
    sheet = PdfReader(io.BytesIO(papers.record_sheet(facts)))
    objects = [sheet.get_object(number) for number in range(1, int(sheet.trailer["/Size"]))]
    spoken = {one.get("/Alt") for one in objects if isinstance(one, dict)}  # what a screen reader says of a picture
    assert f"Kode QR menuju alamat verifikasi {facts.verify_url}" in spoken
