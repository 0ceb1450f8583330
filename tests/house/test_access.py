"""Every address × role × relation, read from the table below. An address of the site without a row here fails."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import make
from tests.house import places

# Who asks: nobody, the outsider; of Awan the officer, an OPD officer of the dinas that is a side, the leader, the overseer and the
# administrator; the partner's officer.
WHO = ("anyone", "citra_officer", "officer", "dinas_officer", "leader", "pengawas", "admin", "partner_officer")
# One letter for each: to the login, shown, sent on, forbidden, not found, method not allowed, conflict, bad value.
WORDS = {200: "2", 302: "3", 403: "F", 404: "N", 405: "M", 409: "C", 422: "V"}

# name of the address, where it leads (see `arguments`), answers to GET, answers to an empty POST
TABLE = """
account                               -                          L2222222 L2222222
account_change_password               -                          L2222222 L2222222
account_inactive                      -                          22222222 MMMMMMMM
account_login                         -                          23333333 23333333
account_logout                        -                          32222222 33333333
account_make_token                    -                          L2222222 LVVVVVVV
account_read_notices                  -                          LMMMMMMM L3333333
account_reauthenticate                -                          L2222222 L2222222
account_reset_password                -                          22222222 22222222
account_reset_password_done           -                          22222222 MMMMMMMM
account_reset_password_from_key       1/abc                      22222222 22222222
account_reset_password_from_key_done  -                          22222222 MMMMMMMM
account_revoke_token                  token                      LMMMMMMM LN3NNN3N
account_set_password                  -                          L3333333 L3333333
account_switch                        role                       LMMMMMMM LN3NNNNN
accounts                              -                          L22FFF22 L22FFF22
accounts_add_role                     staf                       LN2FFF2N LNVFFFVN
accounts_deactivate                   staf                       LN2FFF2N LN3FFF3N
accounts_end_role                     staf_role                  LN2FFF2N LN3FFF3N
accounts_hand_over                    staf                       LN2FFF2N LNVFFFVN
accounts_invite                       -                          L22FFF22 LVVFFFVV
accounts_person                       staf                       LN2FFF2N LN2FFF2N
accounts_reactivate                   staf                       LN2FFF2N LNCFFFCN
accounts_roles                        -                          L22FFF22 L22FFF22
accounts_withdraw                     invitation                 LN2NNN2N LN3NNN3N
agreement                             shared                     LN2222N2 LMMMMMMM
agreement_answer_closing              signed/1                   LN2F2FNF LNVFVFNF
agreement_approve                     shared/1                   LN222FNF LNVVVFNF
agreement_attach                      shared                     LN222FN2 LNVVVFNV
agreement_attachment                  shared/attachment          LN2222N2 LMMMMMMM
agreement_close                       signed/1                   LN2F2FNF LNVFVFNF
agreement_comment                     shared                     LN222FN2 LNVVVFNV
agreement_confirm_record              shared/1/persetujuan       LMMMMMMM LNFF3FNF
agreement_correct_entry               signed                     LN22FFN2 LNVVFFNV
agreement_docx                        shared                     LN2222N2 LMMMMMMM
agreement_drop_row                    shared/kewajiban/1         LMMMMMMM LNVVFFNV
agreement_edit                        shared                     LN22FFN2 LNVVFFNV
agreement_enter                       shared                     LN22FFN2 LNVVFFNV
agreement_guest                       guest                      22222222 VVVVVVVV
agreement_guest_answer                guest                      33333333 VVVVVVVV
agreement_guest_docx                  guest                      22222222 MMMMMMMM
agreement_guest_done                  -                          22222222 MMMMMMMM
agreement_history                     shared                     LN2222N2 LMMMMMMM
agreement_invite                      shared/2                   LN22FFN2 LNVVFFNV
agreement_letter                      shared/approval            LN2222N2 LMMMMMMM
agreement_new                         -                          L222FFF2 LVVVFFFV
agreement_number                      shared/1                   LN222FNF LN333FNF
agreement_openness                    shared                     LN22FFN2 LNVVFFNV
agreement_override                    shared                     LN22FFN2 LNVVFFNV
agreement_parties                     shared                     LN22FFN2 LNVVFFNV
agreement_plan                        nk                         LN2NFFN2 LNVNFFNV
agreement_preview                     shared                     LMMMMMMM LN22FFN2
agreement_promises                    shared                     LN22FFN2 LNVVFFNV
agreement_renew                       signed                     LN22FFN2 LN33FFN3
agreement_restore                     shared/1                   LMMMMMMM LNVVFFNV
agreement_revoke                      shared                     LN22FFN2 LNVVFFNV
agreement_signature_letter            signed/signature           LNNNNNNN LMMMMMMM
agreement_scan                        signed/signature           LN2222N2 LMMMMMMM
agreement_share                       shared                     LN22FFN2 LNCFFFNF
agreement_sheet                       shared                     LN2222N2 LMMMMMMM
agreement_sign                        shared/1                   LN222FNF LNVVVFNF
agreement_signer                      shared/1                   LN222FNF LNVVVFNF
agreement_text                        shared                     LN2222N2 LMMMMMMM
agreement_withdraw_approval           shared/1                   LN222FNF LNVV3FNF
agreement_withdraw_signature          shared/1                   LN222FNF LNCCCFNF
agreements                            -                          L2222222 LMMMMMMM
agreements_obligations                -                          L2222222 LMMMMMMM
agreements_umbrellas                  -                          L2222222 LMMMMMMM
demo_login                            bupati                     MMMMMMMM NNNNNNNN
desk                                  -                          L2222222 LMMMMMMM
desk_read                             -                          LMMMMMMM L3333333
disposition                           asked/1                    LN2222NN LMMMMMMM
disposition_agree                     asked/1                    L3333333 LNFF3FNN
disposition_close                     asked                      LN2F2FNN LNVFVFNN
disposition_confirm                   answered/1                 L3333333 LNFF3FNN
disposition_decline                   asked/1                    LNFF2FNN LNFFVFNN
disposition_delegate                  asked/1                    LNFF2FNN LNFFVFNN
disposition_letter                    answered/1                 LN2222NN LMMMMMMM
disposition_recall                    asked                      LN2FFFNN LN3FFFNN
disposition_record                    asked/1                    LN2FFFNN LNVFFFNN
disposition_reopen                    silent                     LN2F2FNN LNVFVFNN
disposition_return                    asked/1                    LNFF2FNN LNFFVFNN
disposition_submit                    registered                 LN2FFFNN LNVFFFNN
follow_up                             met/1                      LN2222N2 LMMMMMMM
follow_up_drop                        met/1                      L3333333 LNVVFFNF
follow_up_evidence                    met/1                      LN2222N2 LMMMMMMM
follow_up_finish                      met/1                      L3333333 LNFFFFNV
follow_up_reopen                      met/1                      L3333333 LNVVFFNF
follow_up_revise                      met/1                      L3333333 LNVVFFNF
front                                 -                          22222222 MMMMMMMM
health                                -                          22222222 MMMMMMMM
invitation                            letter                     22222222 VVVVVVVV
language                              -                          33333333 33333333
law                                   -                          L2222222 LMMMMMMM
law_confirm                           entry                      LFFFFFFF LVVVVVVV
law_correct                           entry                      LFFFFFFF LVVVVVVV
law_entry                             entry                      L2222222 LMMMMMMM
law_evidence                          entry                      LNNNNNNN LMMMMMMM
law_localise                          entry                      LF2FFFFF LVVVVVVV
law_supersede                         entry                      LFFFFFFF LVVVVVVV
letter                                sent_letter                LN2N22N2 LMMMMMMM
letter_attach                         sent_letter                LN2NFFNF LNVNFFNF
letter_discard                        draft_letter               LN2NFFNN LNVNFFNN
letter_docx                           sent_letter                LN2N22N2 LMMMMMMM
letter_edit                           draft_letter               LN2NFFNN LNVNFFNN
letter_issue                          draft_letter               LN2NFFNN LNVNFFNN
letter_new                            screened                   LN2NFFN2 LNVNFFNV
letter_of_meeting                     met                        LNFFFFN2 LNFFFFNV
letter_scan                           sent_letter                LN2N22N2 LMMMMMMM
letters                               -                          L2222222 LMMMMMMM
meeting                               meeting                    LN2222N2 LMMMMMMM
meeting_cancel                        meeting                    LN22FFNF LNVVFFNF
meeting_drop                          meeting/berkas/paper       L3333333 LN33FFNF
meeting_enclose                       meeting                    LN22FFNF LNVVFFNF
meeting_file                          meeting/paper              LN2222N2 LMMMMMMM
meeting_follow_up                     meeting                    LN22FFNF LNVVFFNF
meeting_guests                        meeting                    LN22FFNF LNVVFFNF
meeting_hold                          meeting                    LN22FFNF LNCCFFNF
meeting_invite                        meeting                    LN22FFNF LNCCFFNF
meeting_link                          meeting                    LN22FFNF LNVVFFNF
meeting_minutes                       meeting                    LN22FFNF LNVVFFNF
meeting_minutes_docx                  met                        LN2222N2 LMMMMMMM
meeting_new                           -                          L222FFF2 LVVVFFFV
meeting_reopen                        meeting                    LN22FFNF LNVVFFNF
meeting_request                       meeting                    LN22FFNF LNVVFFNF
meeting_revise                        meeting                    LN22FFNF LNVVFFNF
meeting_seal                          meeting                    LN22FFNF LN33FFNF
meeting_source                        meeting                    LN22FFNF LNVVFFNF
meeting_topic                         meeting                    LN22FFNF LNVVFFNF
meeting_topic_edit                    meeting/1                  LN22FFNF LNVVFFNF
meeting_unlink                        meeting/link               L3333333 LN33FFNF
meetings                              -                          L2222222 LMMMMMMM
meetings_follow_ups                   -                          L2222222 LMMMMMMM
mfa_activate_totp                     -                          LLLLLLLL LLLLLLLL
mfa_authenticate                      -                          L3333333 L3333333
mfa_deactivate_totp                   -                          LNNNNNNN LNNNNNNN
mfa_download_recovery_codes           -                          LNNNNNNN LNNNNNNN
mfa_generate_recovery_codes           -                          LLLLLLLL LLLLLLLL
mfa_index                             -                          L2222222 LMMMMMMM
mfa_reauthenticate                    -                          LLLLLLLL LLLLLLLL
mfa_view_recovery_codes               -                          LNNNNNNN LMMMMMMM
obligation                            signed/promise             LN2222N2 LMMMMMMM
obligation_accept                     signed/promise             LMMMMMMM LNVVFFNV
obligation_evidence                   signed/promise/evidence    LN2222N2 LMMMMMMM
obligation_lapse                      signed/promise             LMMMMMMM LNVFVFNV
obligation_miss                       signed/promise             LMMMMMMM LNVVFFNV
obligation_report                     signed/promise             LMMMMMMM LNVVFFNV
obligation_return                     signed/promise             LMMMMMMM LNVVFFNV
open_agreements                       -                          22222222 MMMMMMMM
open_law                              -                          22222222 MMMMMMMM
organizations                         -                          L2222222 L2222222
organizations_accredit                dinas                      LF2FFF2F LVVVVVVV
organizations_appoint                 dinas/post                 LF2FFF2F LVVVVVVV
organizations_authorize               dinas                      LF2FFF2F LVVVVVVV
organizations_close                   dinas                      LF2FFF2F LVVVVVVV
organizations_describe                dinas                      LF2FFF2F LVVVVVVV
organizations_detail                  dinas                      L2222222 L2222222
organizations_end_accreditation       dinas/accreditation        LF2FFF2F LVVVVVVV
organizations_end_post                dinas/post                 LF2FFF2F LVVVVVVV
organizations_form                    dinas                      LF2FFF2F LVVVVVVV
organizations_found                   -                          L22FFF22 LVVVVVVV
organizations_found_unit              dinas                      LF2FFF2F LVVVVVVV
organizations_letterhead              dinas                      LF2FFF2F LVVVVVVV
organizations_numbering               dinas                      LF2FFF2F LVVVVVVV
organizations_post                    dinas                      LF2FFF2F LVVVVVVV
organizations_relieve                 dinas/holding              LF2FFF2F LVVVVVVV
organizations_revoke                  dinas/authority            LF2FFF2F LVVVVVVV
organizations_scan                    dinas/authority            LNNNNNNN LNNNNNNN
plan_mapping                          -                          LF2222FF LMMMMMMM
plan_mapping_new                      -                          LF2FFFFF LFVVVVFF
plan_mapping_retire                   mapping                    LF2FFFFF LF3FFFFF
plan_policy                           -                          LF2222FF LMMMMMMM
plan_policy_end                       policy                     LF2FFFFF LFVVVVFF
plan_policy_new                       -                          LF2FFFFF LFVVVVFF
plan_programme_new                    -                          LF2FFFFF LFVVVVFF
plan_programme_retire                 programme                  LF2FFFFF LF3FFFFF
plans                                 -                          LF2222FF LMMMMMMM
proposal                              incomplete                 LN2222N2 LMMMMMMM
proposal_accept_offer                 offer                      LNFFFFN2 LNFFFFN3
proposal_ask_completion               registered                 LN2FFFNF LNVFFFNF
proposal_comment                      incomplete                 LNFFFFNF LNFFFFNF
proposal_complete                     incomplete                 LNFFFFN2 LNFFFFN3
proposal_decline_offer                offer                      LNFFFFN2 LNFFFFNV
proposal_documents                    incomplete                 LN2FFFN2 LNVFFFNV
proposal_draft                        offer                      LN22FFN2 LNVVFFNV
proposal_drop_item                    registered/1               LN2FFFNF LNVFFFNF
proposal_drop_participant             incomplete/participant     L3333333 LN33FFN3
proposal_edit                         incomplete                 LNFFFFN2 LNFFFFNV
proposal_facts                        incomplete                 LNFFFFN2 LNFFFFNV
proposal_file                         incomplete/enclosed        LN2222N2 LMMMMMMM
proposal_item                         incomplete/1               LNFFFFN2 LNFFFFNV
proposal_items                        incomplete                 LNFFFFN2 LNFFFFNV
proposal_link_programme               registered/1               LN2FFFNF LN3FFFNF
proposal_new                          -                          L222FFF2 LVVVFFFV
proposal_paper                        incomplete                 LN2222N2 LMMMMMMM
proposal_participants                 incomplete                 LN22FFN2 LNVVFFNV
proposal_places                       33.03                      LMMMMMMM L2222222
proposal_register                     registered                 LN2FFFNF LNVFFFNF
proposal_remove_enclosed              incomplete/enclosed        L3333333 LNFFFFN3
proposal_remove_item                  incomplete/1               L3333333 LNFFFFN3
proposal_send                         incomplete                 LNFFFFN2 LNFFFFNV
proposal_under                        registered                 LN2FFFNF LN3FFFNF
proposal_withdraw                     offer                      LN22FFNF LNVVFFNF
proposals                             -                          L2222222 LMMMMMMM
proposals_batch                       -                          LF2FFFFF LF2FFFFF
proposals_queue                       -                          LF2222FF LMMMMMMM
region                                33.03                      LNNNNNNN LMMMMMMM
regions                               -                          L2222222 LMMMMMMM
register                              -                          L22FF222 LMMMMMMM
register_checkpoint                   checkpoint                 L22FF222 LMMMMMMM
screening                             telaah                     LN2222NN LMMMMMMM
screening_answers                     telaah                     LN2FFFNN LNVFFFNN
screening_classify                    telaah/1                   LN2FFFNN LNVFFFNN
screening_docx                        screened                   LN2N22NN LMMMMMMM
screening_kind                        telaah                     LN2FFFNN LNVFFFNN
screening_override                    telaah                     LN2FFFNN LNVFFFNN
screening_past                        telaah/1                   LN2222NN LMMMMMMM
screening_run                         telaah                     L3333333 LN3FFFNN
screening_view                        telaah                     LN22FFNN LNVVFFNN
search                                -                          L2222222 LMMMMMMM
template                              pks                        L22FFFF2 L22FFFF2
template_download                     pks                        L22FFFF2 L22FFFF2
template_replace                      pks                        L22FFFF2 LVVFFFFV
template_version                      template                   LN2FFFFN LN2FFFFN
templates                             -                          L22FFFF2 L22FFFF2
verified                              signed                     22222222 VVVVVVVV
verify                                -                          22222222 MMMMMMMM
waiting                               -                          L2222222 LMMMMMMM
"""


def arguments(p: SimpleNamespace, place: str) -> list[Any]:
    """«signed/promise/evidence»: each word is something that exists, or the text itself."""
    c = p.c
    known = {
        "telaah": p.telaah.code, "accreditation": p.accreditation.pk,
        "asked": p.asked.code, "answered": p.answered.code, "silent": p.silent.code,
        "shared": p.shared.code, "signed": p.signed.code, "nk": p.nk.code, "attachment": p.attachment.pk, "approval": p.approval.pk,
        "signature": p.signature.pk, "promise": p.reported.number, "evidence": p.evidence.pk, "guest": p.guest, "letter": p.letter,
        "programme": p.programme.pk, "mapping": p.mapping.pk, "policy": p.policy.pk,
        "checkpoint": p.checkpoint.day, "entry": p.entry.pk, "invitation": p.invitation.pk, "token": p.token.pk, "staf": c.staf.pk,
        "role": make.membership(c.officer).pk, "staf_role": make.membership(c.staf).pk, "dinas": c.dinas.code, "template": p.template.pk,
        "post": c.kadis_post.pk, "holding": make.holder(c.kadis_post).pk, "authority": c.kadis_authority.pk,
        "incomplete": p.incomplete.code, "registered": p.registered.code, "offer": p.offer.code, "enclosed": p.enclosed.pk,
        "participant": p.participant.pk,
        "meeting": p.meeting.code, "met": p.met.code, "paper": p.meeting.enclosures.all()[0].pk, "link": p.meeting.links.all()[0].pk,
        "screened": p.screened.code, "draft_letter": p.draft_letter.code, "sent_letter": p.sent_letter.code,
    }  # fmt: skip
    return [] if place == "-" else [known.get(word, word) for word in place.split("/")]


@pytest.fixture(scope="module")
def site(world: SimpleNamespace) -> SimpleNamespace:
    """Everything, and everybody logged in once."""
    p = places.everything(world)
    p.sessions = {who: make.client(world.users[who]).cookies[settings.SESSION_COOKIE_NAME].value for who in WHO[1:]}
    return p


@pytest.fixture
def p(site: SimpleNamespace, db: None) -> SimpleNamespace:
    return copy.deepcopy(site)


def names(patterns: Any) -> Iterator[str]:
    """Every named address of the site, those of other people's packages too. The API has a table of operations of its own."""
    for one in patterns:
        if isinstance(one, URLResolver) and str(one.pattern) != "api/v1/":
            yield from names(one.url_patterns)
        elif isinstance(one, URLPattern):
            assert one.name, one
            yield one.name


def answers(p: SimpleNamespace, name: str, place: str, method: str) -> str:
    """What each of WHO is answered, each time on the site as it was."""
    address, found = reverse(name, args=arguments(p, place)), ""
    for who in WHO:
        with transaction.atomic():
            browser = Client()
            if who != "anyone":
                browser.cookies[settings.SESSION_COOKIE_NAME] = p.sessions[who]
            response = getattr(browser, method)(address)
            if response.streaming:
                b"".join(response.streaming_content)
            to_login = response.status_code == 302 and response["Location"].startswith("/masuk/")
            found += "L" if to_login else WORDS.get(response.status_code, f"[{response.status_code}]")
            transaction.set_rollback(True)
    return found


ROWS = [row.split() for row in TABLE.strip().splitlines()]


def test_every_address_of_the_site_has_a_row() -> None:
    assert sorted(row[0] for row in ROWS) == sorted(set(names(get_resolver().url_patterns)))


@pytest.mark.parametrize(("name", "place", "get", "post"), ROWS, ids=[row[0] for row in ROWS])
def test_each_is_answered_as_the_table_says(p: SimpleNamespace, name: str, place: str, get: str, post: str) -> None:
    assert (answers(p, name, place, "get"), answers(p, name, place, "post")) == (get, post)
