"""`simpul manage …`: Django's own commands on the site that is at hand."""

from __future__ import annotations

from django.core.management import execute_from_command_line


def run(argv: list[str]) -> int:
    execute_from_command_line(["./run manage", *argv])
    return 0
