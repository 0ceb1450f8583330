"""What allauth asks of us: nobody signs up without an invitation; TOTP secrets are kept encrypted."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MfaAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return settings.KEYS.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return settings.KEYS.decrypt(encrypted_text)
