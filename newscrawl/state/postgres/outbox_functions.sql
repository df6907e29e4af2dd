-- The functions of the outbox (newscrawl/state/postgres/outbox.py). `put_lines` is called by the commit of an article.

CREATE OR REPLACE FUNCTION put_lines(
    its_article bigint, its_revision integer, its_run integer, its_site integer, kinds text[], names text[], lines bytea[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(names) AS n (name) WHERE name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM segments WHERE segments.name = n.name)) THEN
        RAISE EXCEPTION 'the segment of a line is not open: it was given up as lost' USING ERRCODE = 'NC003';
    END IF;
    INSERT INTO outbox (article, revision, run, site, kind, segment, line)
    SELECT its_article, its_revision, its_run, its_site, n.kind, segments.number, n.line
    FROM unnest(kinds, names, lines) WITH ORDINALITY AS n (kind, name, line, place) LEFT JOIN segments ON segments.name = n.name
    ORDER BY n.place;
END $$;

-- Let one transaction at a time make batches, or change the lines of which they are made.
CREATE OR REPLACE FUNCTION lock_outbox() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtext('newscrawl outbox'), hashtext(current_schema()));
$$;

CREATE OR REPLACE FUNCTION change_lines(numbers bigint[], lines bytea[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE in_batch bigint;
BEGIN
    SELECT batch INTO in_batch FROM outbox WHERE number = ANY (numbers) AND batch IS NOT NULL LIMIT 1;
    IF in_batch IS NOT NULL THEN
        RAISE EXCEPTION 'lines that link to it are in batch %, which is being written', in_batch USING ERRCODE = 'NC002';
    END IF;
    UPDATE outbox SET line = n.line FROM unnest(numbers, lines) AS n (number, line) WHERE outbox.number = n.number;
END $$;

-- Give waiting lines to a new batch and return its number; null if there are none, or too few of them and none old enough.
CREATE OR REPLACE FUNCTION freeze_batch(
    its_kind text, most_lines bigint, most_bytes bigint, least_age double precision) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    its_number bigint;
    chosen bigint[];
    is_full boolean;
    oldest timestamptz;
    total bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    PERFORM lock_outbox();
    WITH ready AS (
        SELECT outbox.number, octet_length(line) AS size, committed,
            sum(octet_length(line)) OVER (ORDER BY outbox.number) AS until, row_number() OVER (ORDER BY outbox.number) AS place
        FROM outbox LEFT JOIN segments ON segments.number = outbox.segment
        WHERE batch IS NULL AND kind = its_kind AND (segment IS NULL OR uploaded IS NOT NULL)
        ORDER BY outbox.number LIMIT most_lines + 1)
    SELECT array_agg(number ORDER BY number) FILTER (WHERE place <= most_lines AND (until <= most_bytes OR place = 1)),
        coalesce(bool_or(place >= most_lines OR until >= most_bytes), false), min(committed),
        sum(size) FILTER (WHERE place <= most_lines AND (until <= most_bytes OR place = 1))
    INTO chosen, is_full, oldest, total FROM ready;
    IF chosen IS NULL OR NOT (is_full OR least_age IS NULL OR oldest <= clock_timestamp() - make_interval(secs => least_age)) THEN
        RETURN NULL;
    END IF;
    INSERT INTO batches (kind, lines, bytes, crawl_ids, sites, frozen)
    SELECT its_kind, cardinality(chosen), total, array_agg(DISTINCT runs.crawl_id), array_agg(DISTINCT sites.site), clock_timestamp()
    FROM outbox JOIN runs ON runs.number = outbox.run JOIN sites ON sites.number = outbox.site WHERE outbox.number = ANY (chosen)
    RETURNING number INTO its_number;
    UPDATE outbox SET batch = its_number WHERE number = ANY (chosen);
    RETURN its_number;
END $$;

-- Record the object that holds a batch, and delete its lines. Return what is recorded: of two sealers the first decides.
CREATE OR REPLACE FUNCTION seal_batch(its_number bigint, its_path text, its_size bigint, its_sum text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE its_batch batches;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    SELECT * INTO its_batch FROM batches WHERE number = its_number FOR UPDATE;
    IF its_batch.sealed IS NULL THEN
        UPDATE batches SET path = its_path, size = its_size, sha256 = its_sum, sealed = clock_timestamp() WHERE number = its_number;
        DELETE FROM outbox WHERE batch = its_number;
        RETURN its_path;
    END IF;
    RETURN its_batch.path;
END $$;

CREATE OR REPLACE FUNCTION open_segment(its_name text, its_owner text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO segments (name, owner) VALUES (its_name, its_owner);
$$;

CREATE OR REPLACE FUNCTION segment_uploaded(its_name text, its_path text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    UPDATE segments SET uploaded = coalesce(uploaded, clock_timestamp()), path = its_path WHERE name = its_name;
    RETURN FOUND;
END $$;

-- Give up a segment that was never uploaded: its lines are deleted, the articles are fetched again. Return their number.
CREATE OR REPLACE FUNCTION lose_segment(its_name text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    its_number bigint;
    lost bigint[];
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    PERFORM lock_log();
    PERFORM lock_outbox();
    SELECT number INTO its_number FROM segments WHERE name = its_name AND uploaded IS NULL FOR UPDATE;
    IF its_number IS NULL THEN RETURN 0; END IF;
    SELECT array_agg(DISTINCT articles.number) INTO lost FROM outbox JOIN articles ON articles.number = outbox.article
    WHERE segment = its_number AND outbox.revision = articles.revision;
    -- Of an article with a later revision elsewhere only the lost revision's change is void.
    UPDATE changes SET kind = 0, article = 0, into_article = NULL FROM outbox
    WHERE outbox.segment = its_number AND changes.article = outbox.article AND changes.kind = 1 AND changes.revision = outbox.revision
        AND NOT (changes.article = ANY (coalesce(lost, '{}')));
    IF lost IS NOT NULL THEN PERFORM undo_commits(lost); END IF;
    DELETE FROM outbox WHERE segment = its_number;
    DELETE FROM segments WHERE number = its_number;
    RETURN coalesce(cardinality(lost), 0);
END $$;
