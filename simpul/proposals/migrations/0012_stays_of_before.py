"""Each desk that was asked beside another has its own stay, from the moment its question was laid there."""

from django.db import migrations

# Until now the second desk's stay began when the first had answered, or there was none.
EARLIER = """
UPDATE proposals_stay s SET since = h.given_at
FROM proposals_hop h WHERE h.proposal_id = s.proposal_id AND h.post_id = s.post_id AND s.state = 'awaiting'
  AND h.given_at < s.since AND (h.at IS NULL AND h.state = 'open' OR h.at >= s.since)
"""
MISSING = """
INSERT INTO proposals_stay (proposal_id, state, organization_id, post_id, label, since, until)
SELECT h.proposal_id, 'awaiting', h.organization_id, h.post_id, h.label, h.given_at,
  CASE WHEN h.at IS NOT NULL THEN greatest(h.at, h.given_at) END
FROM proposals_hop h WHERE (h.state = 'open' AND h.at IS NULL OR h.state = 'answered' AND h.at IS NOT NULL) AND NOT EXISTS (
  SELECT FROM proposals_stay s WHERE s.proposal_id = h.proposal_id AND s.post_id = h.post_id
    AND s.since <= coalesce(h.at, 'infinity') AND coalesce(s.until, 'infinity') >= h.given_at
)
"""
ON_THE_ROW = """
UPDATE proposals_proposal p SET desk_since = s.since
FROM proposals_stay s WHERE s.proposal_id = p.id AND s.until IS NULL AND s.post_id = p.desk_post_id
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0011_desks_at_once")]
    operations = [
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        migrations.RunSQL(MISSING, migrations.RunSQL.noop),
        migrations.RunSQL(ON_THE_ROW, migrations.RunSQL.noop),
    ]
