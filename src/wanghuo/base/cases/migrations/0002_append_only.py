"""The timeline is added to and never changed; the database itself says so."""

from django.db import migrations

TABLES = ("cases_event", "cases_comment", "cases_reminder", "cases_escalation")

MAKE = """
CREATE OR REPLACE FUNCTION cases_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
""" + "\n".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
    f"FOR EACH ROW EXECUTE FUNCTION cases_append_only();"
    for table in TABLES
)

UNMAKE = "\n".join(f"DROP TRIGGER {table}_append_only ON {table};" for table in TABLES) + (
    "\nDROP FUNCTION cases_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, UNMAKE)]
