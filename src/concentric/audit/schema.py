"""The SQL that migrations run to make a table a sealed book: guards, queue, positions, grants.

Plain SQL and not django-pgtrigger: its triggers are switched off by a session variable that every
role may set, and it knows neither statement triggers with transition tables nor functions with the
owner's rights. Changing a text here does not change installed databases: that takes a new migration
that runs it again (every statement can be repeated). All tables stand in the schema `public`.
"""

from __future__ import annotations

import re

from django.db import migrations

MACHINERY = """
CREATE TABLE IF NOT EXISTS audit_book (
    name text PRIMARY KEY,
    row_table text NOT NULL UNIQUE,
    position_table text NOT NULL UNIQUE,
    queue_table text NOT NULL UNIQUE
);
COMMENT ON TABLE audit_book IS
    'The sealed books and their tables. Written by migrations only.';

-- Rows of a book are never changed. The owner of the table may repair one (tests do, to be found out), and
-- only after SET LOCAL concentric.repair = 'on'; the variable alone gives nobody else anything.
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    IF current_setting('concentric.repair', true) = 'on' AND pg_has_role(
        current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
    THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD WHEN 'UPDATE' THEN NEW END;
    END IF;
    RAISE EXCEPTION '% of % is refused: the table is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Record a correction instead.';
END $body$;

CREATE OR REPLACE FUNCTION audit_guard(guarded text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE ON %I
        FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()', guarded || '_no_change', guarded);
    EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', guarded || '_no_truncate', guarded);
END $body$;

-- Gives the rows of up to `most` committed statements their positions and seals them. It runs with the owner's
-- rights, so that a role which may call it can still write neither a position nor a seal by itself.
-- A row is in the queue as this sees it only once its transaction has committed, so writers in flight neither
-- hold it up nor are passed over: they are simply not there yet. A row that was taken away while it waited gets
-- its position too, with a digest of zeros, so that its absence is sealed and named.
CREATE OR REPLACE FUNCTION audit_seal_book(
    asked text, most integer, OUT statements bigint, OUT sealed bigint, OUT last_position bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    book audit_book;
    newest audit_seal;
    digests bytea;
    started bigint;
    moment timestamptz;
    header text;
BEGIN
    SELECT * INTO STRICT book FROM audit_book WHERE name = asked;
    PERFORM pg_advisory_xact_lock(hashtext('concentric.audit_seal'), hashtext(asked));
    SELECT * INTO newest FROM audit_seal s WHERE s.book = asked ORDER BY s.number DESC LIMIT 1;
    started := coalesce(newest.last_position, 0);
    EXECUTE format($sql$
        WITH oldest AS MATERIALIZED (SELECT q.id FROM %1$I q ORDER BY q.id LIMIT $2),
        taken AS (DELETE FROM %1$I q USING oldest o WHERE q.id = o.id RETURNING q.id, q.row_ids),
        placed AS (
            INSERT INTO %2$I (position, row_id, digest)
            SELECT $1 + row_number() OVER (ORDER BY t.id, u.row_id), u.row_id,
                coalesce(r.digest, decode(repeat('00', 32), 'hex'))
            FROM taken t CROSS JOIN unnest(t.row_ids) AS u(row_id) LEFT JOIN %3$I r ON r.id = u.row_id
            RETURNING position, digest)
        SELECT (SELECT count(*) FROM taken), count(*), string_agg(digest, ''::bytea ORDER BY position)
        FROM placed
    $sql$, book.queue_table, book.position_table, book.row_table)
    INTO statements, sealed, digests USING started, most;
    last_position := started + sealed;
    IF sealed = 0 THEN
        RETURN;
    END IF;
    moment := greatest(clock_timestamp(), newest.sealed_at);
    header := concat_ws('|', 'concentric/seal/1', asked, coalesce(newest.number, 0) + 1, started + 1,
        last_position, sealed, (extract(epoch FROM moment) * 1000000)::bigint);
    INSERT INTO audit_seal (book, number, first_position, last_position, count, previous_hash, hash, sealed_at)
    VALUES (asked, coalesce(newest.number, 0) + 1, started + 1, last_position, sealed,
        coalesce(newest.hash, decode(repeat('00', 32), 'hex')),
        sha256(coalesce(newest.hash, decode(repeat('00', 32), 'hex')) || convert_to(header, 'UTF8') || digests),
        moment);
END $body$;

-- Rebuilds a book's queue from the rows that have no position. For the owner, after a restore: writers are kept
-- out while it runs.
CREATE OR REPLACE FUNCTION audit_requeue_book(asked text) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    book audit_book;
    queued bigint;
BEGIN
    SELECT * INTO STRICT book FROM audit_book WHERE name = asked;
    PERFORM pg_advisory_xact_lock(hashtext('concentric.audit_seal'), hashtext(asked));
    EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', book.row_table);
    EXECUTE format('DELETE FROM %I', book.queue_table);
    EXECUTE format($sql$
        WITH missing AS (
            SELECT r.id, row_number() OVER (ORDER BY r.id) AS n FROM %1$I r
            WHERE NOT EXISTS (SELECT 1 FROM %2$I p WHERE p.row_id = r.id)),
        grouped AS (SELECT array_agg(id ORDER BY id) AS ids FROM missing GROUP BY n / 10000),
        written AS (INSERT INTO %3$I (row_ids) SELECT ids FROM grouped ORDER BY ids[1] RETURNING row_ids)
        SELECT coalesce(sum(cardinality(row_ids)), 0) FROM written
    $sql$, book.row_table, book.position_table, book.queue_table) INTO queued;
    RETURN queued;
END $body$;

-- What the web role may do with the books: read all, add rows, ask for a seal. Nothing else.
CREATE OR REPLACE FUNCTION audit_grant(web_role text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    book audit_book;
    guarded regclass;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = web_role) THEN
        RETURN;
    END IF;
    FOR guarded IN SELECT DISTINCT tgrelid FROM pg_trigger WHERE tgfoid = 'audit_refuse_change'::regproc LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %I', guarded, web_role);
        EXECUTE format('GRANT SELECT, INSERT ON %s TO %I', guarded, web_role);
    END LOOP;
    FOR book IN SELECT * FROM audit_book LOOP
        EXECUTE format('REVOKE ALL ON %I, %I, %I FROM %I',
            book.row_table, book.position_table, book.queue_table, web_role);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', book.row_table, web_role);
        EXECUTE format('GRANT SELECT ON %I, %I TO %I', book.position_table, book.queue_table, web_role);
    END LOOP;
    EXECUTE format('REVOKE ALL ON audit_book, audit_seal FROM %I', web_role);
    EXECUTE format('GRANT SELECT ON audit_book, audit_seal TO %I', web_role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION audit_seal_book(text, integer) TO %I', web_role);
    EXECUTE format('REVOKE ALL ON FUNCTION audit_requeue_book(text) FROM %I', web_role);
END $body$;

REVOKE ALL ON FUNCTION audit_seal_book(text, integer), audit_requeue_book(text), audit_guard(text),
    audit_grant(text) FROM PUBLIC;
SELECT audit_guard('audit_seal');
SELECT audit_guard('audit_book');
"""

