-- One function for each write of the store, so that a write is one call and one transaction.
-- Functions with a query are in plpgsql, which plans a query once a connection; LANGUAGE sql plans it at each call.
--
-- Locks are always taken in this order, which excludes deadlocks between two calls: the site's lease (shared), the lock of
-- the log of changes, names (sites, origins, reasons, files, runs), rows of addresses by key, rows of hosts by name.

-- Raise NC001 unless the caller still holds the site. A caller without a token (a command of the operator) is not checked.
-- The row stays locked until the end of the transaction: who takes the site waits for writes that are under way.
CREATE OR REPLACE FUNCTION fence(holder text, held bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF held IS NULL THEN RETURN; END IF;
    PERFORM 1 FROM site_leases WHERE site = holder AND token = held FOR SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION 'the site % was taken over', holder USING ERRCODE = 'NC001'; END IF;
END $$;

-- Let one transaction at a time write to the log of changes, so that its numbers are in the order of the commits, and so that
-- two simultaneous copies of an article see each other.
CREATE OR REPLACE FUNCTION lock_log() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtext('newscrawl changes'), hashtext(current_schema()));
$$;

CREATE OR REPLACE FUNCTION site_number(name text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE found integer;
BEGIN
    SELECT number INTO found FROM sites WHERE site = name;
    IF found IS NOT NULL THEN RETURN found; END IF;
    INSERT INTO sites (site) VALUES (name) ON CONFLICT DO NOTHING RETURNING number INTO found;
    IF found IS NULL THEN SELECT number INTO found FROM sites WHERE site = name; END IF;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION origin_number(name text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE found integer;
BEGIN
    SELECT number INTO found FROM origins WHERE origin = name;
    IF found IS NOT NULL THEN RETURN found; END IF;
    INSERT INTO origins (origin) VALUES (name) ON CONFLICT DO NOTHING RETURNING number INTO found;
    IF found IS NULL THEN SELECT number INTO found FROM origins WHERE origin = name; END IF;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION reason_number(name text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE found integer;
BEGIN
    IF name = '' THEN RETURN NULL; END IF;
    SELECT number INTO found FROM reasons WHERE reason = name;
    IF found IS NOT NULL THEN RETURN found; END IF;
    INSERT INTO reasons (reason) VALUES (name) ON CONFLICT DO NOTHING RETURNING number INTO found;
    IF found IS NULL THEN SELECT number INTO found FROM reasons WHERE reason = name; END IF;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION file_number(name text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE found integer;
BEGIN
    SELECT number INTO found FROM files WHERE path = name;
    IF found IS NOT NULL THEN RETURN found; END IF;
    INSERT INTO files (path) VALUES (name) ON CONFLICT DO NOTHING RETURNING number INTO found;
    IF found IS NULL THEN SELECT number INTO found FROM files WHERE path = name; END IF;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION run_number(name text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE found integer;
BEGIN
    SELECT number INTO found FROM runs WHERE crawl_id = name;
    IF found IS NOT NULL THEN RETURN found; END IF;
    INSERT INTO runs (crawl_id) VALUES (name) ON CONFLICT DO NOTHING RETURNING number INTO found;
    IF found IS NULL THEN SELECT number INTO found FROM runs WHERE crawl_id = name; END IF;
    RETURN found;
END $$;

-- Seconds since 1970 of a timestamp that a source gave; null for any other text.
CREATE OR REPLACE FUNCTION seconds_of(moment text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN floor(extract(epoch FROM moment::timestamptz))::bigint;
EXCEPTION WHEN data_exception THEN RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION hinted_seconds(hints text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN hints IS NULL THEN NULL ELSE seconds_of(hints::json ->> 'date_published') END;
EXCEPTION WHEN data_exception THEN RETURN NULL;
END $$;

-- -- leases ----------------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION take_lease(name text, taker text, seconds double precision) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO site_leases AS lease (site, token, owner, expires)
    VALUES (name, 1, taker, clock_timestamp() + make_interval(secs => seconds))
    ON CONFLICT (site) DO UPDATE SET token = lease.token + 1, owner = excluded.owner, expires = excluded.expires
        WHERE lease.owner IS NULL OR lease.expires <= clock_timestamp()
    RETURNING token;
$$;

-- Renew leases; return the places, from 1 on, of those that the caller still holds.
CREATE OR REPLACE FUNCTION renew_leases(names text[], tokens bigint[], seconds double precision) RETURNS SETOF bigint LANGUAGE sql AS $$
    UPDATE site_leases AS lease SET expires = clock_timestamp() + make_interval(secs => seconds)
    FROM unnest(names, tokens) WITH ORDINALITY AS held (site, token, place)
    WHERE lease.site = held.site AND lease.token = held.token RETURNING held.place;
$$;

-- The token grows, so that nothing is written under a lease that was given back.
CREATE OR REPLACE FUNCTION release_lease(name text, held bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE site_leases SET owner = NULL, expires = clock_timestamp(), token = token + 1 WHERE site = name AND token = held;
    RETURN FOUND;
END $$;

-- -- addresses -------------------------------------------------------------------------------------------------------------

-- The arrays name what a source offered last first: pending() gives the highest number first.
CREATE OR REPLACE FUNCTION add_addresses(
    holder text, held bigint, name text, keys bigint[], origin_names text[], origin_of integer[], paths text[],
    all_hints text[], lastmods bigint[], now bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    its_site integer;
    its_origins integer[];
    written integer;
BEGIN
    PERFORM fence(holder, held);
    its_site := site_number(name);
    SELECT array_agg(origin_number(origin) ORDER BY place) INTO its_origins FROM unnest(origin_names) WITH ORDINALITY AS o (origin, place);
    -- Known rows are locked by key. New ones get their numbers in the order of the arrays.
    PERFORM 1 FROM addresses WHERE key = ANY (keys) ORDER BY key FOR UPDATE;
    INSERT INTO addresses AS a (key, site, origin, path, hints, lastmod, first_seen, last_seen)
    SELECT n.key, its_site, its_origins[n.origin], n.path, nullif(n.hints, ''), n.lastmod, now, now
    FROM (SELECT * FROM unnest(keys, origin_of, paths, all_hints, lastmods) WITH ORDINALITY
        AS n (key, origin, path, hints, lastmod, place) ORDER BY place) AS n
    ON CONFLICT (key) DO UPDATE SET status = 0, tries = 0, not_before = NULL, lastmod = excluded.lastmod,
        last_seen = excluded.last_seen, origin = excluded.origin, path = excluded.path, hints = excluded.hints
        WHERE a.status != 4;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;

CREATE OR REPLACE FUNCTION add_aliases(
    holder text, held bigint, keys bigint[], origin_names text[], paths text[], ids text[], now bigint)
    RETURNS integer LANGUAGE plpgsql AS $$
DECLARE written integer;
BEGIN
    PERFORM fence(holder, held);
    PERFORM origin_number(origin) FROM (SELECT DISTINCT unnest(origin_names) AS origin ORDER BY 1) AS named;
    INSERT INTO addresses (key, site, origin, path, status, article, first_seen, last_seen)
    SELECT n.key, articles.site, origins.number, n.path, 1, articles.number, now, now
    FROM unnest(keys, origin_names, paths, ids) AS n (key, origin, path, id)
        JOIN articles ON articles.id = n.id JOIN origins ON origins.origin = n.origin ORDER BY n.key
    ON CONFLICT (key) DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;

CREATE OR REPLACE FUNCTION fill_lastmod(holder text, held bigint, keys bigint[], lastmods bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    PERFORM 1 FROM addresses WHERE key = ANY (keys) AND lastmod IS NULL ORDER BY key FOR UPDATE;
    UPDATE addresses SET lastmod = n.lastmod FROM unnest(keys, lastmods) AS n (key, lastmod)
    WHERE addresses.key = n.key AND addresses.lastmod IS NULL;
END $$;

CREATE OR REPLACE FUNCTION mark_crawl(holder text, held bigint, name text, is_complete boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    its_site integer;
    before boolean;
BEGIN
    PERFORM fence(holder, held);
    its_site := site_number(name);
    SELECT ended INTO before FROM sites WHERE number = its_site FOR UPDATE;
    UPDATE sites SET ended = is_complete WHERE number = its_site AND ended != is_complete;
    RETURN before;
END $$;

-- The article whose own address a key is, if its address has (or has not) a status: what the log of changes asks.
CREATE OR REPLACE FUNCTION log_gone(its_key bigint, now bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (article, kind, revision, changed)
    SELECT articles.number, 2, articles.revision, now FROM addresses JOIN articles ON articles.number = addresses.article
    WHERE addresses.key = its_key AND articles.address = addresses.key AND addresses.status != 3;
END $$;

CREATE OR REPLACE FUNCTION log_back(its_key bigint, now bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (article, kind, revision, run, changed)
    SELECT articles.number, 1, articles.revision,
        (SELECT run FROM changes WHERE article = articles.number AND kind = 1 ORDER BY sequence DESC LIMIT 1), now
    FROM addresses JOIN articles ON articles.number = addresses.article
    WHERE addresses.key = its_key AND articles.address = addresses.key AND addresses.status = 3;
END $$;

CREATE OR REPLACE FUNCTION log_merged(keys bigint[], its_article bigint, now bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (article, kind, revision, into_article, changed)
    SELECT articles.number, 4, articles.revision, its_article, now
    FROM unnest(keys) WITH ORDINALITY AS n (key, place) JOIN addresses ON addresses.key = n.key
        JOIN articles ON articles.number = addresses.article
    WHERE articles.address = addresses.key AND articles.number != its_article ORDER BY n.place;
END $$;

CREATE OR REPLACE FUNCTION set_status(
    holder text, held bigint, its_key bigint, new_status integer, why text, new_etag text, new_modified text,
    its_id text, now bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    its_article bigint;
    its_reason integer;
BEGIN
    PERFORM fence(holder, held);
    IF new_status IN (1, 3) THEN PERFORM lock_log(); END IF;
    its_reason := reason_number(why);
    IF new_status = 3 THEN PERFORM log_gone(its_key, now);
    ELSIF new_status = 1 THEN
        PERFORM log_back(its_key, now);
        IF its_id IS NOT NULL THEN
            SELECT number INTO its_article FROM articles WHERE id = its_id;
            IF its_article IS NOT NULL THEN PERFORM log_merged(ARRAY[its_key], its_article, now); END IF;
        END IF;
    END IF;
    UPDATE addresses SET status = new_status, not_before = NULL, reason = its_reason, last_seen = now, hints = NULL,
        article = coalesce(its_article, article), etag = coalesce(new_etag, etag),
        last_modified = coalesce(new_modified, last_modified)
    WHERE key = its_key;
END $$;

CREATE OR REPLACE FUNCTION delete_address(holder text, held bigint, its_key bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    DELETE FROM addresses WHERE key = its_key AND status != 4;
END $$;

CREATE OR REPLACE FUNCTION record_failure(holder text, held bigint, its_key bigint, why text, now bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE its_reason integer;
BEGIN
    PERFORM fence(holder, held);
    its_reason := reason_number(why);
    UPDATE addresses SET tries = tries + 1, reason = its_reason, last_seen = now WHERE key = its_key;
END $$;

CREATE OR REPLACE FUNCTION defer_address(
    holder text, held bigint, its_key bigint, new_tries integer, until bigint, why text, now bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE its_reason integer;
BEGIN
    PERFORM fence(holder, held);
    its_reason := reason_number(why);
    UPDATE addresses SET status = 0, tries = new_tries, not_before = until, reason = its_reason, last_seen = now WHERE key = its_key;
END $$;

CREATE OR REPLACE FUNCTION postpone_deferred(holder text, held bigint, name text, until bigint, least_tries integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    UPDATE addresses SET not_before = greatest(not_before, until), tries = greatest(tries, least_tries)
    WHERE status = 0 AND site = (SELECT number FROM sites WHERE sites.site = name) AND not_before IS NOT NULL;
END $$;

CREATE OR REPLACE FUNCTION schedule_revisits(holder text, held bigint, keys bigint[], moments bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    PERFORM 1 FROM addresses WHERE key = ANY (keys) ORDER BY key FOR UPDATE;
    UPDATE addresses SET next_revisit = n.moment FROM unnest(keys, moments) AS n (key, moment) WHERE addresses.key = n.key;
END $$;

-- -- articles --------------------------------------------------------------------------------------------------------------

-- Whether an exact or near copy of a text was committed after the change `seen`. The caller holds the lock of the log.
-- Each change is looked up by itself: they are few, and a join would be planned as if they were a third of the log.
CREATE OR REPLACE FUNCTION has_new_copy(its_id text, content_key bytea, months text[], its_keys integer[], seen bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    its_article bigint;
    changed articles;
BEGIN
    FOR its_article IN SELECT article FROM changes WHERE sequence > seen AND kind = 1 ORDER BY sequence LOOP
        SELECT articles.* INTO changed FROM articles WHERE number = its_article AND id != its_id;
        CONTINUE WHEN changed.number IS NULL;
        IF EXISTS (SELECT 1 FROM contents WHERE hash = content_key AND article = changed.number)
            OR EXISTS (SELECT 1 FROM signatures WHERE number = changed.signature AND month = ANY (months) AND keys && its_keys) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- Whether one of the articles was removed on request. As a rule none was, which is seen at once.
CREATE OR REPLACE FUNCTION has_removed(ids text[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN cardinality(ids) > 0 AND EXISTS (SELECT 1 FROM removals)
        AND EXISTS (SELECT 1 FROM articles JOIN removals ON removals.article = articles.number WHERE id = ANY (ids));
END $$;

CREATE OR REPLACE FUNCTION put_signature(
    its_number bigint, is_known boolean, its_id text, its_month text, month_number integer, its_cluster bigint, its_keys integer[],
    its_sketch bytea) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_known THEN
        INSERT INTO signatures (number, article_id, month, cluster, keys, sketch)
        VALUES (its_number, its_id, its_month, coalesce(its_cluster, its_number), its_keys, its_sketch);
        INSERT INTO bands (month, key, number) SELECT DISTINCT month_number, key, its_number FROM unnest(its_keys) AS key ORDER BY 2;
        RETURN;
    END IF;
    -- The old keys of a revision stay in the bands: a match of theirs is verified with the new sketch.
    INSERT INTO signatures (number, article_id, month, cluster, keys, sketch)
    VALUES (its_number, its_id, its_month, coalesce(its_cluster, its_number), its_keys, its_sketch)
    ON CONFLICT (number) DO UPDATE SET month = excluded.month, cluster = excluded.cluster, keys = excluded.keys, sketch = excluded.sketch;
    INSERT INTO bands (month, key, number)
    SELECT DISTINCT month_number, key, its_number FROM unnest(its_keys) AS key ORDER BY 2 ON CONFLICT DO NOTHING;
END $$;

-- Commit an article with everything that belongs to it; return false, and write nothing, if since the caller looked a copy of it was
-- committed (`seen`, the last change then; null: it did not look), or an article that its line links to was removed (`link_ids`).
CREATE OR REPLACE FUNCTION commit_article(
    holder text, held bigint, its_id text, name text, its_origin text, its_path text, own_key bigint, its_revision integer,
    its_hash text, content_key bytea, its_rules text, its_consonants text, published text, its_first_seen text,
    its_last_seen text, now bigint, keys bigint[], new_etag text, new_modified text, revisit bigint,
    its_crawl text, output_paths text[], output_runs text[], output_bytes bigint[], output_lines bigint[],
    sign_month text, month_number integer, sign_cluster bigint, sign_keys integer[], sign_sketch bytea,
    seen bigint, months text[],
    line_kinds text[], line_segments text[], line_data bytea[], link_ids text[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    its_site integer;
    origin_no integer;
    its_output integer;
    its_run integer;
    its_number bigint;
    its_signature bigint;
    is_signed boolean;
BEGIN
    PERFORM fence(holder, held);
    PERFORM lock_log();
    IF seen IS NOT NULL AND has_new_copy(its_id, content_key, months, sign_keys, seen) THEN RETURN false; END IF;
    IF has_removed(link_ids) THEN RETURN false; END IF;
    its_site := site_number(name);
    origin_no := origin_number(its_origin);
    IF its_crawl IS NOT NULL THEN its_run := run_number(its_crawl); END IF;
    IF cardinality(output_paths) > 0 THEN its_output := file_number(output_paths[1]); END IF;
    -- Whoever inserts an article holds the lock of the log, so nobody else inserts this one.
    SELECT number, signature INTO its_number, its_signature FROM articles WHERE id = its_id;
    is_signed := its_signature IS NOT NULL;
    IF sign_sketch IS NOT NULL AND NOT is_signed THEN its_signature := nextval('signatures_number_seq'); END IF;
    IF its_number IS NULL THEN
        INSERT INTO articles (id, site, address, revision, content_hash, rules, consonants, date_published, first_seen, last_seen,
            output, line_end, signature)
        VALUES (its_id, its_site, own_key, its_revision, its_hash, its_rules, its_consonants, published, its_first_seen,
            its_last_seen, its_output, output_bytes[1], its_signature)
        RETURNING number INTO its_number;
    ELSE
        UPDATE articles SET address = own_key, revision = its_revision, content_hash = its_hash, rules = its_rules,
            consonants = its_consonants, date_published = published, last_seen = its_last_seen, output = its_output,
            line_end = output_bytes[1], signature = its_signature
        WHERE number = its_number;
    END IF;
    INSERT INTO contents (hash, article) VALUES (content_key, its_number) ON CONFLICT DO NOTHING;
    PERFORM log_merged(keys, its_number, now);
    IF its_run IS NOT NULL THEN
        INSERT INTO changes (article, kind, revision, run, changed) VALUES (its_number, 1, its_revision, its_run, now);
    END IF;
    INSERT INTO addresses (key, site, origin, path, status, article, first_seen, last_seen, etag, last_modified, next_revisit)
    SELECT n.key, its_site, origin_no, its_path, 1, its_number, now, now, new_etag, new_modified,
        CASE n.key WHEN own_key THEN revisit END
    FROM (SELECT key FROM unnest(keys) AS key ORDER BY 1) AS n
    ON CONFLICT (key) DO UPDATE SET status = 1, tries = 0, not_before = NULL, reason = NULL, hints = NULL,
        article = excluded.article, last_seen = excluded.last_seen, etag = excluded.etag,
        last_modified = excluded.last_modified, next_revisit = coalesce(excluded.next_revisit, addresses.next_revisit);
    IF cardinality(output_paths) > 0 THEN
        INSERT INTO outputs (path, crawl_id, bytes, lines) SELECT * FROM unnest(output_paths, output_runs, output_bytes, output_lines)
        ON CONFLICT (path) DO UPDATE SET crawl_id = excluded.crawl_id, bytes = excluded.bytes, lines = excluded.lines;
    END IF;
    IF sign_sketch IS NOT NULL THEN
        PERFORM put_signature(its_signature, is_signed, its_id, sign_month, month_number, sign_cluster, sign_keys, sign_sketch);
    END IF;
    IF cardinality(line_kinds) > 0 THEN
        PERFORM put_lines(its_number, its_revision, its_run, its_site, line_kinds, line_segments, line_data);
    END IF;
    RETURN true;
END $$;

-- Begin to make the signatures anew if they are of another algorithm: their keys mean nothing any more.
CREATE OR REPLACE FUNCTION begin_renewal(present integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_log();
    IF EXISTS (SELECT 1 FROM renewal WHERE algorithm = present) THEN RETURN; END IF;
    TRUNCATE bands;
    UPDATE renewal SET algorithm = present, file = CASE WHEN EXISTS (SELECT 1 FROM signatures) THEN '' END, lines = 0;
END $$;

-- Store signatures in the place of those of another algorithm; return their number. Return null, and store nothing, if the renewal is
-- at another place than `since`: another process does the same. The first byte of a sketch is its algorithm; a removed one is empty.
-- Keys are given as text: {1,-2,3}.
CREATE OR REPLACE FUNCTION renew_signatures(
    present integer, since_file text, since_lines bigint, until_file text, until_lines bigint, ids text[], revisions integer[],
    all_keys text[], sketches bytea[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE renewed integer;
BEGIN
    UPDATE renewal SET file = until_file, lines = until_lines
    WHERE algorithm = present AND file = since_file AND renewal.lines = since_lines;
    IF NOT FOUND THEN RETURN NULL; END IF;
    WITH changed AS (
        UPDATE signatures SET keys = n.keys::integer[], sketch = n.sketch
        FROM unnest(ids, revisions, all_keys, sketches) AS n (id, revision, keys, sketch)
            JOIN articles ON articles.id = n.id AND articles.revision = n.revision
        WHERE signatures.number = articles.signature
            AND substring(signatures.sketch FROM 1 FOR 1) NOT IN ('', set_byte('\x00', 0, present))
        RETURNING signatures.number, signatures.month, signatures.keys),
    banded AS (
        INSERT INTO bands (month, key, number)
        SELECT DISTINCT split_part(month, '-', 1)::integer * 12 + split_part(month, '-', 2)::integer - 1, unnest(keys), number
        FROM changed ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING)
    SELECT count(*) INTO renewed FROM changed;
    RETURN renewed;
END $$;

-- Note that all articles have been read; return the number of those whose signature is still of another algorithm.
CREATE OR REPLACE FUNCTION end_renewal(present integer) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    UPDATE renewal SET file = NULL, lines = 0;
    RETURN (SELECT count(*) FROM articles JOIN signatures ON signatures.number = articles.signature
        WHERE substring(sketch FROM 1 FOR 1) NOT IN ('', set_byte('\x00', 0, present)));
END $$;

-- Undo the commits of revisions whose line is lost: the addresses are pending again, the number goes back by one.
-- An earlier revision may be in a finished file, so the article stays, and any content counts as changed.
CREATE OR REPLACE FUNCTION undo_commits(lost bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE changes SET kind = 0, article = 0, into_article = NULL
    FROM articles WHERE articles.number = ANY (lost) AND changes.article = articles.number
        AND changes.kind = 1 AND changes.revision = articles.revision;
    UPDATE addresses SET status = 0, tries = 0, etag = NULL, last_modified = NULL,
        article = CASE WHEN articles.revision = 1 THEN NULL ELSE addresses.article END
    FROM articles WHERE articles.number = ANY (lost) AND addresses.article = articles.number;
    DELETE FROM contents WHERE article = ANY (lost);
    DELETE FROM articles WHERE number = ANY (lost) AND revision = 1;
    UPDATE articles SET revision = revision - 1, content_hash = '', consonants = '', output = NULL, line_end = NULL
    WHERE number = ANY (lost);
END $$;

CREATE OR REPLACE FUNCTION uncommit(its_path text, size bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE lost bigint[];
BEGIN
    PERFORM lock_log();
    SELECT array_agg(number) INTO lost FROM articles
    WHERE output = (SELECT number FROM files WHERE path = its_path) AND line_end > size;
    IF lost IS NOT NULL THEN PERFORM undo_commits(lost); END IF;
    RETURN coalesce(cardinality(lost), 0);
END $$;

-- -- sources, files, health -------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION put_source(
    holder text, held bigint, its_url text, its_site text, its_kind text, its_etag text, its_modified text, its_checked text,
    its_news text, its_root text, its_first text, its_gap double precision, its_interval double precision, its_next text,
    is_unfinished boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    INSERT INTO sources AS s (url, site, kind, etag, last_modified, checked, brought_news, root, first_checked, gap, "interval",
        next_check, unfinished)
    VALUES (its_url, its_site, its_kind, its_etag, its_modified, its_checked, its_news, its_root, its_first, its_gap,
        its_interval, its_next, is_unfinished)
    ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
        checked = coalesce(excluded.checked, s.checked), brought_news = coalesce(excluded.brought_news, s.brought_news),
        root = excluded.root, first_checked = coalesce(s.first_checked, excluded.first_checked), gap = excluded.gap,
        "interval" = excluded."interval", next_check = excluded.next_check, unfinished = excluded.unfinished;
END $$;

CREATE OR REPLACE FUNCTION put_output(its_path text, its_run text, its_bytes bigint, its_lines bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    INSERT INTO outputs (path, crawl_id, bytes, lines) VALUES (its_path, its_run, its_bytes, its_lines)
    ON CONFLICT (path) DO UPDATE SET crawl_id = excluded.crawl_id, bytes = excluded.bytes, lines = excluded.lines;
END $$;

CREATE OR REPLACE FUNCTION save_closing_plan(its_run text, plan text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    INSERT INTO closings (crawl_id, said) VALUES (its_run, plan) ON CONFLICT (crawl_id) DO UPDATE SET said = excluded.said;
END $$;

CREATE OR REPLACE FUNCTION finish_run(its_run text) RETURNS void LANGUAGE sql AS $$
    DELETE FROM outputs WHERE crawl_id = its_run;
    DELETE FROM closings WHERE crawl_id = its_run;
$$;

CREATE OR REPLACE FUNCTION put_health(
    holder text, held bigint, its_site text, dropped text[], crawl_ids text[], ends text[], all_counts text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    DELETE FROM health WHERE site = its_site AND (crawl_id = ANY (dropped) OR crawl_id = ANY (crawl_ids));
    INSERT INTO health (site, crawl_id, finished, counts)
    SELECT its_site, crawl_id, finished, counts
    FROM unnest(crawl_ids, ends, all_counts) WITH ORDINALITY AS n (crawl_id, finished, counts, place) ORDER BY place;
END $$;

-- Make everything that was committed before survive a power cut: a synced commit writes out the log up to itself.
CREATE OR REPLACE FUNCTION sync_log() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    UPDATE identity SET synced = clock_timestamp();
END $$;

-- -- request slots ----------------------------------------------------------------------------------------------------------

-- Return {0, end of the turn} and record a request, or {seconds to wait}. `now` and `its_day` are null for the server's clock.
--
-- The request counts as sent at the end of its turn, the latest moment at which it may be sent, until record_sent() tells the
-- real one. So nobody else gets a slot too early, whatever happens between the grant and the request.
CREATE OR REPLACE FUNCTION acquire_slot(
    holder text, held bigint, its_host text, all_hosts text[], its_site text, its_delay double precision, turn double precision,
    its_day text, now double precision) RETURNS double precision[] LANGUAGE plpgsql AS $$
DECLARE
    last double precision;
    missing integer;
    wait double precision;
BEGIN
    PERFORM fence(holder, held);
    SELECT cardinality(all_hosts) - count(*), max(asked) INTO missing, last
    FROM (SELECT asked FROM hosts WHERE host = ANY (all_hosts) ORDER BY host FOR UPDATE) AS locked;
    IF missing > 0 THEN
        INSERT INTO hosts (host) SELECT DISTINCT unnest(all_hosts) AS host ORDER BY 1 ON CONFLICT DO NOTHING;
        SELECT max(asked) INTO last FROM (SELECT asked FROM hosts WHERE host = ANY (all_hosts) ORDER BY host FOR UPDATE) AS locked;
    END IF;
    now := coalesce(now, extract(epoch FROM clock_timestamp()));
    IF last > now + turn + 60 THEN
        -- The clock was set back. The request counts as sent now, so that this delay is the only one.
        UPDATE hosts SET asked = now WHERE host = ANY (all_hosts) AND asked > now;
        last := now;
    END IF;
    wait := least(last + its_delay - now, its_delay + turn);
    IF wait > 0 THEN RETURN ARRAY[wait]; END IF;
    UPDATE hosts SET asked = now + turn, delay = its_delay WHERE host = its_host;
    IF NOT FOUND THEN INSERT INTO hosts (host, asked, delay) VALUES (its_host, now + turn, its_delay); END IF;
    its_day := coalesce(its_day, today());
    INSERT INTO budgets AS b (site, day, requests) VALUES (its_site, its_day, 1)
    ON CONFLICT (site) DO UPDATE SET requests = CASE b.day WHEN excluded.day THEN b.requests + 1 ELSE 1 END, day = excluded.day;
    RETURN ARRAY[0, now + turn];
END $$;

-- The day for which a budget counts, by the server's clock.
CREATE OR REPLACE FUNCTION today() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD');
$$;

-- Record when the request of a granted turn was sent. If the turn was over and somebody else has the host, nothing changes.
CREATE OR REPLACE FUNCTION record_sent(
    holder text, held bigint, its_host text, granted double precision, now double precision) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    UPDATE hosts SET asked = coalesce(now, extract(epoch FROM clock_timestamp())) WHERE host = its_host AND asked = granted;
END $$;

CREATE OR REPLACE FUNCTION block_hosts(holder text, held bigint, all_hosts text[], until double precision) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fence(holder, held);
    INSERT INTO hosts (host, not_before) SELECT DISTINCT unnest(all_hosts) AS host, until ORDER BY 1
    ON CONFLICT (host) DO UPDATE SET not_before = greatest(hosts.not_before, excluded.not_before);
END $$;

-- -- removals ---------------------------------------------------------------------------------------------------------------

-- Give addresses the status "removed", and delete what else is known of them.
CREATE OR REPLACE FUNCTION remove_addresses(keys bigint[], now bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE its_reason integer;
BEGIN
    its_reason := reason_number('removed');
    PERFORM 1 FROM addresses WHERE key = ANY (keys) ORDER BY key FOR UPDATE;
    UPDATE addresses SET status = 4, tries = 0, lastmod = NULL, not_before = NULL, next_revisit = NULL, hints = NULL,
        etag = NULL, last_modified = NULL, path = '/', reason = its_reason, last_seen = now WHERE key = ANY (keys);
END $$;

CREATE OR REPLACE FUNCTION remove_articles(
    ids text[], its_sites text[], keys bigint[], key_sites text[], key_origins text[], why text, moment text, now bigint,
    plan text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    its_article articles;
    place integer;
    gone bigint[];
    in_batch bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    PERFORM lock_log();
    SELECT batch INTO in_batch FROM outbox JOIN articles ON articles.number = outbox.article WHERE id = ANY (ids) AND batch IS NOT NULL LIMIT 1;
    IF in_batch IS NOT NULL THEN
        RAISE EXCEPTION 'lines of it are in batch %, which is being written', in_batch USING ERRCODE = 'NC002';
    END IF;
    DELETE FROM outbox USING articles WHERE articles.number = outbox.article AND id = ANY (ids);
    FOR place IN 1 .. coalesce(cardinality(ids), 0) LOOP
        INSERT INTO articles (id, site, address, revision, content_hash, first_seen, last_seen)
        VALUES (ids[place], site_number(its_sites[place]), 0, 0, '', moment, moment) ON CONFLICT DO NOTHING;
        SELECT * INTO its_article FROM articles WHERE id = ids[place] FOR UPDATE;
        SELECT coalesce(array_agg(key), '{}') INTO gone FROM addresses WHERE article = its_article.number;
        PERFORM remove_addresses(gone, now);
        CONTINUE WHEN EXISTS (SELECT 1 FROM removals WHERE article = its_article.number);
        DELETE FROM bands WHERE number = its_article.signature;
        UPDATE signatures SET keys = '{}', sketch = '' WHERE number = its_article.signature;
        DELETE FROM contents WHERE article = its_article.number;
        UPDATE articles SET content_hash = '', rules = '', consonants = '', date_published = NULL, first_seen = moment,
            last_seen = moment, output = NULL, line_end = NULL, signature = NULL WHERE number = its_article.number;
        INSERT INTO removals (article, removed, reason) VALUES (its_article.number, moment, why);
        UPDATE changes SET kind = 0, article = 0, into_article = NULL WHERE article = its_article.number;
        INSERT INTO changes (article, kind, revision, changed) VALUES (its_article.number, 3, its_article.revision, now);
    END LOOP;
    INSERT INTO addresses (key, site, origin, path, status, first_seen, last_seen)
    SELECT n.key, site_number(n.site), origin_number(n.origin), '/', 4, now, now
    FROM (SELECT * FROM unnest(keys, key_sites, key_origins) AS n (key, site, origin) ORDER BY 1) AS n ON CONFLICT (key) DO NOTHING;
    PERFORM remove_addresses(keys, now);
    INSERT INTO rewrites (plan) VALUES (plan);
END $$;

-- -- upkeep ----------------------------------------------------------------------------------------------------------------

-- Delete articles that are no tombstones, with the keys of their content, their changes, and their lines that wait.
CREATE OR REPLACE FUNCTION forget_articles(numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE forgotten bigint[];
BEGIN
    PERFORM lock_log();
    SELECT array_agg(number) INTO forgotten FROM unnest(numbers) AS n (number)
    WHERE number NOT IN (SELECT article FROM removals);
    IF forgotten IS NULL THEN RETURN; END IF;
    DELETE FROM contents WHERE article = ANY (forgotten);
    UPDATE changes SET kind = 0, article = 0, into_article = NULL WHERE article = ANY (forgotten);
    DELETE FROM articles WHERE number = ANY (forgotten);
END $$;

CREATE OR REPLACE FUNCTION forget_site(name text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    its_site integer;
    deleted integer;
BEGIN
    PERFORM lock_log();
    SELECT number INTO its_site FROM sites WHERE site = name;
    IF its_site IS NULL THEN RETURN 0; END IF;
    PERFORM forget_articles(array_agg(number)) FROM articles WHERE site = its_site;
    DELETE FROM addresses WHERE site = its_site AND status != 4;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    DELETE FROM sources WHERE site = name;
    DELETE FROM health WHERE site = name;
    UPDATE sites SET ended = false WHERE number = its_site;
    -- Of a site with tombstones or with lines in no file yet the name stays.
    IF NOT EXISTS (SELECT 1 FROM articles WHERE site = its_site) AND NOT EXISTS (SELECT 1 FROM addresses WHERE site = its_site)
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE site = its_site) THEN
        DELETE FROM sites WHERE number = its_site;
    END IF;
    RETURN deleted;
END $$;

CREATE OR REPLACE FUNCTION forget_url(its_key bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE found addresses;
BEGIN
    PERFORM lock_log();
    SELECT * INTO found FROM addresses WHERE key = its_key AND status != 4;
    IF found.key IS NULL THEN RETURN false; END IF;
    DELETE FROM addresses WHERE (key = its_key OR article = found.article) AND status != 4;
    PERFORM forget_articles(ARRAY[found.article]);
    RETURN true;
END $$;

-- Make rejected and failed addresses pending again; return their number by reason.
CREATE OR REPLACE FUNCTION retry_addresses(name text, why text, since bigint) RETURNS TABLE (found_reason text, found bigint) LANGUAGE sql AS $$
    WITH chosen AS (
        SELECT key, coalesce(reasons.reason, 'failed') AS word
        FROM addresses LEFT JOIN reasons ON reasons.number = addresses.reason
        WHERE site = (SELECT number FROM sites WHERE sites.site = name)
            AND (status = 2 OR (status = 0 AND tries > 0) OR (status = 3 AND why IS NOT NULL))
            AND (why IS NULL OR reasons.reason = why) AND (since IS NULL OR last_seen >= since)
        ORDER BY key FOR UPDATE OF addresses),
    -- The page may be unchanged since it was rejected: without validators it is sent whole.
    again AS (
        UPDATE addresses SET status = 0, tries = 0, not_before = NULL, etag = NULL, last_modified = NULL
        WHERE key IN (SELECT key FROM chosen))
    SELECT word, count(*) FROM chosen GROUP BY word;
$$;
