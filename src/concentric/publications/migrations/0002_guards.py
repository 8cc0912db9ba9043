"""What went out, who signed it and what was corrected is added, never changed: the database says so too."""

from __future__ import annotations

from django.db import migrations

from concentric.audit.api import guard_table

GUARDED = (
    "publications_sign_off",
    "publications_issue_value",
    "publications_issue_file",
    "publications_erratum",
)
ISSUE = """
CREATE OR REPLACE FUNCTION publications_keep_issue() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
            AND to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawal_zh', 'withdrawal_en']
              = to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawal_zh', 'withdrawal_en']
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of % is refused: what went out can be withdrawn once, and nothing else', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Announce an erratum, or issue the report again.';
END $body$;
CREATE TRIGGER publications_issue_kept BEFORE UPDATE OR DELETE ON publications_issue
    FOR EACH ROW EXECUTE FUNCTION publications_keep_issue();
"""
ISSUE_UNDONE = """
DROP TRIGGER publications_issue_kept ON publications_issue;
DROP FUNCTION publications_keep_issue();
"""


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_reports"), ("audit", "0001_initial")]
    operations = [
        *(guard_table(name) for name in GUARDED),
        migrations.RunSQL(ISSUE, ISSUE_UNDONE),
    ]
