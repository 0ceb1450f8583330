"""Files by content, and the templates papers are made from. Knows no agreement; files are served only through their owners."""

from __future__ import annotations

from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor

from . import rules

PACKAGED = Path(__file__).parent / "templates"


class File(models.Model):
    """Bytes kept once under their SHA-256. What a file means, and who may see it, is its owner's business."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True)
    blob = models.FileField(max_length=120)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, actor: Actor) -> TemplateQuerySet:
        """Those who may replace templates see the common ones and those of their institution."""
        if actor.is_system:
            return self
        return self.filter(scope__in=rules.scopes_of(actor)) if actor.may("template.write") else self.none()

    def newest(self, paper: str, scope: str) -> Template | None:
        """The institution's own newest one, else the newest common one, else None: then the packaged file counts."""
        found = self.filter(paper=paper, scope__in={scope, ""}).select_related("file")
        return found.order_by("-scope", "-number").first()


def template_bytes(paper: str, scope: str) -> bytes:
    """The Word file that papers of this kind are made from, for the institution with this id (as text)."""
    row = Template.objects.newest(paper, scope)
    if row is None:
        return (PACKAGED / f"{paper}.docx").read_bytes()
    with row.file.blob.open("rb") as stream:
        return stream.read()


class Template(models.Model):
    """A Word template of one paper; `scope` is the id of the institution it belongs to, empty for the common one."""

    paper = models.CharField(max_length=20)
    scope = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    file = models.ForeignKey(File, models.PROTECT)
    note = models.CharField(_("catatan perubahan"), max_length=300, blank=True)
    made_by = models.CharField(max_length=160)
    made_at = models.DateTimeField()

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["paper", "scope", "number"], name="template_number_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.scope or 'umum'} v{self.number}"
