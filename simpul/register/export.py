"""A case's history as a ZIP that anybody can check without us: events, texts, the newest sealed checkpoint, and the verifier."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import merkle
from .models import Chain, Checkpoint, heads_at

VERIFIER = Path(__file__).parent / "standalone" / "periksa_riwayat.py"
README = """Riwayat perkara {subject}

Isi:
- riwayat.jsonl        setiap kejadian, satu baris: teks, hash sebelumnya, hash
- naskah.jsonl         setiap versi naskah dengan sidiknya
- bukti.json           titik periksa terbaru dan bukti bahwa rantai ini termasuk di dalamnya
- periksa_riwayat.py   pemeriksa; hanya memerlukan Python 3, tanpa internet

Periksa:
    python3 periksa_riwayat.py
Simpan bukti.json di tempat Anda sendiri. Kelak, periksa riwayat yang baru terhadap bukti lama:
    python3 periksa_riwayat.py --bukti-lama bukti-yang-Anda-simpan.json
Menyimpan titik periksa dari halaman Register? Unduh riwayat ini dengan tambahan ?titik=TAHUN-BULAN-HARI pada alamatnya, lalu:
    python3 periksa_riwayat.py --titik-periksa titik-periksa-yang-Anda-simpan.json
"""


def evidence(chain: Chain, day: dt.date | None = None) -> dict[str, Any] | None:
    """The newest checkpoint that covers this chain (or that of the day), with the proof; None while there is none."""
    kept = Checkpoint.objects.filter(day=day) if day else Checkpoint.objects.order_by("-day")[:3]
    for row in kept:
        heads = heads_at(json.loads(row.text)["last_event"])
        mine = next((head for head in heads if head[0] == str(chain.pk)), None)
        if mine:
            checkpoint = {"text": row.text, "signature": row.signature, "public_key": row.public_key}
            leaf = {"chain": mine[0], "length": mine[1], "head": mine[2]}
            return {"checkpoint": checkpoint, "leaf": leaf, "path": merkle.proof(heads, mine[0])}
    return None


def archive(chain: Chain, texts: Sequence[Mapping[str, Any]], day: dt.date | None = None) -> bytes:
    """The ZIP. `texts` are versions of the terms as {number, text, hash}; every file has a fixed date, so equal histories give equal bytes."""
    events = chain.events.order_by("number").values("text", "previous", "hash")
    files = {
        "riwayat.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in events),
        "naskah.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in texts),
        "bukti.json": json.dumps(evidence(chain, day), ensure_ascii=False, indent=1),
        "periksa_riwayat.py": VERIFIER.read_text(),
        "BACA-SAYA.txt": README.format(subject=chain.subject),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in files.items():
            folder.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return made.getvalue()
