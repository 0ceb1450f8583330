#!/usr/bin/env python3
"""Memeriksa riwayat sebuah perkara Simpul tanpa Simpul: hanya pustaka baku Python 3.

Yang diperiksa: setiap kejadian belum berubah dan tidak ada yang hilang di tengah; setiap versi naskah cocok dengan sidik yang
disetujui; segel titik periksa sah; rantai ini termasuk dalam titik periksa itu; dan, dengan --bukti-lama atau --titik-periksa, riwayat
hari ini masih memuat persis apa yang dahulu disegel. Segel membuktikan pernyataan situs pengirim; segel ini bukan tanda tangan elektronik tersertifikasi.
"""

import argparse
import hashlib
import json
import pathlib
import sys

EVENT, TERMS = "simpul-event-v1", "simpul-terms-v1"
GENESIS = "0" * 64


class Broken(Exception):
    """The first thing that does not hold."""


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# ---- Ed25519 (RFC 8032), verification only

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


def decompress(data):
    if len(data) != 32:
        return None
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    one = (a[1] - a[0]) * (b[1] - b[0]) % P
    two = (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def seal_holds(public, message, signature):
    """True when the 64-byte signature of the message is by the holder of the 32-byte public key."""
    if len(signature) != 64:
        return False
    key, point = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return equal(times(scalar, BASE), add(point, times(challenge, key)))


# ---- what is checked


def check_events(rows):
    """The hashes in order; returns the list of event hashes."""
    hashes, previous = [], GENESIS
    for place, row in enumerate(rows, 1):
        said = json.loads(row["text"])
        if said["number"] != place or row["previous"] != previous:
            raise Broken(f"Kejadian ke-{place}: rantai terputus; ada kejadian yang hilang atau disisipkan.")
        if sha256(f"{EVENT}\n{previous}\n{row['text']}") != row["hash"]:
            raise Broken(f"Kejadian ke-{place} ({said['kind']}): isinya berubah.")
        if said["chain"] != json.loads(rows[0]["text"])["chain"]:
            raise Broken(f"Kejadian ke-{place}: berasal dari rantai lain.")
        previous = row["hash"]
        hashes.append(previous)
    return hashes


def check_texts(texts, rows):
    """Each version of the text has the hash that the events name."""
    named = {json.loads(row["text"])["data"].get("hash") for row in rows}
    for text in texts:
        if sha256(f"{TERMS}\n{text['text']}") != text["hash"]:
            raise Broken(f"Naskah versi {text['number']}: isinya tidak cocok dengan sidiknya.")
        if text["hash"] not in named:
            raise Broken(f"Naskah versi {text['number']}: sidiknya tidak disebut oleh kejadian mana pun.")


def climb(leaf, path):
    """The root that the leaf and its neighbours lead to."""
    at = hashlib.sha256(b"\x00" + f"{leaf['chain']} {leaf['length']} {leaf['head']}".encode()).digest()
    for side, neighbour in path:
        other = bytes.fromhex(neighbour)
        at = hashlib.sha256(b"\x01" + (other + at if side == "L" else at + other)).digest()
    return at.hex()


def check_proof(proof, hashes, word):
    """Seal, root and the place of this chain under it; returns what the checkpoint says."""
    checkpoint, leaf = proof["checkpoint"], proof["leaf"]
    public, signature = bytes.fromhex(checkpoint["public_key"]), bytes.fromhex(checkpoint["signature"])
    if not seal_holds(public, checkpoint["text"].encode("utf-8"), signature):
        raise Broken(f"{word}: segelnya tidak sah.")
    said = json.loads(checkpoint["text"])
    if climb(leaf, proof["path"]) != said["root"]:
        raise Broken(f"{word}: rantai ini tidak termasuk di dalamnya.")
    if not 1 <= leaf["length"] <= len(hashes) or hashes[leaf["length"] - 1] != leaf["head"]:
        raise Broken(f"{word}: riwayat tidak lagi memuat apa yang disegel pada {said['day']}.")
    return said


def check_kept(kept, proof):
    """The proof is of the very checkpoint that somebody kept, word for word and under the same key."""
    day = json.loads(kept["text"])["day"]
    if proof is None or json.loads(proof["checkpoint"]["text"])["day"] != day:
        raise Broken(f"Bukti dalam folder ini bukan untuk {day}. Unduh riwayat dengan ?titik={day} pada alamatnya.")
    if proof["checkpoint"] != kept:
        raise Broken(f"Titik periksa {day}: situs kini menunjukkan yang lain daripada yang Anda simpan.")
    return day


def read_lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def main(argv=None):
    parser = argparse.ArgumentParser(description="Memeriksa riwayat sebuah perkara Simpul.")
    parser.add_argument(
        "folder", nargs="?", default=str(pathlib.Path(__file__).resolve().parent), help="folder hasil ekstrak"
    )
    parser.add_argument("--bukti-lama", help="bukti.json yang Anda simpan dahulu")
    parser.add_argument("--titik-periksa", help="titik periksa yang Anda simpan dari halaman Register")
    asked = parser.parse_args(argv)
    folder = pathlib.Path(asked.folder)
    try:
        rows = read_lines(folder / "riwayat.jsonl")
        if not rows:
            raise Broken("Riwayat kosong.")
        hashes = check_events(rows)
        texts = read_lines(folder / "naskah.jsonl")
        check_texts(texts, rows)
        print(f"Riwayat utuh: {len(rows)} kejadian, {len(texts)} versi naskah. Hash terakhir {hashes[-1]}")
        proof = json.loads((folder / "bukti.json").read_text("utf-8"))
        if proof is None:
            print("Belum ada titik periksa yang memuat perkara ini; unduh lagi besok.")
        else:
            said = check_proof(proof, hashes, "Titik periksa")
            print(f"Titik periksa {said['day']} sah; kunci publik {proof['checkpoint']['public_key']}")
        if asked.titik_periksa:
            kept = json.loads(pathlib.Path(asked.titik_periksa).read_text("utf-8"))
            print(f"Cocok dengan titik periksa yang Anda simpan dari {check_kept(kept, proof)}.")
        if asked.bukti_lama:
            old = json.loads(pathlib.Path(asked.bukti_lama).read_text("utf-8"))
            said = check_proof(old, hashes, "Bukti lama")
            if proof and proof["checkpoint"]["public_key"] != old["checkpoint"]["public_key"]:
                print("Perhatian: kunci segel situs berganti sejak bukti lama; tanyakan sebabnya.")
            print(f"Cocok dengan bukti lama dari {said['day']}.")
    except Broken as fault:
        print(f"TIDAK COCOK. {fault}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print(f"Berkas tidak dapat dibaca: {fault}. Ekstrak ulang seluruh isi ZIP ke satu folder.")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
