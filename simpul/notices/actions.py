"""What tells people, once each: on the desk at once, by mail soon after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from simpul.accounts.models import User
from simpul.core.actors import Actor
from simpul.core.canonical import clean_text

from . import tasks
from .models import Notice


@transaction.atomic
def tell(users: Iterable[User], *, subject: str, threshold: str, text: str, link: str, at: dt.datetime) -> list[Notice]:
    """Each of these people knows, unless they were told of the same subject and threshold before. Returns the new notices."""
    told = []
    text = " ".join(clean_text(text).split())[:300]
    for user in sorted({user.pk: user for user in users if user.is_active}.values(), key=lambda user: user.pk):
        notice, new = Notice.objects.get_or_create(
            subject=subject, threshold=threshold, recipient=user, defaults={"text": text, "link": link, "made_at": at}
        )
        if new:
            tasks.mail_notice.defer(notice_id=notice.pk)
            told.append(notice)
    return told


@transaction.atomic
def mail(notice_id: int, *, at: dt.datetime) -> bool:
    """The notice is in its recipient's mail, once. A demo account has no mailbox, and who left is not written to."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("recipient").filter(pk=notice_id).first()
    if notice is None or notice.emailed_at or not notice.recipient.is_active:
        return False
    body = _("%(text)s\n\nBuka: %(link)s\n\nSimpul memberi tahu Anda satu kali untuk setiap hal.") % {
        "text": notice.text,
        "link": settings.SITE_ADDRESS + notice.link,
    }
    EmailMessage(notice.text[:120], body, to=[notice.recipient.email]).send()
    notice.emailed_at = at
    notice.save(update_fields=["emailed_at"])
    return True


@transaction.atomic
def mark_read(notices: Iterable[Notice], *, by: Actor, at: dt.datetime) -> int:
    """These notices of the reader's own are read; returns how many were not yet."""
    wanted = [notice.pk for notice in notices]
    return Notice.objects.visible_to(by).filter(pk__in=wanted, read_at=None).update(read_at=at)


def hand_over(user: User, *, to: User, by: Actor, at: dt.datetime) -> dict[str, int]:
    """Unread notices of a leaving colleague are the successor's, except those the successor got as well."""
    known = set(Notice.objects.filter(recipient=to).values_list("subject", "threshold"))
    unread = Notice.objects.filter(recipient=user, read_at=None)
    moving = [n.pk for n in unread if (n.subject, n.threshold) not in known]
    Notice.objects.filter(pk__in=moving).update(recipient=to)
    return {"notices": len(moving)}
