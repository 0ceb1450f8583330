"""The same pages by keyboard, on paper, enlarged, without JavaScript, and with long lists.

Someone who cannot use a mouse walks through the desk with the tab key and always sees where they are; the first stop jumps over the menu.
The case, the list, the text and the law are printed: no menus, the address and the day at the foot. Someone with weak eyes enlarges
the case to twice its size, someone else has switched off JavaScript: both read and do the same. What only the demo shows, the role
cards and the regions, has no fault of accessibility either.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import no_sideways_scroll, open_case

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WHERE = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  return {tag: one.tagName, what: one.innerText || one.value || one.tagName, line: style.outlineStyle + " " + style.outlineWidth,
          seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= innerWidth + 1};
}"""


def test_everything_is_reached_by_keyboard_and_the_place_is_always_seen(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola Kerja Sama")
    page.keyboard.press("Tab")
    assert page.evaluate(WHERE)["what"] == "Langsung ke isi"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    page.goto("/meja/")
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    wanted = page.locator("a:visible, button:visible, input:visible, select:visible").count()
    walked = []
    for _step in range(wanted + 2):
        here = page.evaluate(WHERE)
        if here["tag"] == "BODY":  # once round
            break
        assert here["seen"], here
        assert here["line"] == "solid 3px", here
        walked.append(here["what"])
        page.keyboard.press("Tab")
    assert walked.index("Meja Kerja") < walked.index("Naskah baru") < walked.index("Lihat kewajiban")
    assert walked.index("Lihat kewajiban") < walked.index("Verifikasi dokumen")


def test_a_form_is_filled_and_sent_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("link", name="Verifikasi dokumen").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Kode verifikasi").focus()
    page.keyboard.type("2222-2222")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kode tidak ditemukan")).to_be_visible()


@pytest.mark.parametrize("place", ["case", "/kerja-sama/", "text", "/hukum/?kelompok=limit", "/kewajiban/"])
def test_a_printed_page_has_no_menus_but_its_address_and_day(visit: Callable[..., Page], place: str) -> None:
    page = visit("Pengelola Kerja Sama")
    if place.startswith("/"):
        page.goto(place)
    else:
        open_case(page, "Digitalisasi UMKM")
    if place == "text":
        page.get_by_role("link", name="Baca naskah dan perubahannya").click()
    page.emulate_media(media="print")
    for hidden in ("header.top", "nav.main", "footer.foot", ".skip"):
        expect(page.locator(hidden).first).to_be_hidden()
    page.wait_for_load_state()
    for button in page.locator("main button, main .button").all():
        expect(button).to_be_hidden()
    for earlier in page.locator("details .timeline").all():  # what is folded on the screen is open on paper
        expect(earlier).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    foot = page.locator(".print-foot")
    expect(foot).to_contain_text(page.url)
    expect(foot).to_contain_text(re.compile(r"\d{1,2} [A-Z][a-z]+ 20\d\d"))
    page.set_viewport_size({"width": 794, "height": 1123})  # A4
    assert no_sideways_scroll(page)


def test_enlarged_to_twice_its_size_nothing_is_cut_off(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola Kerja Sama")
    open_case(page, "Digitalisasi UMKM")
    page.set_viewport_size({"width": 640, "height": 450})  # 1280 × 900 at 200 %
    assert no_sideways_scroll(page)
    expect(page.get_by_role("link", name="Usulkan perubahan")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    for place in (page.url, "/meja/", "/kerja-sama/", "/akun/peran/"):
        page.goto(place)
        page.evaluate("document.documentElement.style.fontSize = '200%'")  # letters only, as telephones do
        assert no_sideways_scroll(page), place


@pytest.mark.parametrize("card", ["Bupati", "Pengelola Kerja Sama", "Petugas OPD", "Pengelola Kemitraan", "Pihak luar"])
def test_each_role_reads_every_word_of_the_menu_without_javascript(visit: Callable[..., Page], card: str) -> None:
    page = visit(card, phone=True, script=False)
    words = page.locator("nav.main a").all_inner_texts()
    assert {"Meja Kerja", "Penawaran & Usulan", "Pertemuan", "Kerja Sama"} <= set(words)
    for word in words:
        page.locator("nav.main").get_by_role("link", name=word, exact=True).click()
        expect(page.locator("nav.main a[aria-current]")).to_have_text(word)
        expect(page.locator("nav.main a[aria-current]")).to_be_in_viewport(ratio=0.9)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_pages_only_the_demo_fills_have_no_fault(visit: Callable[..., Page]) -> None:
    page, found = visit("Pengelola Kerja Sama", phone=True), []
    for place in ("/wilayah/", "/wilayah/33.03/", "/wilayah/?cari=sidomulyo", "/wilayah/?cari=zzzzqq", "/meja/"):
        page.goto(place)
        assert no_sideways_scroll(page), place
        found += [f"{place} {fault['id']}" for fault in Axe().run(page, options=AXE).response["violations"]]
    outside = visit(phone=True)
    assert no_sideways_scroll(outside)
    found += [f"cards {fault['id']}" for fault in Axe().run(outside, options=AXE).response["violations"]]
    assert found == []
