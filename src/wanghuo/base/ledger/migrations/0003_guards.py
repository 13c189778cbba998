"""Entries enter the waiting room in their own transaction; what is written in the ledger is not written over.

The guards stop mistakes and injected SQL, not the owner of the tables: he can switch them off (docs/ledger.md, section 8).
ALWAYS: they fire for replication sessions too.
"""

from django.db import migrations

KEPT = ("ledger_entry", "ledger_key", "ledger_batch", "ledger_member", "ledger_head", "ledger_publication")

WAITING = """
CREATE FUNCTION ledger_await_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger_pending (entry, xact) SELECT id, xact FROM written;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_await_sealing AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_await_sealing();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_await_sealing;
CREATE FUNCTION ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '台账只增不改：% 不允许 %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""

GUARD = """
CREATE TRIGGER ledger_is_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_is_kept();
CREATE TRIGGER ledger_is_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_kept();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_is_kept;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER ledger_is_not_emptied;
"""

UNGUARD = "DROP TRIGGER ledger_is_kept ON {table}; DROP TRIGGER ledger_is_not_emptied ON {table};"
UNWAIT = "DROP TRIGGER ledger_await_sealing ON ledger_entry; DROP FUNCTION ledger_await_sealing; DROP FUNCTION ledger_is_kept;"
EARLIER = "INSERT INTO ledger_pending (entry, xact) SELECT id, xact FROM ledger_entry ON CONFLICT DO NOTHING;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_sealing")]

    operations = [
        migrations.RunSQL(
            WAITING + EARLIER + "".join(GUARD.format(table=table) for table in KEPT),
            "".join(UNGUARD.format(table=table) for table in KEPT) + UNWAIT,
        )
    ]
