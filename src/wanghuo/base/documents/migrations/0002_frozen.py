"""The database itself keeps issued papers, versions and numbers as they are."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION documents_keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.issued_at IS NULL THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'documents: issued paper % cannot be deleted', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  -- what may follow an issue: 撤销， and nothing else
  IF OLD.state = 'revoked' OR NEW.state NOT IN ('issued', 'revoked')
     OR to_jsonb(NEW) - ARRAY['state', 'ended_reason', 'revoked_at']
        IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'ended_reason', 'revoked_at'] THEN
    RAISE EXCEPTION 'documents: issued paper % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_document_frozen BEFORE UPDATE OR DELETE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_keep_document();

CREATE FUNCTION documents_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'documents: versions are only ever added' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM documents_document d WHERE d.id = NEW.document_id AND d.issued_at IS NOT NULL) THEN
    RAISE EXCEPTION 'documents: issued paper % is frozen', NEW.document_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_version_frozen BEFORE INSERT OR UPDATE OR DELETE ON documents_version
  FOR EACH ROW EXECUTE FUNCTION documents_keep_version();

CREATE FUNCTION documents_keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.void_at IS NOT NULL
     OR to_jsonb(NEW) - ARRAY['void_at', 'void_reason'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['void_at', 'void_reason'] THEN
    RAISE EXCEPTION 'documents: number % is kept as it was given', OLD.text USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_number_kept BEFORE UPDATE OR DELETE ON documents_number
  FOR EACH ROW EXECUTE FUNCTION documents_keep_number();
"""

BACKWARD = """
DROP TRIGGER documents_document_frozen ON documents_document;
DROP TRIGGER documents_version_frozen ON documents_version;
DROP TRIGGER documents_number_kept ON documents_number;
DROP FUNCTION documents_keep_document();
DROP FUNCTION documents_keep_version();
DROP FUNCTION documents_keep_number();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
