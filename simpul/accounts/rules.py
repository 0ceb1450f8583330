"""Roles as data. A role is a set of permissions and a reach: the whole institution, or one's own unit and what lies below."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _


@dataclasses.dataclass(frozen=True)
class Role:
    label: Any
    reach: Literal["institution", "unit", "nothing"]
    permissions: frozenset[str]


# permission → what it allows, in the words of the matrix page
PERMISSIONS: dict[str, Any] = {
    "agreement.write": _("menyusun dan mengubah naskah"),
    "agreement.decide": _("menyetujui dan menandatangani untuk lembaganya"),
    "agreement.record": _("mencatat keputusan dan tanda tangan atas nama pimpinan"),
    "agreement.close": _("mengusulkan dan memutuskan pengakhiran"),
    "obligation.report": _("melaporkan pelaksanaan kewajiban"),
    "obligation.verify": _("memeriksa bukti kewajiban"),
    "note.write": _("menulis catatan dan tanggapan"),
    "law.confirm": _("memastikan dan membetulkan dasar hukum"),
    "template.write": _("mengganti templat naskah"),
    "organization.write": _("mengelola lembaga, jabatan, dan kewenangan"),
    "account.manage": _("mengundang dan mengatur akun"),
    "register.read": _("mengunduh titik periksa register"),
}

_OFFICER = frozenset(PERMISSIONS) - {"agreement.decide", "organization.write", "account.manage"}
ROLES: dict[str, Role] = {
    "pengelola_kerja_sama": Role(
        _("Pengelola Kerja Sama"), "institution", _OFFICER | {"organization.write", "account.manage"}
    ),
    "anggota_tkksd": Role(_("Anggota TKKSD"), "institution", frozenset({"note.write"})),
    "pimpinan": Role(
        _("Pimpinan"), "unit", frozenset({"agreement.decide", "agreement.close", "note.write", "obligation.verify"})
    ),
    "staf_pimpinan": Role(_("Staf Pimpinan"), "unit", frozenset({"agreement.record", "note.write"})),
    "petugas_opd": Role(
        _("Petugas OPD"),
        "unit",
        frozenset({"agreement.write", "agreement.record", "obligation.report", "obligation.verify", "note.write"}),
    ),
    "pengelola_kemitraan": Role(
        _("Pengelola Kemitraan"), "institution", (_OFFICER | {"organization.write", "account.manage"}) - {"law.confirm"}
    ),
    "petugas_desa": Role(_("Petugas Desa/Kelurahan"), "unit", frozenset({"obligation.report", "note.write"})),
    "penanggung_jawab": Role(_("Penanggung Jawab Program"), "unit", frozenset({"obligation.report", "note.write"})),
    "mentor": Role(_("Mentor/DPL"), "nothing", frozenset()),
    "peserta": Role(_("Peserta"), "nothing", frozenset()),
    "pengawas": Role(_("Pengawas"), "institution", frozenset({"register.read"})),
    "administrator": Role(
        _("Administrator"), "nothing", frozenset({"organization.write", "account.manage", "register.read"})
    ),
}
ROLE_CHOICES = {code: role.label for code, role in ROLES.items()}
