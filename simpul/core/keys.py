"""The keys of a site: a file outside the database and its backups. Ciphertexts carry the id of the key that made them."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


@dataclasses.dataclass(frozen=True)
class Keys:
    """`fields` maps key ids to 32-byte keys for personal data; `index` makes keyed hashes; `seal` is the Ed25519 seed of checkpoints."""

    secret: str
    fields: dict[str, bytes]
    index: bytes
    seal: bytes

    @property
    def newest(self) -> str:
        return max(self.fields)

    def encrypt(self, text: str) -> str:
        """`k1:` and base64 of nonce and ciphertext (AES-256-GCM; the key id is authenticated)."""
        name, nonce = self.newest, os.urandom(12)
        sealed = AESGCM(self.fields[name]).encrypt(nonce, text.encode(), name.encode())
        return f"{name}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str) -> str:
        """Raises ValueError when the key is unknown or the text was altered."""
        name, _, body = stored.partition(":")
        if name not in self.fields:
            raise ValueError(f"key {name!r} is not in the key file")
        raw = base64.b64decode(body)
        try:
            return AESGCM(self.fields[name]).decrypt(raw[:12], raw[12:], name.encode()).decode()
        except InvalidTag as wrong:
            raise ValueError("the encrypted text was altered") from wrong

    def keyed_hash(self, text: str) -> str:
        """For finding duplicates without reading: HMAC-SHA-256 under a key of its own."""
        return hmac.new(self.index, text.encode(), hashlib.sha256).hexdigest()


def fresh() -> dict[str, object]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {"secret": secrets.token_urlsafe(50), "fields": {"k1": key()}, "index": key(), "seal": key()}


def write(path: Path) -> None:
    """A new key file exists, readable by its owner only; an existing one is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(fresh(), file, indent=1)


def load(path: Path, *, make: bool) -> Keys:
    """The keys; when the file is missing they are made (demo, tests) or the site refuses to start (production)."""
    if not path.exists():
        if not make:
            raise SystemExit(
                f"Berkas kunci {path} tidak ada. Buat dengan: ./run keys make — lalu simpan cadangannya di tempat lain."
            )
        with contextlib.suppress(FileExistsError):  # two processes started at once; the first one's file counts
            write(path)
    raw = json.loads(path.read_text())
    fields = {name: base64.b64decode(key) for name, key in raw["fields"].items()}
    return Keys(raw["secret"], fields, base64.b64decode(raw["index"]), base64.b64decode(raw["seal"]))
