"""What the actions on accounts make true, and what they refuse."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail

from simpul.accounts import actions
from simpul.accounts.models import GuestLink, Invitation, Membership, Token, User
from simpul.core.actors import ANYONE, Actor
from simpul.core.refusals import Refused
from simpul.notices.actions import tell
from simpul.notices.models import Notice
from simpul.organizations.actions import close
from simpul.register.models import Event
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def c():
    return make.cast()


@pytest.fixture
def guest_page(settings):
    """The page that takes a guest's token may be named like this one."""
    return "invitation"


def refused(code: str, call, *args, **values) -> None:
    """The call is refused with this code and left neither row nor event."""
    tables = (User, Membership, Invitation, Token, GuestLink, Event)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with pytest.raises(Refused) as stopped:
        call(*args, **{"at": make.AT} | values)
    assert code in [refusal.code for refusal in stopped.value.refusals]
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def token_in_mail() -> str:
    make.run_jobs()
    return re.search(r"/undangan/([^/\s]+)/", mail.outbox[-1].body)[1]


# --- joining


def test_only_the_sites_administrators_make_accounts_without_invitation(c):
    refused("account.forbidden", actions.create_user, email="a@b.example", name="A", by=c.actors.officer)
    made = actions.create_user(email=" A@B.example ", name=" A  B ", by=c.actors.admin, at=make.AT)
    assert (made.email, made.name, made.has_usable_password()) == ("a@b.example", "A B", False)


def test_an_address_has_one_account_whatever_its_letters(c):
    refused("account.exists", actions.create_user, email=c.officer.email.upper(), name="X", by=make.SYSTEM)
    refused("value.email", actions.create_user, email="bukan", name="X", by=make.SYSTEM)
    refused("value.name", actions.create_user, email="x@b.example", name="", by=make.SYSTEM)


def test_a_weak_password_makes_no_account(c):
    code = "password.password_too_short"
    refused(code, actions.create_user, email="x@b.example", name="X", password="pendek", by=make.SYSTEM)


def test_an_invitation_is_accepted_once(c):
    values = {"name": "Baru", "organization": c.dinas, "role": "petugas_opd", "by": c.actors.officer}
    actions.invite(email="Baru@B.example", at=make.AT, **values)
    token = token_in_mail()
    user = actions.accept_invitation(token=token, password="awan-biru-laut-7", by=ANYONE, at=make.AT)
    assert user.email == "baru@b.example"
    assert make.actor(user).organization_id == c.dinas.pk
    refused("invitation.used", actions.accept_invitation, token=token, password="awan-biru-laut-7", by=ANYONE)
    refused("invitation.unknown", actions.accept_invitation, token="x", password="awan-biru-laut-7", by=ANYONE)
    kinds = list(user.chain.events.order_by("number").values_list("kind", flat=True))
    assert kinds == ["account.opened", "membership.begun", "account.invitation_accepted"]


def test_an_expired_invitation_opens_nothing_and_makes_room_for_another(c):
    values = {
        "email": "b@b.example",
        "name": "Baru",
        "organization": c.dinas,
        "role": "peserta",
        "by": c.actors.officer,
    }
    actions.invite(at=make.AT, **values)
    token, late = token_in_mail(), make.AT + 14 * DAY
    refused("invitation.expired", actions.accept_invitation, token=token, password="x", by=ANYONE, at=late)
    actions.invite(at=late, **values)
    assert Invitation.objects.waiting(late).count() == 1


def test_a_withdrawn_invitation_opens_nothing(c):
    values = {"email": "b@b.example", "name": "Baru", "organization": c.dinas, "role": "peserta"}
    invitation = actions.invite(by=c.actors.officer, at=make.AT, **values)
    token = token_in_mail()
    refused("account.forbidden", actions.withdraw_invitation, invitation, by=c.actors.citra_officer)
    actions.withdraw_invitation(invitation, by=c.actors.officer, at=make.AT)
    refused("invitation.withdrawn", actions.withdraw_invitation, invitation, by=c.actors.officer)
    refused("invitation.withdrawn", actions.accept_invitation, token=token, password="x", by=ANYONE)


