"""Accounts: logging in (by allauth, under our addresses), one's own account, and the people of an institution."""

from allauth.account import views as entrance
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from . import mine, views

urlpatterns = [
    # only what we need of allauth has an address; its other pages do not exist here
    path("masuk/", entrance.login, name="account_login"),
    path("masuk/kode/", second.authenticate, name="mfa_authenticate"),
    path("masuk/ulang/", entrance.reauthenticate, name="account_reauthenticate"),
    path("masuk/ulang/kode/", second.reauthenticate, name="mfa_reauthenticate"),
    path("keluar/", entrance.logout, name="account_logout"),
    path("akun-nonaktif/", entrance.account_inactive, name="account_inactive"),
    path("lupa-sandi/", entrance.password_reset, name="account_reset_password"),
    path("lupa-sandi/terkirim/", entrance.password_reset_done, name="account_reset_password_done"),
    path("lupa-sandi/selesai/", entrance.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("akun-saya/sandi/", entrance.password_change, name="account_change_password"),
    path("akun-saya/sandi/baru/", entrance.password_set, name="account_set_password"),
    path("akun-saya/dua-langkah/", second.index, name="mfa_index"),
    path("akun-saya/dua-langkah/aktifkan/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun-saya/dua-langkah/matikan/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun-saya/dua-langkah/kode-cadangan/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "akun-saya/dua-langkah/kode-cadangan/baru/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "akun-saya/dua-langkah/kode-cadangan/unduh/", codes.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("akun-saya/", mine.account, name="account"),
    path("akun-saya/peran/<int:pk>/", mine.switch, name="account_switch"),
    path("akun-saya/pemberitahuan/dibaca/", mine.read_notices, name="account_read_notices"),
    path("akun-saya/token/", mine.make_token, name="account_make_token"),
    path("akun-saya/token/<int:pk>/cabut/", mine.revoke_token, name="account_revoke_token"),
    path("undangan/<str:token>/", mine.invitation, name="invitation"),
    path("akun/", views.accounts, name="accounts"),
    path("akun/peran/", views.roles, name="accounts_roles"),
    path("akun/undang/", views.invite, name="accounts_invite"),
    path("akun/undangan/<int:pk>/tarik/", views.withdraw, name="accounts_withdraw"),
    path("akun/peran/<int:pk>/akhiri/", views.end_role, name="accounts_end_role"),
    path("akun/<int:pk>/", views.person, name="accounts_person"),
    path("akun/<int:pk>/peran/", views.add_role, name="accounts_add_role"),
    path("akun/<int:pk>/serahkan/", views.hand_over, name="accounts_hand_over"),
    path("akun/<int:pk>/nonaktifkan/", views.deactivate, name="accounts_deactivate"),
    path("akun/<int:pk>/aktifkan/", views.reactivate, name="accounts_reactivate"),
]
