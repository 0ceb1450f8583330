"""What the database makes of the words that search looks through; the reasons are those of agreements/migrations/0006_words.py."""

from django.db import migrations

SEARCHABLE = """
ALTER TABLE proposals_proposal
  ADD COLUMN lexemes tsvector NOT NULL
    GENERATED ALWAYS AS (strip(to_tsvector('indonesian', translate(title || ' ' || words, './-_:@<&', '        ')))) STORED,
  ADD COLUMN title_lexemes tsvector NOT NULL
    GENERATED ALWAYS AS (strip(to_tsvector('indonesian', translate(title, './-_:@<&', '        ')))) STORED;
CREATE INDEX proposal_search ON proposals_proposal USING gin (seen_by, lexemes, title_lexemes) WITH (gin_pending_list_limit = 256);
"""
UNDO = "ALTER TABLE proposals_proposal DROP COLUMN lexemes, DROP COLUMN title_lexemes"


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_desk_indexes")]
    operations = [migrations.RunSQL(SEARCHABLE, UNDO)]
