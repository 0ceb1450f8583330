"""The lifecycle of a proposal, what it may hold, and the answers of a leader."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from simpul.core.lifecycle import Lifecycle, Move

# incoming: a partner writes to the kepala daerah. outgoing: the region offers, on the initiative of one of its units.
INCOMING, OUTGOING = "incoming", "outgoing"
DIRECTIONS = {INCOMING: _("Penawaran dari mitra"), OUTGOING: _("Prakarsa daerah")}

DRAFT, RECEIVED, INCOMPLETE, SCREENING, AWAITING = "draft", "received", "incomplete", "screening", "awaiting"
OFFERED, AGREED, DECLINED, NO_RESPONSE, WITHDRAWN = "offered", "agreed", "declined", "no_response", "withdrawn"
STATES = {
    DRAFT: _("Draf"),
    RECEIVED: _("Diterima"),
    INCOMPLETE: _("Perlu Dilengkapi"),
    SCREENING: _("Ditelaah"),
    AWAITING: _("Menunggu Disposisi"),
    OFFERED: _("Menunggu Jawaban Mitra"),
    AGREED: _("Disetujui"),
    DECLINED: _("Ditolak"),
    NO_RESPONSE: _("Ditutup Tanpa Tanggapan"),
    WITHDRAWN: _("Ditarik"),
}
TONES = {AGREED: "good", DECLINED: "bad", NO_RESPONSE: "bad", DRAFT: "plain", WITHDRAWN: "plain"}  # the others: wait
OPEN = frozenset({RECEIVED, INCOMPLETE, SCREENING, AWAITING, OFFERED})
WITH_OTHERS = frozenset({INCOMPLETE, OFFERED})  # where the region waits for somebody else
ENDED = frozenset({AGREED, DECLINED, NO_RESPONSE, WITHDRAWN})
TOLD = (AGREED, OFFERED)  # the other side has read what the region decided
UNSENT = (DRAFT, WITHDRAWN)  # nobody's letter lies with the region: not yet, or no longer

PROPOSAL = Lifecycle(
    "proposal",
    (
        Move("revise", (DRAFT,), (DRAFT,), "proposal.write"),
        Move("revise", (INCOMPLETE,), (INCOMPLETE,), "proposal.write"),
        Move("send", (DRAFT,), (RECEIVED,), "proposal.write"),
        Move("register", (RECEIVED,), (SCREENING,), "proposal.register"),
        Move("ask_completion", (RECEIVED, SCREENING), (INCOMPLETE,), "proposal.register"),
        Move("complete", (INCOMPLETE,), (RECEIVED, SCREENING), "proposal.write"),
        Move("screen", (SCREENING,), (SCREENING,), "proposal.register"),
        Move("submit", (SCREENING,), (AWAITING,), "proposal.register"),
        Move("recall", (AWAITING,), (SCREENING,), "proposal.register"),
        Move("recall", (INCOMPLETE,), (RECEIVED, SCREENING), "proposal.register"),
        Move("delegate", (AWAITING,), (AWAITING,), "disposition.answer"),
        Move("return", (AWAITING,), (SCREENING, AWAITING), "disposition.answer"),
        Move("agree", (AWAITING,), (AGREED, OFFERED, AWAITING), "disposition.answer"),
        Move("decline", (AWAITING,), (DECLINED, AWAITING), "disposition.answer"),
        Move("close_unanswered", (AWAITING, INCOMPLETE, OFFERED), (NO_RESPONSE,), "proposal.close"),
        Move("reopen", (NO_RESPONSE,), (AWAITING, INCOMPLETE, OFFERED), "proposal.close"),
        Move("accept_offer", (OFFERED,), (AGREED,), "proposal.answer"),
        Move("decline_offer", (OFFERED,), (DECLINED,), "proposal.answer"),
        Move("begin_draft", (AGREED,), (AGREED,), "agreement.write"),
        Move("revoke_draft", (AGREED,), (AGREED,), "agreement.write"),
        Move("withdraw", (DRAFT, RECEIVED, INCOMPLETE, SCREENING, AWAITING, OFFERED), (WITHDRAWN,), "proposal.write"),
    ),
    STATES,
)

# kinds of activity a proposal may ask for; the first twelve are the kinds of programmes
FOLLOWING = ("rk", "addendum")  # they follow another document, so nobody asks for one alone
ACTIVITIES = {
    "training": _("Pelatihan"),
    "mentoring": _("Pendampingan usaha atau desa"),
    "incubation": _("Inkubasi bisnis"),
    "kkn": _("KKN"),
    "scholarship": _("Beasiswa dan studi lanjut"),
    "vocational": _("Pendidikan vokasi"),
    "assessment": _("Penilaian kompetensi ASN"),
    "study": _("Kajian"),
    "research": _("Riset bersama"),
    "fair": _("Bursa atau pameran"),
    "network": _("Jejaring usaha"),
    "digitalisation": _("Digitalisasi"),
    "counselling": _("Konseling karier"),
    "internship": _("Magang"),
    "service": _("Penyediaan layanan publik"),
    "asset": _("Pengelolaan aset"),
    "investment": _("Investasi atau usaha"),
    "other": _("Kegiatan lain"),
}

# how far an item reaches: which level owns a matter follows from its sub-matter and from this
WITHIN, CROSS_DISTRICT, CROSS_PROVINCE = "within", "cross_district", "cross_province"
EXTENTS = {
    WITHIN: _("Di dalam satu kabupaten/kota"),
    CROSS_DISTRICT: _("Lintas kabupaten/kota dalam satu provinsi"),
    CROSS_PROVINCE: _("Lintas provinsi"),
}

# posts an assessment may be asked for, the highest first (former echelons I–IV and the executing staff)
POST_LEVELS = {
    "jpt_madya": _("JPT madya/utama (dahulu Eselon I)"),
    "jpt_pratama": _("JPT pratama (dahulu Eselon II)"),
    "administrator": _("Administrator (dahulu Eselon III)"),
    "pengawas": _("Pengawas (dahulu Eselon IV)"),
    "pelaksana": _("Pelaksana"),
}

# who would sign for the region
HEAD, OFFICIAL = "head", "official"
SIGNERS = {HEAD: _("Kepala daerah"), OFFICIAL: _("Pejabat dengan surat kuasa")}

# classes of partners that a region's policy may put in order
PARTNER_CLASSES = {
    "pt": _("Perguruan tinggi dan politeknik"),
    "pusat": _("Kementerian/lembaga"),
    "daerah": _("Pemerintah daerah lain"),
    "bumn": _("BUMN dan BUMD"),
    "swasta": _("Perusahaan swasta"),
    "ormas": _("Ormas, yayasan, asosiasi"),
    "desa": _("Desa dan BUM Desa"),
    "asing": _("Lembaga asing"),
}
# checks a policy may require; each is answered by a written view of that field
CHECKS = {
    "kebutuhan": _("Kesesuaian dengan kebutuhan daerah"),
    "relevansi": _("Relevansi kegiatan"),
    "hukum": _("Aspek hukum"),
    "keuangan": _("Aspek keuangan"),
    "teknis": _("Aspek teknis perangkat daerah"),
}
# fields in which members of the TKKSD write their views; the checks are among them
FIELDS = {**CHECKS, "perencanaan": _("Perencanaan"), "pengawasan": _("Pengawasan")}
SUPPORTS, CONDITIONAL, AGAINST = "supports", "conditional", "against"
STANCES = {SUPPORTS: _("Mendukung"), CONDITIONAL: _("Mendukung dengan syarat"), AGAINST: _("Tidak mendukung")}

# others beside the two sides: they become implementing parties of the draft, or only comment
IMPLEMENTING, INVITED = "implementing", "invited"
PARTICIPANT_ROLES = {IMPLEMENTING: _("Pelaksana"), INVITED: _("Diundang memberi tanggapan")}

CLOCKS = (7, 14, 30)  # days after which a waiting desk is told; a region's policy may set its own

# a desk's question to somebody: decide it, or advise who asked
DECIDE, ADVISE = "decide", "advise"
MODES = {DECIDE: _("Putuskan"), ADVISE: _("Beri saran, lalu kembali kepada pemberi disposisi")}
HOP_OPEN, HOP_ANSWERED, HOP_RECALLED = "open", "answered", "recalled"
HOP_STATES = {HOP_OPEN: _("Menunggu"), HOP_ANSWERED: _("Dijawab"), HOP_RECALLED: _("Ditarik kembali")}
AGREE, RETURN, DECLINE, DELEGATE = "agree", "return", "decline", "delegate"
ANSWERS = {
    AGREE: _("Setuju"),
    RETURN: _("Kembalikan dengan pertanyaan"),
    DECLINE: _("Tolak dengan alasan"),
    DELEGATE: _("Teruskan"),
}

LETTER_KINDS = {
    "invitation": _("Undangan"),
    "offer": _("Surat penawaran"),
    "answer": _("Surat jawaban"),
    "completion": _("Permintaan kelengkapan"),
    "referral": _("Surat pengalihan"),
    "refusal": _("Surat penolakan"),
}
LETTER_DRAFT, LETTER_ISSUED, LETTER_DISCARDED = "draft", "issued", "discarded"
LETTER_STATES = {LETTER_DRAFT: _("Konsep"), LETTER_ISSUED: _("Terbit"), LETTER_DISCARDED: _("Dibuang")}
LETTER = Lifecycle(
    "letter",
    (
        Move("revise", (LETTER_DRAFT,), (LETTER_DRAFT,), "letter.write"),
        Move("issue", (LETTER_DRAFT,), (LETTER_ISSUED,), "letter.write"),
        Move("discard", (LETTER_DRAFT,), (LETTER_DISCARDED,), "letter.write"),
    ),
    LETTER_STATES,
)

PLANS = {"rpjmd": "RPJMD", "rkpd": "RKPD"}


def place_on_path(state: str) -> int:
    """Which of the seven stages of a case is current, counted from 0: Penjajakan, Penawaran, Telaah & Pembahasan, Penyusunan Naskah …"""
    if state == DRAFT:
        return 0
    if state in (RECEIVED, INCOMPLETE, WITHDRAWN):
        return 1
    return 3 if state == AGREED else 2