def test_who_has_an_account_accepts_as_that_account_only(c):
    values = {"name": "Citra", "organization": c.dinas, "role": "mentor", "by": c.actors.officer}
    actions.invite(email=c.citra_officer.email, at=make.AT, **values)
    token = token_in_mail()
    refused("invitation.has_account", actions.accept_invitation, token=token, by=ANYONE)
    refused("invitation.has_account", actions.accept_invitation, token=token, by=c.actors.rektor)
    assert actions.accept_invitation(token=token, by=c.actors.citra_officer, at=make.AT) == c.citra_officer


def test_no_event_holds_an_address_or_a_token(c):
    values = {"name": "Baru", "organization": c.dinas, "role": "petugas_opd", "by": c.actors.officer}
    actions.invite(email="rahasia@b.example", at=make.AT, **values)
    token = token_in_mail()
    actions.accept_invitation(token=token, password="awan-biru-laut-7", by=ANYONE, at=make.AT)
    texts = "".join(Event.objects.values_list("text", flat=True))
    assert "@" not in texts
    assert token not in texts


# --- who may give which role


def test_roles_are_given_inside_ones_own_institution_by_those_who_may(c):
    values = {"organization": c.dinas, "role": "mentor"}
    for person in (c.actors.leader, c.actors.citra_officer, c.actors.partner_officer, c.actors.pengawas):
        refused("account.forbidden", actions.add_membership, c.staf, by=person, **values)
    actions.add_membership(c.staf, by=c.actors.officer, at=make.AT, **values)
    actions.add_membership(c.rektor, by=c.actors.admin, at=make.AT, **values)


def test_nobody_gives_a_role_to_themselves_and_officers_make_no_administrators(c):
    refused(
        "membership.own", actions.add_membership, c.officer, organization=c.awan, role="pimpinan", by=c.actors.officer
    )
    own = {"email": c.officer.email, "name": "Saya", "organization": c.awan, "role": "pimpinan"}
    refused("membership.own", actions.invite, by=c.actors.officer, **own)
    values = {"organization": c.awan, "role": "administrator"}
    refused("membership.administrator", actions.add_membership, c.staf, by=c.actors.officer, **values)
    actions.add_membership(c.staf, by=c.actors.admin, at=make.AT, **values)


def test_a_seat_must_make_sense(c):
    base = {"organization": c.dinas, "role": "mentor", "by": c.actors.officer}
    refused("membership.role", actions.add_membership, c.staf, **base | {"role": "raja"})
    refused("membership.post_elsewhere", actions.add_membership, c.staf, **base, post=c.bupati_post)
    days = {"start": dt.date(2026, 3, 2), "end": dt.date(2026, 3, 1)}
    refused("membership.ends_before_start", actions.add_membership, c.staf, **base, **days)
    actions.add_membership(c.staf, at=make.AT, **base)
    refused("database.membership_once", actions.add_membership, c.staf, **base)
    close(c.bkpsdm, end=dt.date(2026, 2, 1), by=make.SYSTEM, at=make.AT)
    refused("membership.closed_organization", actions.add_membership, c.staf, **base | {"organization": c.bkpsdm})


# --- ending


def test_an_ended_role_ends_at_once_also_on_the_day_it_began(c):
    today = make.TODAY
    fresh = actions.add_membership(c.staf, organization=c.dinas, role="mentor", by=c.actors.officer, at=make.AT)
    for membership in (fresh, make.membership(c.dinas_officer)):
        actions.end_membership(membership, by=c.actors.officer, at=make.AT)
        assert not Membership.objects.on(today).filter(pk=membership.pk).exists()
        refused("membership.ended", actions.end_membership, membership, by=c.actors.officer)
    refused("account.forbidden", actions.end_membership, make.membership(c.leader), by=c.actors.citra_officer)


def test_the_last_administrator_stays(c):
    role = make.membership(c.admin)
    refused("account.last_administrator", actions.end_membership, role, by=make.SYSTEM)
    refused("account.last_administrator", actions.deactivate, c.admin, by=make.SYSTEM)
    other = make.user("Administrator Dua", c.awan, "administrator")
    actions.end_membership(role, by=make.actor(other), at=make.AT)


def test_a_deactivated_account_has_no_roles_tokens_or_sessions(c):
    _token, text = actions.make_token(make.membership(c.staf), name="x", by=c.actors.staf, at=make.AT)
    number = c.staf.session_number
    actions.deactivate(c.staf, by=c.actors.officer, at=make.AT)
    c.staf.refresh_from_db()
    assert not c.staf.is_active
    assert c.staf.session_number == number + 1
    assert not c.staf.memberships.on(make.TODAY).exists()
    assert actions.actor_for_token(text, at=make.AT) is None
    refused("account.inactive", actions.deactivate, c.staf, by=c.actors.officer)
    actions.reactivate(c.staf, by=c.actors.officer, at=make.AT)
    refused("account.active", actions.reactivate, c.staf, by=c.actors.officer)
    refused("account.forbidden", actions.reactivate, c.staf, by=c.actors.citra_officer)


