"""Events and checkpoints are append-only in the database itself, whatever the code above it does."""

from django.db import migrations

FORBID = """
CREATE FUNCTION register_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'register is append-only: % on % is forbidden', TG_OP, TG_TABLE_NAME; END $$;
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION register_is_append_only();
CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION register_is_append_only();
"""
    for table in ("register_event", "register_checkpoint")
)
UNDO = """
DROP TRIGGER register_event_rows ON register_event; DROP TRIGGER register_event_all ON register_event;
DROP TRIGGER register_checkpoint_rows ON register_checkpoint; DROP TRIGGER register_checkpoint_all ON register_checkpoint;
DROP FUNCTION register_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunSQL(FORBID + TRIGGERS, UNDO)]
