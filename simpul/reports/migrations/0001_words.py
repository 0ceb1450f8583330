"""The words of titles and texts, kept by the database: whoever writes a text need not think of who searches."""

import django.contrib.postgres.indexes
from django.db import migrations, models

TABLES = ("agreements_agreement", "proposals_proposal", "meetings_meeting")
LEARN = r"""
CREATE FUNCTION reports_words_of(said text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT one.word
  FROM unnest(string_to_array(lower(translate(said, E'./-_:@<>&,;()[]{}"\'!?*+=|\\\n\r\t', repeat(' ', 32))), ' ')) one(word)
  WHERE length(one.word) BETWEEN 4 AND 30 AND one.word ~ '^[[:alpha:]]+$'
$$;
CREATE FUNCTION reports_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR OLD.title <> NEW.title OR OLD.words <> NEW.words THEN
    INSERT INTO reports_knownword (word) SELECT said.word FROM reports_words_of(NEW.title || ' ' || NEW.words) said(word)
    WHERE NOT EXISTS (SELECT FROM reports_knownword known WHERE known.word = said.word);
  END IF;
  RETURN NULL;
END $$;
"""
LISTEN = "".join(
    f"""
CREATE TRIGGER words_are_known AFTER INSERT OR UPDATE OF title, words ON {table} FOR EACH ROW EXECUTE FUNCTION reports_learn_words();
INSERT INTO reports_knownword (word) SELECT DISTINCT found FROM {table}, reports_words_of(title || ' ' || words) found;
"""
    for table in TABLES
)
UNDO = "".join(f"DROP TRIGGER words_are_known ON {table};" for table in TABLES)
UNDO += "DROP FUNCTION reports_learn_words(); DROP FUNCTION reports_words_of(text);"


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("agreements", "0006_words"), ("proposals", "0006_search"), ("meetings", "0004_search"), ("regions", "0001_initial"),
    ]  # fmt: skip
    operations = [
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(db_index=True, max_length=30)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"), name="known_word_trigrams"
                    )
                ]
            },
        ),
        migrations.RunSQL(LEARN + LISTEN, UNDO),
    ]
