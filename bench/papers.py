"""How long an agreement's papers take: 12 articles and two parties; and how a draft grows with 13 parties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure, at_most, median_seconds


def measures(full: bool) -> Iterator[Measure]:
    """The Word draft, the record sheet, the linter and the look at an upload, in seconds."""
    import dataclasses
    import io
    import itertools

    from simpul.agreements import papers
    from simpul.documents import inspection, lint, placeholders
    from tests.agreements.paper_facts import facts

    folder = Path(papers.render.__file__).parent / "templates"
    template = (folder / "pks.docx").read_bytes()
    two, many, turn = facts(), facts(count=13), itertools.count()

    def fresh(given: papers.PaperFacts) -> papers.PaperFacts:
        """typst remembers what it has set before; each paper has another title."""
        return dataclasses.replace(given, title=f"{given.title} {next(turn)}")

    times = 20 if full else 5
    papers.draft_docx(fresh(two), template)  # modules and fonts are loaded once in a process
    papers.record_sheet(fresh(two))

    def draft(given: papers.PaperFacts) -> float:
        return median_seconds(lambda: papers.draft_docx(fresh(given), template), times)

    def sheet(given: papers.PaperFacts) -> float:
        return median_seconds(lambda: papers.record_sheet(fresh(given)), times)

    yield at_most("paper: PKS of 12 articles, docx", draft(two), "s", 0.3)
    yield at_most("paper: record sheet, PDF/A", sheet(two), "s", 0.2)
    yield at_most("paper: PKS of 13 parties, docx", draft(many), "s", 0.6)
    yield at_most("paper: record sheet of 13 parties", sheet(many), "s", 0.4)
    seconds = median_seconds(lambda: lint.problems(template, placeholders.PAPERS["pks"]), times)
    yield Measure("paper: a template is linted and tried", round(seconds, 6), "s")
    made = papers.record_sheet(fresh(two))
    seconds = median_seconds(lambda: inspection.inspect(io.BytesIO(made), "lembar.pdf", "scan"), times)
    yield Measure("file: a small PDF is inspected", round(seconds, 6), "s")
