"""Files by content, and the templates papers are made from. Knows no agreement; files are served only through their owners."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class File(models.Model):
    """Bytes kept once under their SHA-256. What a file means, and who may see it, is its owner's business."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True)
    blob = models.FileField(max_length=120)
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"


class Template(models.Model):
    """A Word template of one paper; `scope` is the code of the institution it belongs to, empty for the common one."""

    paper = models.CharField(max_length=20)
    scope = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    file = models.ForeignKey(File, models.PROTECT)
    note = models.CharField(_("catatan perubahan"), max_length=300, blank=True)
    made_by = models.CharField(max_length=160)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["paper", "scope", "number"], name="template_number_once")]

    def __str__(self) -> str:
        return f"{self.paper} {self.scope or 'umum'} v{self.number}"
