"""How long an agreement's papers take: 12 articles and two parties; and how a draft grows with 13 parties."""

from __future__ import annotations

from pathlib import Path

from bench.measure import Measure, at_most, median_seconds


def measures(full: bool) -> list[Measure]:
    """The Word draft, the record sheet, the linter and the look at an upload, in seconds."""
    import io

    from simpul.agreements import papers
    from simpul.documents import inspection, lint, placeholders
    from tests.agreements.paper_facts import facts

    folder = Path(papers.render.__file__).parent / "templates"
    template = (folder / "pks.docx").read_bytes()
    two, many = facts(), facts(count=13)
    times = 20 if full else 5
    papers.draft_docx(two, template)  # modules and fonts are loaded once in a process
    papers.record_sheet(two)
    found = [
        at_most(
            "paper: PKS of 12 articles, docx", median_seconds(lambda: papers.draft_docx(two, template), times), "s", 0.3
        ),
        at_most("paper: record sheet, PDF/A", median_seconds(lambda: papers.record_sheet(two), times), "s", 0.2),
        at_most(
            "paper: PKS of 13 parties, docx", median_seconds(lambda: papers.draft_docx(many, template), times), "s", 0.6
        ),
        at_most(
            "paper: record sheet of 13 parties", median_seconds(lambda: papers.record_sheet(many), times), "s", 0.4
        ),
    ]
    seconds = median_seconds(lambda: lint.problems(template, placeholders.PAPERS["pks"]), times)
    found.append(Measure("paper: a template is linted and tried", round(seconds, 6), "s"))
    made = papers.record_sheet(two)
    seconds = median_seconds(lambda: inspection.inspect(io.BytesIO(made), "lembar.pdf", "scan"), times)
    found.append(Measure("file: a small PDF is inspected", round(seconds, 6), "s"))
    return found