MACHINERY_UNDONE = """
DROP FUNCTION audit_seal_book(text, integer), audit_requeue_book(text), audit_guard(text), audit_grant(text);
DROP FUNCTION audit_refuse_change() CASCADE;
DROP TABLE audit_book;
"""

_BOOK = """
CREATE TABLE IF NOT EXISTS {positions} (
    position bigint PRIMARY KEY CHECK (position > 0),
    row_id bigint NOT NULL UNIQUE,
    digest bytea NOT NULL
);
COMMENT ON TABLE {positions} IS
    'Sealed positions of {table}, without a gap, and the digest each row had when sealed. Written by audit_seal_book.';

CREATE TABLE IF NOT EXISTS {queue} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    row_ids bigint[] NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
COMMENT ON TABLE {queue} IS
    'Rows of {table} that wait to be sealed, one line per statement. Written by a trigger, emptied by audit_seal_book.';

CREATE OR REPLACE FUNCTION {queue}_add() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    INSERT INTO {queue} (row_ids) SELECT array_agg(id) FROM added HAVING count(*) > 0;
    RETURN NULL;
END $body$;
REVOKE ALL ON FUNCTION {queue}_add() FROM PUBLIC;
CREATE OR REPLACE TRIGGER {queue}_add AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {queue}_add();

SELECT audit_guard('{table}');
SELECT audit_guard('{positions}');
INSERT INTO audit_book (name, row_table, position_table, queue_table)
VALUES ('{name}', '{table}', '{positions}', '{queue}') ON CONFLICT (name) DO NOTHING;
"""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def seal_table(*, name: str, table: str, positions: str, queue: str) -> migrations.RunSQL:
    """A migration operation that makes the existing `table` (with `id`, `uuid`, `digest`) the
    sealed book `name`.
    """
    for word in (name, table, positions, queue):
        _check_name(word)
    sql = _BOOK.format(name=name, table=table, positions=positions, queue=queue)
    undo = (
        f"DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
        f"DROP TABLE {positions}, {queue}; DROP FUNCTION {queue}_add() CASCADE;"
        f"SET LOCAL concentric.repair = 'on'; DELETE FROM audit_book WHERE name = '{name}';"
    )
    return migrations.RunSQL(sql, undo)


def guard_table(table: str) -> migrations.RunSQL:
    """A migration operation that refuses every change and removal of rows of a table that is not a
    book.
    """
    _check_name(table)
    undo = (
        f"DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
    )
    return migrations.RunSQL(f"SELECT audit_guard('{table}')", undo)


def _check_name(word: str) -> None:
    if not _NAME.fullmatch(word):
        raise ValueError(f"{word!r} is not a plain table name")
