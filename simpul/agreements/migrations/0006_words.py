"""What search looks through: the words of an agreement, and what the database makes of them."""

from django.db import migrations, models

# The same as actions/held.py says of a new text.
FILL = """
UPDATE agreements_agreement a SET words = left(concat_ws(E'\\n', nullif(a.title, ''),
    (SELECT string_agg(concat_ws(E'\\n', nullif(p.name, ''), nullif(nullif(p.institution_name, p.name), ''), nullif(p.number, '')), E'\\n' ORDER BY p."order")
     FROM agreements_party p WHERE p.agreement_id = a.id),
    (SELECT string_agg(concat_ws(E'\\n', nullif(c ->> 'heading', ''), nullif(c ->> 'text', '')), E'\\n' ORDER BY n)
     FROM jsonb_array_elements(v.text::jsonb -> 'clauses') WITH ORDINALITY AS clause(c, n))), 20000)
FROM agreements_termsversion v WHERE v.id = a.terms_id
"""
# No field of the model: rows are read often, what is searched in never. Strokes and points become spaces, so that the parts of
# «045/12/UN3/2026» are found one by one. One index for whom it concerns and for the words: a common word costs little to who sees little.
SEARCHABLE = """
ALTER TABLE agreements_agreement
  ADD COLUMN lexemes tsvector NOT NULL
    GENERATED ALWAYS AS (strip(to_tsvector('indonesian', translate(title || ' ' || words, './-_:@<&', '        ')))) STORED,
  ADD COLUMN title_lexemes tsvector NOT NULL
    GENERATED ALWAYS AS (strip(to_tsvector('indonesian', translate(title, './-_:@<&', '        ')))) STORED;
CREATE INDEX agreement_search ON agreements_agreement USING gin (seen_by, lexemes, title_lexemes) WITH (gin_pending_list_limit = 256);
"""
UNDO = "ALTER TABLE agreements_agreement DROP COLUMN lexemes, DROP COLUMN title_lexemes"


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_from_proposal")]
    operations = [
        migrations.AddField("agreement", "words", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(SEARCHABLE, UNDO),
    ]
