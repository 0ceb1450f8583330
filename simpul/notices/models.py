"""What somebody was told, once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from simpul.core.actors import Actor


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        """A notice is its recipient's alone."""
        if actor.is_system:
            return self
        return self.filter(recipient_id=actor.user_id) if actor.user_id else self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One subject, one threshold, one recipient: never twice. On the desk at once, by e-mail when `emailed_at` is set."""

    subject = models.CharField(max_length=80)
    threshold = models.CharField(max_length=40)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    emailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["subject", "threshold", "recipient"], name="notice_once")]
        indexes = [models.Index(fields=["recipient", "-made_at"], name="notice_desk")]

    def __str__(self) -> str:
        return self.text
