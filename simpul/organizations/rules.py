"""Kinds and forms of organisations, and questions about holders and authority. No database, no clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "pemda": _("Pemerintah daerah"),
    "opd": _("Perangkat daerah"),
    "bagian": _("Bagian/Biro Setda"),
    "kecamatan": _("Kecamatan"),
    "kelurahan": _("Kelurahan"),
    "desa": _("Desa"),
    "kampus": _("Perguruan tinggi"),
    "politeknik": _("Politeknik"),
    "fakultas": _("Fakultas"),
    "upt": _("Unit pelaksana teknis"),
    "kementerian": _("Kementerian/lembaga"),
    "unit": _("Unit kerja"),
    "perusahaan": _("Perusahaan"),
    "bank": _("Bank"),
    "asosiasi": _("Asosiasi/ormas"),
}
# Institutions act in their own name; the others are units of one. A kelurahan is a unit of the Pemda, a desa is not.
INSTITUTIONS = frozenset({"pemda", "desa", "kampus", "politeknik", "kementerian", "perusahaan", "bank", "asosiasi"})

FORMS = {
    "pemda": _("Pemerintah daerah"),
    "desa": _("Pemerintah desa"),
    "kementerian": _("Kementerian/LPNK"),
    "ptn_satker": _("PTN satuan kerja"),
    "ptn_blu": _("PTN badan layanan umum (BLU)"),
    "ptn_bh": _("PTN badan hukum (PTN-BH)"),
    "pts": _("Perguruan tinggi swasta"),
    "poltek_kl": _("Politeknik kementerian"),
    "perseroan": _("Perseroan terbatas"),
    "bumn": _("BUMN"),
    "bumd": _("BUMD"),
    "koperasi": _("Koperasi"),
    "yayasan": _("Yayasan"),
    "ormas": _("Organisasi kemasyarakatan"),
    "asing": _("Lembaga asing"),
}

DEFINITIVE, ACTING, DAILY = "definitif", "plt", "plh"
HOLDINGS = {
    DEFINITIVE: _("Pejabat definitif"),
    ACTING: _("Pelaksana tugas (Plt.)"),
    DAILY: _("Pelaksana harian (Plh.)"),
}

BY_OFFICE, BY_LETTER = "jabatan", "surat_kuasa"
BASES = {BY_OFFICE: _("Karena jabatan"), BY_LETTER: _("Surat kuasa")}
