"""What allauth asks of us: nobody signs up without an invitation; TOTP secrets are kept encrypted."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    # in our own words: what happened, why, what to do
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Alamat surel atau kata sandi tidak benar. Periksa keduanya, lalu coba lagi."),
        "too_many_login_attempts": _(
            "Terlalu banyak percobaan yang gagal. Tunggu beberapa menit, lalu coba lagi atau buat kata sandi baru."
        ),
        "enter_current_password": _("Kata sandi sekarang tidak benar. Ketik sekali lagi."),
        "incorrect_password": _("Kata sandi tidak benar. Ketik sekali lagi."),
        "rate_limited": _("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MfaAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Kode salah atau sudah lewat waktunya. Ketik kode yang sekarang tampil di aplikasi."),
    }

    def encrypt(self, text: str) -> str:
        return settings.KEYS.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return settings.KEYS.decrypt(encrypted_text)
