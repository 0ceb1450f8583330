"""What stands already gets its sums and the institutions of its promises."""

from django.db import migrations

OBLIGATIONS = """
UPDATE agreements_obligation o SET live = (a.stage = 'signed'), debtor_of = coalesce(d.institution_id, d.id),
beneficiary_of = coalesce(b.institution_id, b.id)
FROM agreements_agreement a, agreements_party p, agreements_party q, organizations_organization d, organizations_organization b
WHERE a.id = o.agreement_id AND p.id = o.debtor_id AND q.id = o.beneficiary_id AND d.id = p.organization_id AND b.id = q.organization_id
"""
AGREEMENTS = """
UPDATE agreements_agreement a SET promised = s.promised, kept = s.kept, open_dues = coalesce(s.dues, '{}')
FROM (SELECT agreement_id, count(*) AS promised, count(*) FILTER (WHERE state = 'met') AS kept,
      array_agg(due ORDER BY due) FILTER (WHERE state NOT IN ('met', 'lapsed')) AS dues
      FROM agreements_obligation GROUP BY agreement_id) s WHERE s.agreement_id = a.id
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_desk_sums"), ("organizations", "0001_initial")]
    operations = [
        migrations.RunSQL(OBLIGATIONS, migrations.RunSQL.noop),
        migrations.RunSQL(AGREEMENTS, migrations.RunSQL.noop),
    ]