def test_an_account_is_not_closed_by_oneself_by_others_or_when_it_serves_elsewhere(c):
    refused("account.own", actions.deactivate, c.officer, by=c.actors.officer)
    refused("account.forbidden", actions.deactivate, c.rektor, by=c.actors.officer)
    actions.add_membership(c.rektor, organization=c.dinas, role="mentor", by=make.SYSTEM, at=make.AT)
    refused("account.elsewhere", actions.deactivate, c.rektor, by=c.actors.officer)


# --- handing over


def test_a_leaving_colleague_hands_over_everything_in_one_action(c):
    leaving, heir = c.dinas_officer, c.bkpsdm_officer
    actions.add_membership(leaving, organization=c.dinas, role="penanggung_jawab", by=make.SYSTEM, at=make.AT)
    _token, text = actions.make_token(make.membership(leaving), name="x", by=c.actors.dinas_officer, at=make.AT)
    tell([leaving, heir], subject="a", threshold="t", text="Sama", link="/", at=make.AT)
    tell([leaving], subject="b", threshold="t", text="Miliknya", link="/", at=make.AT)
    number = leaving.session_number
    summary = actions.hand_over(leaving, to=heir, by=c.actors.officer, at=make.AT)
    assert summary == {"memberships": 2, "tokens": 1, "notices": 1}
    leaving.refresh_from_db()
    assert not leaving.memberships.on(make.TODAY).exists()
    assert leaving.session_number == number + 1
    assert actions.actor_for_token(text, at=make.AT) is None
    roles = set(heir.memberships.on(make.TODAY).values_list("organization", "role"))
    assert roles == {(c.bkpsdm.pk, "petugas_opd"), (c.dinas.pk, "petugas_opd"), (c.dinas.pk, "penanggung_jawab")}
    assert Notice.objects.filter(recipient=heir).count() == 2


def test_work_goes_to_a_known_active_colleague_and_never_to_who_hands_it_over(c):
    hand = actions.hand_over
    refused("handover.to_self", hand, c.leader, to=c.officer, by=c.actors.officer)
    refused("handover.same_person", hand, c.staf, to=c.staf, by=c.actors.officer)
    refused("handover.stranger", hand, c.staf, to=c.citra_officer, by=c.actors.officer)
    refused("account.forbidden", hand, c.rektor, to=c.staf, by=c.actors.officer)
    refused("account.forbidden", hand, c.staf, to=c.dinas_officer, by=c.actors.citra_officer)
    actions.deactivate(c.pengawas, by=c.actors.officer, at=make.AT)
    refused("handover.stranger", hand, c.staf, to=c.pengawas, by=c.actors.officer)
    refused("membership.administrator", hand, c.admin, to=c.staf, by=c.actors.officer)


def test_roles_in_other_institutions_stay_with_their_holder(c):
    actions.add_membership(c.rektor, organization=c.dinas, role="mentor", by=make.SYSTEM, at=make.AT)
    assert actions.hand_over(c.rektor, to=c.staf, by=c.actors.officer, at=make.AT)["memberships"] == 1
    assert [m.organization for m in c.rektor.memberships.on(make.TODAY)] == [c.bumi]


# --- tokens and guests


def test_a_token_speaks_for_its_membership_until_it_expires(c):
    role = make.membership(c.dinas_officer)
    _token, text = actions.make_token(role, name="x", days=30, by=c.actors.dinas_officer, at=make.AT)
    assert actions.actor_for_token(text, at=make.AT) == c.actors.dinas_officer
    assert actions.actor_for_token(text, at=make.AT + 30 * DAY) is None
    assert actions.actor_for_token("", at=make.AT) is None
    assert actions.actor_for_token("\x00", at=make.AT) is None
    assert not Token.objects.filter(token_hash__contains=text[4:20]).exists()


