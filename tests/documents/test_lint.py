"""The linter names every fault of a template in words. No database."""

from __future__ import annotations

import io

import pytest
from docx import Document

from simpul.documents import build_templates, lint, placeholders
from simpul.documents.models import PACKAGED

from . import files

PAPER = placeholders.Paper("Uji", placeholders.COMMON, ())
FOR, END = "{%p for p in pihak %}", "{%p endfor %}"


def template(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def codes(*paragraphs: str) -> list[str]:
    return [problem.code for problem in lint.problems(template(*paragraphs), PAPER)]


@pytest.mark.parametrize("paper", placeholders.PAPERS)
def test_the_packaged_templates_have_no_problem(paper: str) -> None:
    assert lint.problems((PACKAGED / f"{paper}.docx").read_bytes(), placeholders.PAPERS[paper]) == []


def test_a_good_template_has_no_problem() -> None:
    assert codes("{{ judul|upper }}", FOR, "{{ p.nama }}{% if p.alamat %}, {{ p.alamat }}{% endif %}", END) == []


def test_an_unknown_placeholder_is_named_with_the_nearest_known_one() -> None:
    (problem,) = lint.problems(template("{{ judl }}"), PAPER)
    assert problem.code == "unknown"
    assert "judl" in problem.text
    assert "judul" in problem.text


def test_an_unknown_part_of_a_row_is_named_in_full() -> None:
    (problem,) = lint.problems(template(FOR, "{{ p.penanda_tangan }}", END), PAPER)
    assert "pihak.penanda_tangan" in problem.text
    assert "pihak.penandatangan" in problem.text


@pytest.mark.parametrize(
    ("paragraphs", "wanted"),
    [
        (("{{ judul",), "unclosed"),
        (("judul }}",), "unclosed"),
        (("{{ judul", "}}"), "unclosed"),
        ((FOR, "{{ p.nama }}"), "syntax"),
        (("{% if judul %}x",), "syntax"),
        (("{% ulangi %}",), "syntax"),
        (("{{ pihak }}",), "not_a_text"),
        (("{% for a in pihak %}" * 4 + "x" + "{% endfor %}" * 4,), "too_deep"),
        (("{{ judul }}" * 1_001,), "too_long"),
        (("x" * 1_500_001,), "too_long"),
        (("{{p " * 900,), "unclosed"),
        (("{{ judul.nama }}",), "unknown"),
        (("{{ pihak.nama }}",), "unknown"),
        (("{%p for j in judul %}", "x", END), "not_a_list"),
        (("{% set judul = 1 %}{{ judul }}",), "command"),
        (("{{ judul.__class__ }}",), "unknown"),
        (("{{ ''.join(judul) }}",), "command"),
        (("{{ range(9) }}",), "command"),
        (("{{ 7 * 7 }}",), "command"),
        (("{{ judul|attr('x') }}",), "command"),
        (("{% include 'x' %}",), "command"),
        (("{%p for i in range(999999999) %}", "x", END), "command"),
    ],
)
def test_a_fault_is_found(paragraphs: tuple[str, ...], wanted: str) -> None:
    assert wanted in codes(*paragraphs)


def test_a_mark_cut_by_formatting_is_told_but_does_not_stop() -> None:
    document = Document()
    paragraph = document.add_paragraph("{{ ju")
    paragraph.add_run("dul }}").bold = True
    made = io.BytesIO()
    document.save(made)
    (problem,) = lint.problems(made.getvalue(), PAPER)
    assert (problem.code, problem.grave) == ("split", False)
    assert lint.refusals([problem]) == []


def test_headers_and_footers_are_read_too() -> None:
    document = Document()
    document.sections[0].footer.paragraphs[0].text = "{{ kod }}"
    made = io.BytesIO()
    document.save(made)
    assert [problem.code for problem in lint.problems(made.getvalue(), PAPER)] == ["unknown"]


def test_marks_in_the_properties_of_the_document_are_refused() -> None:
    document = Document()
    document.core_properties.title = "{{ judul }}"
    made = io.BytesIO()
    document.save(made)
    assert "properties" in [problem.code for problem in lint.problems(made.getvalue(), PAPER)]


def test_what_a_paper_needs_may_not_be_missing() -> None:
    found = lint.problems(template("{{ judul }}"), placeholders.PAPERS["pks"])
    assert [problem.code for problem in found] == ["missing"]
    assert all(name in found[0].text for name in placeholders.PAPERS["pks"].needed if name != "judul")
    assert " judul," not in found[0].text


def test_what_cannot_be_read_is_not_called_missing() -> None:
    found = lint.problems(template("{{ judul"), placeholders.PAPERS["pks"])
    assert [problem.code for problem in found] == ["unclosed"]


def test_a_condition_alone_does_not_show_what_is_needed() -> None:
    found = lint.problems(template("{% if contoh %}x{% endif %}"), placeholders.PAPERS["pks"])
    assert any("contoh" in problem.text for problem in found)


def test_a_template_that_cannot_be_filled_is_refused() -> None:
    """The loop begins before the table and ends inside a cell."""
    document = Document()
    document.add_paragraph(FOR)
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "{{ p.nama }}"
    table.cell(0, 0).add_paragraph(END)
    made = io.BytesIO()
    document.save(made)
    assert [problem.code for problem in lint.problems(made.getvalue(), PAPER)] == ["unusable"]


def test_what_is_no_word_file_is_told_so() -> None:
    for data in (b"", b"teks", files.pdf(), files.archive(a=b"x"), files.xlsx()):
        assert [problem.code for problem in lint.problems(data, PAPER)] == ["not_word"]


def test_a_template_with_macros_is_refused() -> None:
    assert [p.code for p in lint.problems(files.add(files.docx(), word__vbaProject_bin=b"x"), PAPER)] == ["macros"]


def test_every_placeholder_is_explained() -> None:
    told = placeholders.rows(placeholders.PAPERS["nk"].names)
    assert all(str(meaning) for _name, meaning in told)
    assert ("rencana_kerja[…].kegiatan", "program atau kegiatan") in [(name, str(meaning)) for name, meaning in told]


@pytest.mark.parametrize("paper", placeholders.PAPERS)
def test_the_packaged_templates_are_what_the_script_writes(paper: str) -> None:
    assert (PACKAGED / f"{paper}.docx").read_bytes() == build_templates.build(paper)
