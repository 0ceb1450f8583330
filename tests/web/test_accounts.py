"""Accounts in the browser: logging in and out, the second factor, invitations, roles, leaving, tokens, and the limits."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from simpul.accounts import actions
from simpul.accounts.models import Invitation, Membership, Token, User
from simpul.core.idempotency import FORM_FIELD
from simpul.notices.actions import tell
from simpul.notices.models import Notice
from simpul.register.models import Event
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limit_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def c():
    return make.cast()


def log_in(browser, user, password=make.PASSWORD):
    return browser.post(reverse("account_login"), {"login": user.email, "password": password})


def is_in(browser) -> bool:
    return browser.get(reverse("account")).status_code == 200


def everything() -> list:
    tables = (User, Membership, Invitation, Token)
    rows = [list(table.objects.order_by("pk").values()) for table in tables]
    return [[{k: v for k, v in row.items() if k != "last_login"} for row in some] for some in rows] + [
        Event.objects.count()
    ]


def invited(c, *, email="baru@contoh.example", **values) -> str:
    """The link in the mail of a fresh invitation."""
    values = {"name": "Orang Baru", "organization": c.dinas, "role": "petugas_opd", "by": c.actors.officer} | values
    actions.invite(email=email, at=timezone.now(), **values)
    make.run_jobs()
    return re.search(r"/undangan/[^/\s]+/", mail.outbox[-1].body)[0]


# --- logging in


def test_the_right_password_opens_and_leads_to_the_desk(c):
    browser = make.client()
    response = log_in(browser, c.officer)
    assert response.status_code == 302
    assert response["Location"] == reverse("desk")
    assert is_in(browser)


def test_a_wrong_password_is_told_in_indonesian_and_says_not_whether_the_account_exists(c):
    wrong = log_in(make.client(), c.officer, "salah-sekali").content.decode()
    unknown = make.client().post(reverse("account_login"), {"login": "tak@ada.example", "password": "salah-sekali"})
    assert "tidak benar" in wrong
    message = re.compile(r'role="alert">(.*?)</div>', re.S)
    assert message.search(wrong)[1] == message.search(unknown.content.decode())[1]


@pytest.mark.parametrize("bad", ["", "bukan-surel", "a\x00@b.example", "x" * 400 + "@contoh.example"])
def test_a_strange_address_is_answered_in_the_page(c, bad):
    response = make.client().post(reverse("account_login"), {"login": bad, "password": "p\x00" if bad else ""})
    assert response.status_code == 200
    assert "Belum berhasil" in response.content.decode()


def test_too_many_failures_close_the_door_for_a_while(c):
    browser = make.client()
    for _ in range(6):
        response = log_in(browser, c.officer, "salah-sekali")
    assert "Terlalu banyak percobaan yang gagal" in response.content.decode()
    assert "Terlalu banyak percobaan yang gagal" in log_in(make.client(), c.officer).content.decode()


def test_when_the_rate_limit_is_reached_the_page_is_indonesian_and_says_429(c):
    browser = make.client()
    answers = [browser.post(reverse("account_login"), {"login": f"a{n}@b.example", "password": "x"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Tunggu beberapa menit" in answers[-1].content.decode()


def test_logging_out_ends_the_session(c):
    browser = make.client(c.officer)
    assert browser.get(reverse("account_logout")).status_code == 200
    assert browser.post(reverse("account_logout"))["Location"] == reverse("front")
    assert not is_in(browser)


def test_a_login_never_leads_to_another_site(c):
    browser = make.client()
    response = browser.post(
        reverse("account_login") + "?next=https://jahat.example/", {"login": c.officer.email, "password": make.PASSWORD}
    )
    assert response["Location"] == reverse("desk")


@pytest.mark.parametrize("name", ["account_signup", "account_email", "mfa_list_webauthn", "account_request_login_code"])
def test_what_we_do_not_need_of_allauth_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_sessions_of_a_deactivated_account_die_at_once_and_it_cannot_come_back(c):
    browser = make.client(c.dinas_officer)
    assert is_in(browser)
    actions.deactivate(c.dinas_officer, by=c.actors.officer, at=timezone.now())
    assert not is_in(browser)
    assert log_in(make.client(), c.dinas_officer)["Location"] == reverse("account_inactive")
    assert "nonaktif" in make.client().get(reverse("account_inactive")).content.decode()


# --- forgotten and changed passwords


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(c):
    browser, old = make.client(), make.client(c.officer)
    assert browser.post(reverse("account_reset_password"), {"email": c.officer.email}).status_code == 302
    link = re.search(r"/lupa-sandi/\S+", mail.outbox[-1].body)[0]
    assert mail.outbox[-1].subject == "Kata sandi baru untuk Simpul"
    page = browser.get(link, follow=True)
    action = page.request["PATH_INFO"]
    new = {"password1": "awan-biru-laut-7", "password2": "awan-biru-laut-7"}
    assert browser.post(action, new)["Location"] == reverse("account_reset_password_from_key_done")
    assert not is_in(old)
    assert log_in(make.client(), c.officer, "awan-biru-laut-7").status_code == 302
    assert "Tautan ini tidak berlaku" in make.client().get(link, follow=True).content.decode()


def test_asking_for_an_unknown_address_looks_the_same_and_mails_nobody(c):
    known = make.client().post(reverse("account_reset_password"), {"email": c.officer.email}, follow=True)
    assert len(mail.outbox) == 1
    unknown = make.client().post(reverse("account_reset_password"), {"email": "tak@ada.example"}, follow=True)
    assert "Periksa surel Anda" in unknown.content.decode()
    assert (known.status_code, known.redirect_chain) == (unknown.status_code, unknown.redirect_chain)
    assert len(mail.outbox) == 1


def test_a_weak_password_is_refused_in_indonesian(c):
    browser = make.client(c.officer)
    for weak in ("123", "password12", "1234567890", "petugas.kerja.sama"):
        values = {"oldpassword": make.PASSWORD, "password1": weak, "password2": weak}
        response = browser.post(reverse("account_change_password"), values)
        assert response.status_code == 200
        page = response.content.decode()
        assert "Sandi" in page or "sandi" in page
        assert not re.search(r"\b(too short|too common|entirely numeric|too similar)\b", page)
    c.officer.refresh_from_db()
    assert c.officer.check_password(make.PASSWORD)


def test_changing_the_password_ends_the_other_sessions(c):
    other = make.client(c.officer)
    browser = make.client()
    log_in(browser, c.officer)
    values = {"oldpassword": make.PASSWORD, "password1": "awan-biru-laut-7", "password2": "awan-biru-laut-7"}
    assert browser.post(reverse("account_change_password"), values).status_code == 302
    assert is_in(browser)
    assert not is_in(other)


# --- second factor


def show_who_one_is(browser) -> None:
    assert browser.get(reverse("account_reauthenticate")).status_code == 200
    assert browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD}).status_code == 302


def switch_on_totp(browser) -> None:
    page = browser.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        assert page["Location"].startswith(reverse("account_reauthenticate"))
        show_who_one_is(browser)
        page = browser.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())[1]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert browser.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302


def test_with_a_second_factor_the_password_alone_opens_nothing(c):
    browser = make.client()
    log_in(browser, c.officer)
    switch_on_totp(browser)
    stored = Authenticator.objects.get(user=c.officer, type="totp").data["secret"]
    assert stored.startswith("k1:")  # encrypted under the site's key
    codes = re.findall(r"<li><code>([^<]+)</code>", browser.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert len(codes) == 10
    assert browser.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes
    cache.clear()

    fresh = make.client()
    assert log_in(fresh, c.officer)["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_in(fresh)
    wrong = fresh.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Kode salah" in wrong.content.decode()
    assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert is_in(fresh)
    again = make.client()
    log_in(again, c.officer)
    assert "Kode salah" in again.post(reverse("mfa_authenticate"), {"code": codes[0]}).content.decode()


def test_the_second_factor_is_switched_off_only_after_showing_who_one_is(c):
    browser = make.client()
    log_in(browser, c.officer)
    switch_on_totp(browser)
    assert browser.get(reverse("mfa_index")).status_code == 200
    assert browser.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert browser.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=c.officer).exists()

    switch_on_totp(browser)
    stolen = make.client(c.officer)  # a session that never showed a password
    response = stolen.post(reverse("mfa_deactivate_totp"))
    assert response["Location"].startswith((reverse("account_reauthenticate"), reverse("mfa_reauthenticate")))
    assert Authenticator.objects.filter(user=c.officer, type="totp").exists()
    assert stolen.get(response["Location"]).status_code == 200
    assert stolen.get(reverse("mfa_reauthenticate")).status_code == 200


# --- invitations


def test_an_invited_person_sets_a_password_and_is_in_with_the_role(c):
    link = invited(c)
    browser = make.client()
    assert "Orang Baru" in browser.get(link).content.decode()
    values = {"password": "awan-biru-laut-7", "again": "awan-biru-laut-7"}
    assert browser.post(link, values)["Location"] == reverse("desk")
    assert is_in(browser)
    user = User.objects.get(email="baru@contoh.example")
    assert make.actor(user).reach == c.dinas.pk
    assert "hanya berlaku satu kali" in make.client().get(link).content.decode()
    assert make.client().get(link).status_code == 410


@pytest.mark.parametrize(
    ("password", "again"),
    [
        ("", ""),
        ("pendek", "pendek"),
        ("awan-biru-laut-7", "awan-biru-laut-8"),
        ("baru@contoh", "baru@contoh"),
        ("x" * 200, "x" * 200),
        ("a\x00bcdefghijk", "a\x00bcdefghijk"),
    ],
)
def test_a_bad_password_at_the_invitation_is_told_and_makes_no_account(c, password, again):
    link = invited(c)
    response = make.client().post(link, {"password": password, "again": again})
    assert response.status_code == 422
    assert "Belum tersimpan" in response.content.decode()
    assert not User.objects.filter(email="baru@contoh.example").exists()


def test_expired_withdrawn_and_unknown_invitations_open_nothing(c):
    link = invited(c)
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    values = {"password": "awan-biru-laut-7", "again": "awan-biru-laut-7"}
    assert make.client().get(link).status_code == 410
    assert make.client().post(link, values).status_code == 409
    link = invited(c, email="lain@contoh.example")
    row = Invitation.objects.get(email="lain@contoh.example")
    assert make.client(c.officer).post(reverse("accounts_withdraw", args=[row.pk])).status_code == 302
    assert "ditarik" in make.client().get(link).content.decode()
    assert make.client().get("/undangan/tidak-ada/").status_code == 404
    assert make.client().post("/undangan/tidak-ada/", values).status_code == 409
    assert not User.objects.filter(email__in=["baru@contoh.example", "lain@contoh.example"]).exists()


def test_who_has_an_account_accepts_only_when_logged_in_as_that_account(c):
    link = invited(c, email=c.citra_officer.email)
    assert "sudah memiliki akun" in make.client().get(link).content.decode()
    assert make.client().post(link, {}).status_code == 409
    assert make.client(c.rektor).post(link, {}).status_code == 409
    browser = make.client(c.citra_officer)
    assert browser.get(link).status_code == 200
    assert browser.post(link, {}).status_code == 302
    assert c.citra_officer.memberships.count() == 2


def test_the_sender_of_an_invitation_never_sees_its_link(c):
    browser = make.client(c.officer)
    values = {"name": "Orang Baru", "email": "baru@contoh.example", "organization": c.dinas.pk, "role": "petugas_opd"}
    page = browser.post(reverse("accounts_invite"), values, follow=True).content.decode()
    assert "Undangan dikirim" in page
    assert "/undangan/" not in page.replace("/akun/undangan/", "")
    make.run_jobs()
    assert mail.outbox[-1].to == ["baru@contoh.example"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE '%%contoh.example%%'")
        assert cursor.fetchone() == (0,)


# --- managing people


def addresses(c) -> dict[str, dict]:
    person, role = c.dinas_officer, make.membership(c.dinas_officer)
    actions.invite(
        email="ditunggu@contoh.example",
        name="Yang Ditunggu",
        organization=c.dinas,
        role="peserta",
        by=c.actors.officer,
        at=timezone.now(),
    )
    waiting = Invitation.objects.get(email="ditunggu@contoh.example")
    return {
        reverse("accounts_withdraw", args=[waiting.pk]): {},
        reverse("accounts_invite"): {
            "name": "Orang Baru",
            "email": "baru@contoh.example",
            "organization": str(c.dinas.pk),
            "role": "petugas_opd",
            "post": "",
        },
        reverse("accounts_add_role", args=[person.pk]): {
            "organization": str(c.bkpsdm.pk),
            "role": "petugas_opd",
            "start": "2026-03-01",
            "end": "",
        },
        reverse("accounts_end_role", args=[role.pk]): {},
        reverse("accounts_hand_over", args=[c.bkpsdm_officer.pk]): {"to": str(person.pk)},
        reverse("accounts_deactivate", args=[c.staf.pk]): {},
    }


def test_an_officer_manages_the_people_of_the_own_institution(c):
    browser = make.client(c.officer)
    for address, values in addresses(c).items():
        assert browser.get(address).status_code == 200, address
        response = browser.post(address, values)
        assert response.status_code == 302, (address, response.content.decode())
        assert browser.get(response["Location"]).status_code == 200
    assert browser.post(reverse("accounts_reactivate", args=[c.staf.pk]), {}).status_code == 302
    c.staf.refresh_from_db()
    assert c.staf.is_active


def test_after_a_hand_over_the_open_work_stands_on_the_successors_desk(c):
    from tests.agreements import cases

    cases.law()
    cases.shared(c)
    leaving, heir = c.dinas_head, c.bkpsdm_officer
    waiting = "Baca dan setujui naskah versi 1"
    assert waiting in make.client(leaving).get(reverse("desk")).content.decode()
    assert waiting not in make.client(heir).get(reverse("desk")).content.decode()
    answer = make.client(c.officer).post(
        reverse("accounts_hand_over", args=[leaving.pk]), {"to": str(heir.pk)}, follow=True
    )
    assert answer.status_code == 200
    assert waiting not in make.client(leaving).get(reverse("desk")).content.decode()
    browser = make.client(heir)
    role = heir.memberships.on(timezone.localdate()).get(organization=c.dinas)
    browser.post(reverse("account_switch", args=[role.pk]), {})
    assert waiting in browser.get(reverse("desk")).content.decode()


def test_outsiders_find_nobody_and_people_without_the_permission_are_refused(c):
    pages = addresses(c)
    before = everything()
    for person, status in (
        (c.citra_officer, 404),
        (c.partner_officer, 404),
        (c.leader, 403),
        (c.dinas_officer, 403),
        (c.pengawas, 403),
    ):
        browser = make.client(person)
        for address, values in pages.items():
            if address == reverse("accounts_invite") and status == 404:
                assert browser.get(address).status_code == 200  # their own institution's
                assert browser.post(address, values).status_code == 422  # another's unit is no choice
                continue
            expected = {status, 404} if "undangan" in address else {status}
            assert browser.get(address).status_code in expected, (person, address)
            assert browser.post(address, values).status_code in expected, (person, address)
        for name in ("accounts", "accounts_roles"):
            assert browser.get(reverse(name)).status_code == (200 if status == 404 else 403)
    assert everything() == before
    page = make.client(c.citra_officer).get(reverse("accounts")).content.decode()
    assert "Petugas Citra" in page
    assert "Petugas Kerja Sama" not in page
    assert "contoh.example" in page
    assert make.client(c.citra_officer).get(reverse("accounts_person", args=[c.officer.pk])).status_code == 404
    assert make.client(c.leader).get(reverse("accounts_person", args=[c.leader.pk])).status_code == 403


BAD = {
    "name": ["", "x" * 161, "\x00"],
    "email": ["", "bukan", "a\x00@b.example", "x" * 300 + "@b.example"],
    "organization": ["", "0", "abc", "\x00", "9" * 30],
    "role": ["", "raja", "administrator"],
    "post": ["0", "abc", "\x00"],
    "start": ["2026-02-30", "besok"],
    "end": ["2026-02-30", "2020-01-01"],
    "to": ["", "0", "\x00"],
}


def test_bad_input_is_told_in_the_page_and_writes_nothing(c):
    pages, browser = addresses(c), make.client(c.officer)
    before = everything()
    for address, values in pages.items():
        for field in values:
            for bad in BAD[field]:
                response = browser.post(address, values | {field: bad})
                assert response.status_code == 422, (address, field, bad)
                assert "Belum tersimpan" in response.content.decode()
    foreign = values_of = dict(pages[reverse("accounts_invite")])
    foreign = values_of | {"organization": str(c.upt.pk)}
    assert browser.post(reverse("accounts_invite"), foreign).status_code == 422
    mixed = values_of | {"post": str(c.bkpsdm_post.pk)}
    assert browser.post(reverse("accounts_invite"), mixed).status_code == 422
    assert everything() == before


def test_the_same_form_sent_twice_has_one_effect(c):
    browser = make.client(c.officer)
    values = addresses(c)[reverse("accounts_invite")] | {FORM_FIELD: str(uuid.uuid4())}
    first, second = (browser.post(reverse("accounts_invite"), values) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Invitation.objects.filter(email="baru@contoh.example").count() == 1
    third = browser.post(reverse("accounts_invite"), values | {FORM_FIELD: str(uuid.uuid4())})
    assert third.status_code == 409
    assert "sudah diundang" in third.content.decode()


def test_the_matrix_prints_what_the_rules_say(c):
    page = make.client(c.officer).get(reverse("accounts_roles")).content.decode()
    from simpul.accounts.rules import PERMISSIONS, ROLES

    for words in [*PERMISSIONS.values(), *(role.label for role in ROLES.values())]:
        assert str(words) in page


def test_the_list_asks_the_database_the_same_number_of_times_with_many_people(c):
    browser = make.client(c.officer)

    def count(address):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    addresses = [reverse("accounts"), reverse("account"), reverse("accounts_person", args=[c.dinas_officer.pk])]
    tell([c.officer], subject="x", threshold="t", text="Ada", link="/", at=make.AT)
    first = [count(address) for address in addresses]
    for number in range(15):
        person = make.user(f"Orang {number}", c.dinas)
        actions.add_membership(person, organization=c.bkpsdm, role="mentor", by=make.SYSTEM, at=make.AT)
        tell([c.officer], subject=f"x:{number}", threshold="t", text="Ada", link="/", at=make.AT)
    assert [count(address) for address in addresses] == first


# --- my own account


def test_one_switches_between_ones_own_roles_and_to_no_other(c):
    second = actions.add_membership(
        c.dinas_officer, organization=c.bkpsdm, role="petugas_opd", by=make.SYSTEM, at=make.AT
    )
    browser = make.client(c.dinas_officer)
    assert "Pakai peran ini" in browser.get(reverse("account")).content.decode()
    assert browser.post(reverse("account_switch", args=[second.pk]), {}).status_code == 302
    assert browser.session["membership"] == second.pk
    foreign = make.membership(c.leader)
    assert browser.post(reverse("account_switch", args=[foreign.pk]), {}).status_code == 404
    assert browser.get(reverse("account_switch", args=[second.pk])).status_code == 405
    actions.end_membership(second, by=make.SYSTEM, at=timezone.now())
    assert browser.post(reverse("account_switch", args=[second.pk]), {}).status_code == 404
    assert browser.get(reverse("account")).status_code == 200


def test_a_token_is_shown_once_opens_the_api_and_dies_when_revoked(c):
    browser, role = make.client(c.dinas_officer), make.membership(c.dinas_officer)
    values = {"membership": str(role.pk), "name": "Sistem Dinas", "days": "30"}
    page = browser.post(reverse("account_make_token"), values, follow=True).content.decode()
    text = re.search(r"smp_[A-Za-z0-9_-]+(?=</code></div>)", page)[0]
    assert text not in browser.get(reverse("account")).content.decode()
    at = timezone.now()
    actor = actions.actor_for_token(text, at=at)
    assert actor.key == f"user:{c.dinas_officer.pk}"
    assert actions.actor_for_token(text + "x", at=at) is None
    token = Token.objects.get()
    assert token.used_at == at
    assert make.client(c.citra_officer).post(reverse("account_revoke_token", args=[token.pk]), {}).status_code == 404
    assert browser.post(reverse("account_revoke_token", args=[token.pk]), {}).status_code == 302
    assert actions.actor_for_token(text, at=at) is None
    assert browser.post(reverse("account_revoke_token", args=[token.pk]), {}).status_code == 409


def test_bad_tokens_are_refused(c):
    browser, role = make.client(c.dinas_officer), make.membership(c.dinas_officer)
    good = {"membership": str(role.pk), "name": "Sistem", "days": "30"}
    for bad in (
        {"days": "0"},
        {"days": "366"},
        {"days": "x"},
        {"name": ""},
        {"name": "x" * 81},
        {"membership": str(make.membership(c.leader).pk)},
    ):
        assert browser.post(reverse("account_make_token"), good | bad).status_code == 422
    assert not Token.objects.exists()


def test_notices_are_seen_and_marked_read_by_their_recipient_only(c):
    tell([c.officer], subject="naskah:1", threshold="t", text="Naskah menunggu Anda", link="/x", at=timezone.now())
    assert "Naskah menunggu Anda" not in make.client(c.citra_officer).get(reverse("account")).content.decode()
    assert make.client(c.citra_officer).post(reverse("account_read_notices"), {}).status_code == 302
    assert Notice.objects.get().read_at is None
    browser = make.client(c.officer)
    assert "Naskah menunggu Anda" in browser.get(reverse("account")).content.decode()
    browser.post(reverse("account_read_notices"), {})
    assert Notice.objects.get().read_at is not None


def test_without_a_role_one_sees_an_explained_empty_page(c):
    lonely = make.user("Tanpa Peran")
    page = make.client(lonely).get(reverse("account")).content.decode()
    assert "belum memiliki peran" in page


def test_a_person_without_a_password_can_set_one(c):
    demo = actions.create_user(email="demo@contoh.example", name="Demo", by=make.SYSTEM, at=make.AT)
    browser = make.client(demo)
    assert browser.get(reverse("account_change_password"))["Location"] == reverse("account_set_password")
    assert browser.get(reverse("account_set_password")).status_code == 200
