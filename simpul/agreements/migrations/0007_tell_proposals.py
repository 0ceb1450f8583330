"""Proposals of which a draft stands are told so, as drafting and revoking do from now on."""

from django.db import migrations

DRAFTED = """
UPDATE proposals_proposal p SET drafted = true
WHERE EXISTS (SELECT FROM agreements_agreement a WHERE a.proposal_id = p.id AND a.outcome <> 'revoked')
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_words"), ("proposals", "0013_drafted")]
    operations = [migrations.RunSQL(DRAFTED, migrations.RunSQL.noop)]