def test_a_token_dies_with_its_role(c):
    role = make.membership(c.dinas_officer)
    _token, text = actions.make_token(role, name="x", by=c.actors.dinas_officer, at=make.AT)
    actions.end_membership(role, by=c.actors.officer, at=make.AT)
    assert actions.actor_for_token(text, at=make.AT) is None
    refused("token.no_membership", actions.make_token, role, name="x", by=c.actors.dinas_officer)


def test_a_role_that_ends_by_date_silences_its_token(c):
    role = actions.add_membership(
        c.staf, organization=c.dinas, role="mentor", end=make.TODAY, by=make.SYSTEM, at=make.AT
    )
    _token, text = actions.make_token(role, name="x", by=c.actors.staf, at=make.AT)
    assert actions.actor_for_token(text, at=make.AT) is not None
    assert actions.actor_for_token(text, at=make.AT + DAY) is None


def test_only_the_owner_makes_a_token_and_only_owner_or_manager_revokes_it(c):
    role = make.membership(c.leader)
    refused("token.forbidden", actions.make_token, role, name="x", by=c.actors.officer)
    refused("token.days", actions.make_token, role, name="x", days=366, by=c.actors.leader)
    token, _text = actions.make_token(role, name="x", by=c.actors.leader, at=make.AT)
    refused("account.forbidden", actions.revoke_token, token, by=c.actors.citra_officer)
    actions.revoke_token(token, by=c.actors.officer, at=make.AT)
    refused("token.revoked", actions.revoke_token, token, by=c.actors.officer)


def guest(c, page, **values) -> str:
    base = {"purpose": "approve", "subject": "ABC", "organization": c.bumi, "name": "Rektor", "post": "Rektor"}
    base |= {"email": "tamu@b.example", "page": page, "by": c.actors.officer, "at": make.AT}
    actions.make_guest_link(**base | values)
    return token_in_mail()


def test_a_guest_link_speaks_once_for_one_subject_and_reaches_nothing(c, guest_page):
    token = guest(c, guest_page)
    link, reasons = actions.guest_link(token, at=make.AT)
    assert not reasons
    actor = actions.use_guest_link(token, at=make.AT)
    assert actor.key == f"guest:{link.pk}"
    assert actor.guest_of == "approve:ABC"
    assert actor.reach is None
    assert not actor.permissions
    refused("guest_link.used", actions.use_guest_link, token)
    refused("guest_link.unknown", actions.use_guest_link, "x")
    late = make.AT + 14 * DAY
    refused("guest_link.expired", actions.use_guest_link, guest(c, guest_page), at=late)


def test_the_address_of_a_guest_is_encrypted_and_its_sender_must_be_allowed(c, guest_page):
    guest(c, guest_page)
    link = GuestLink.objects.get()
    assert "tamu" not in link.email_sealed
    assert mail.outbox[-1].to == ["tamu@b.example"]
    base = {"purpose": "p", "subject": "s", "organization": c.bumi, "name": "N", "post": ""}
    base |= {"email": "a@b.example", "page": guest_page}
    for person in (c.actors.leader, c.actors.pengawas, ANYONE, Actor(key="guest:1", name="Tamu")):
        refused("guest_link.forbidden", actions.make_guest_link, **base, by=person)


def test_one_acts_only_in_ones_own_valid_roles(c):
    session: dict = {}
    refused(
        "membership.not_yours",
        actions.switch_membership,
        session,
        membership=make.membership(c.leader),
        by=c.actors.staf,
    )
    mine = make.membership(c.staf)
    actions.switch_membership(session, membership=mine, by=c.actors.staf, at=make.AT)
    assert session == {"membership": mine.pk}
    actions.end_membership(mine, by=c.actors.officer, at=make.AT)
    mine.refresh_from_db()
    refused("membership.ended", actions.switch_membership, session, membership=mine, by=c.actors.staf)


# --- who sees whom


def test_people_are_seen_by_their_own_institution_only(c):
    own = set(User.objects.visible_to(c.actors.officer))
    assert c.leader in own
    assert not {c.rektor, c.citra_officer, c.partner_officer} & own
    assert set(User.objects.visible_to(c.actors.citra_officer)) == {c.citra_officer}
    assert set(User.objects.visible_to(c.actors.leader)) == {c.leader}
    assert User.objects.visible_to(c.actors.admin).count() == User.objects.count()
    assert not User.objects.visible_to(ANYONE).exists()
    assert not Membership.objects.visible_to(ANYONE).exists()
    assert not Invitation.objects.visible_to(c.actors.leader).exists()
