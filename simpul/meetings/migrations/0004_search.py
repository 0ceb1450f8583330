"""What the database makes of the words that search looks through; the reasons are those of agreements/migrations/0006_words.py."""

from django.db import migrations

SEARCHABLE = """
ALTER TABLE meetings_meeting
  ADD COLUMN lexemes tsvector NOT NULL
    GENERATED ALWAYS AS (strip(to_tsvector('indonesian', translate(title || ' ' || words, './-_:@<&', '        ')))) STORED,
  ADD COLUMN title_lexemes tsvector NOT NULL
    GENERATED ALWAYS AS (strip(to_tsvector('indonesian', translate(title, './-_:@<&', '        ')))) STORED;
CREATE INDEX meeting_search ON meetings_meeting USING gin (seen_by, lexemes, title_lexemes) WITH (gin_pending_list_limit = 256);
"""
UNDO = "ALTER TABLE meetings_meeting DROP COLUMN lexemes, DROP COLUMN title_lexemes"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_coordination")]
    operations = [migrations.RunSQL(SEARCHABLE, UNDO)]
