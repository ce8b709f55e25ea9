-- The archive, version 1. Tables and columns bear the names of the record; ids are those of the record ('a0', 's3').
-- A row is found by (document, id). `start` and `end` count code points of the untouched text, half-open, and
-- text[start:end] is the column beside them. What is not a column here (all spans of an item, paragraphs, coverage,
-- diagnostics) stands in documents.record, the whole record as zstd-compressed JSON.

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,             -- keep_text, full_text, bulk
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    key        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    sha256     TEXT NOT NULL,           -- of the text
    version    TEXT NOT NULL,           -- what made the record: extractor, its options, the date given by the caller
    language   TEXT NOT NULL,
    published  TEXT,                    -- ISO date
    date       TEXT,                    -- that of the dateline, else published
    agency     TEXT COLLATE NOCASE,     -- NORPRESS and Norpress are one
    place      TEXT,
    text       BLOB,                    -- zstd; NULL where the archive keeps no texts
    record     BLOB NOT NULL            -- zstd, JSON
);

CREATE TABLE timexes (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    type       TEXT NOT NULL,
    value      TEXT NOT NULL,
    mod        TEXT,
    interval_start TEXT,
    interval_end   TEXT,
    anchor     TEXT,
    function   TEXT NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    words      TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE places (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    country    TEXT,
    start      INTEGER,
    "end"      INTEGER,
    words      TEXT,
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

-- How an actor is known in a document, each way once: what merging across documents compares.
CREATE TABLE signatures (
    key        INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    iso3       TEXT NOT NULL,           -- of a state itself; else ''
    registry   TEXT NOT NULL,           -- key of the knowledge tables, or ''
    state      TEXT NOT NULL,           -- of the role, iso3 or name, or ''
    office     TEXT NOT NULL,           -- of the role, or ''
    year       INTEGER NOT NULL,        -- of the document, where there is an office; else 0
    folded     TEXT NOT NULL,           -- the name in lower case
    block      TEXT NOT NULL,           -- only signatures of one block are compared
    identity   INTEGER REFERENCES signatures (key) DEFERRABLE INITIALLY DEFERRED, -- NULL: not merged yet
    UNIQUE (kind, name, iso3, registry, state, office, year)
);
CREATE INDEX signatures_by_block ON signatures (block);
CREATE INDEX signatures_unmerged ON signatures (block) WHERE identity IS NULL;
CREATE INDEX signatures_by_identity ON signatures (identity);
CREATE INDEX signatures_by_name ON signatures (folded);

-- What the user knows better: two names that are one actor, or two that are not.
CREATE TABLE actor_decisions (
    decision     TEXT NOT NULL CHECK (decision IN ('merge', 'split')),
    name         TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT '',  -- '' is any
    other_name   TEXT NOT NULL,
    other_state  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (name, state, other_name, other_state)
) WITHOUT ROWID;

CREATE TABLE actors (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    iso3       TEXT,
    subkind    TEXT,
    membership TEXT,
    member_office TEXT,
    registry   TEXT,
    signature  INTEGER REFERENCES signatures (key), -- NULL where nothing tells it from others of its name
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE members (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    actor      TEXT NOT NULL,
    member     TEXT NOT NULL,
    PRIMARY KEY (document, actor, member)
) WITHOUT ROWID;

CREATE TABLE mentions (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    type       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    words      TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE roles (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    office     TEXT NOT NULL,
    "of"       TEXT,
    derivation TEXT NOT NULL,
    same_as    TEXT,
    valid_on   TEXT,
    start      INTEGER,
    "end"      INTEGER,
    words      TEXT,
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE events (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    date       TEXT,
    place      TEXT,
    organiser  TEXT,
    follows    TEXT,
    instrument TEXT,
    start      INTEGER,
    "end"      INTEGER,
    words      TEXT,
    block      TEXT,                    -- for merging: only events of one block are compared
    parties    TEXT NOT NULL,           -- for merging: who took part and where, as JSON
    identity   TEXT,                    -- the event across documents: its least 'document#id'; NULL: not merged yet
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;
CREATE INDEX events_unmerged ON events (block) WHERE identity IS NULL;

CREATE TABLE participants (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    event      TEXT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (document, event, actor)
) WITHOUT ROWID;

-- Quotations across documents: each wording once, by the hash of its folded words.
CREATE TABLE wordings (
    key        INTEGER PRIMARY KEY,
    words      TEXT NOT NULL,           -- folded: lower case, words only
    identity   INTEGER                  -- the quotation: the least key of its wordings; NULL: not merged yet
);
CREATE INDEX wordings_unmerged ON wordings (key) WHERE identity IS NULL;

CREATE TABLE wording_bands (
    band       INTEGER NOT NULL,        -- locality-sensitive hash: near-duplicates share one
    wording    INTEGER NOT NULL,
    PRIMARY KEY (band, wording)
) WITHOUT ROWID;

CREATE TABLE statements (
    key        INTEGER PRIMARY KEY,     -- for the full text
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    quotation  TEXT NOT NULL,
    level      INTEGER NOT NULL,
    embedded_in TEXT,
    source_chain TEXT NOT NULL,         -- JSON: actors, the outermost first
    speaker    TEXT,
    role       TEXT,
    holder     TEXT,
    cue        TEXT,                    -- lemma
    cue_negated INTEGER,
    attribution_type TEXT,
    speech_act TEXT,
    attitude   TEXT,
    occasion   TEXT,
    date       TEXT,
    date_from  TEXT,
    medium     TEXT,
    evidential TEXT,
    parent_stance TEXT,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    content    TEXT NOT NULL,           -- the words attributed; several spans are joined by ' … '
    content_spans TEXT,                 -- those spans as JSON, where there are several
    wording    INTEGER,                 -- where enough of it is quoted
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    UNIQUE (document, id)
);

CREATE TABLE addressees (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    statement  TEXT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (document, statement, actor)
) WITHOUT ROWID;

-- Who is spoken of inside the words of a statement.
CREATE TABLE statement_actors (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    statement  TEXT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (document, statement, actor)
) WITHOUT ROWID;

CREATE TABLE instruments (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    title      TEXT,
    kind       TEXT NOT NULL,
    number     TEXT,
    year       TEXT,
    place      TEXT,
    body       TEXT,
    via_event  TEXT,
    same_as    TEXT,
    registry   TEXT,
    registry_title TEXT,
    start      INTEGER,
    "end"      INTEGER,
    words      TEXT,
    identity   TEXT NOT NULL,           -- across documents: the key of the tables, else number and body, else title
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE concepts (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    label      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    component_of TEXT,
    dictionary TEXT,
    identity   TEXT NOT NULL,           -- across documents: the key of the dictionary, else the label
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE concept_spans (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    concept    TEXT NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    words      TEXT NOT NULL,
    statement  TEXT,                    -- the innermost that holds it
    PRIMARY KEY (document, concept, start)
) WITHOUT ROWID;

CREATE TABLE definitions (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    concept    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    statement  TEXT NOT NULL,
    cue        TEXT,
    hedge      TEXT,
    start      INTEGER NOT NULL,        -- of the definiens
    "end"      INTEGER NOT NULL,
    words      TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE exchanges (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    sender     TEXT,
    sender_state TEXT,
    date       TEXT,
    subject    TEXT,
    request    TEXT,
    expected_reply_from TEXT,
    expected_reply_form TEXT,
    expected_reply_words TEXT,
    in_reply_to TEXT,
    status     TEXT NOT NULL,
    status_as_of TEXT,
    block      TEXT,                    -- for merging: only exchanges of one block are compared
    day        INTEGER,                 -- for merging: of the date, else of the document
    parties    TEXT NOT NULL,           -- for merging: the recipients, as JSON
    subject_identity TEXT,              -- for merging: of the concept
    identity   TEXT,                    -- the exchange across documents: its least 'document#id'; NULL: not merged yet
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;
CREATE INDEX exchanges_unmerged ON exchanges (block, day) WHERE identity IS NULL;

CREATE TABLE recipients (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    exchange   TEXT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (document, exchange, actor)
) WITHOUT ROWID;

CREATE TABLE reports (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    exchange   TEXT NOT NULL,
    position   INTEGER NOT NULL,
    "by"       TEXT NOT NULL,
    statement  TEXT,
    spans      TEXT NOT NULL,           -- the words of the report as JSON: kind, act, sender, recipients, date …
    PRIMARY KEY (document, exchange, position)
) WITHOUT ROWID;

-- Where the reports of one exchange differ, within a document or across documents.
CREATE TABLE discrepancies (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    exchange   TEXT NOT NULL,
    scope      TEXT NOT NULL,           -- document: the record says so; archive: found by merging
    field      TEXT NOT NULL,
    value      TEXT NOT NULL,           -- what this document says
    PRIMARY KEY (document, exchange, scope, field, value)
) WITHOUT ROWID;

CREATE TABLE invocations (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    instrument TEXT NOT NULL,
    concept    TEXT,
    relation   TEXT NOT NULL,
    statement  TEXT,
    start      INTEGER,                 -- of the cue
    "end"      INTEGER,
    words      TEXT,
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE positions (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    organisation TEXT,
    concept    TEXT NOT NULL,
    agreement  TEXT NOT NULL,
    qualifier  TEXT,
    statement  TEXT NOT NULL,
    voice      TEXT NOT NULL,
    attributed_by TEXT,
    reported_by TEXT,
    evidence_spans TEXT NOT NULL,       -- JSON
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

CREATE TABLE factuality (
    document   INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    value      TEXT NOT NULL,
    "by"       TEXT NOT NULL,           -- the source chain, outermost first, as JSON
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    words      TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    rule       TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, id)
) WITHOUT ROWID;

-- What documents that were replaced have left for merging to look at again. Empty between batches, but in bulk mode.
CREATE TABLE merge_queue (
    kind       TEXT NOT NULL,           -- signature, exchange, event, wording
    item       TEXT NOT NULL,           -- a key, or a block and day
    PRIMARY KEY (kind, item)
) WITHOUT ROWID;

-- Actors under the name that they have across documents. Scalar queries, not joins: SQLite can then look up single actors
-- where the view is joined from the left.
CREATE VIEW named_actors AS
SELECT actors.document, actors.id, actors.signature,
       coalesce((SELECT first.name FROM signatures JOIN signatures AS first ON first.key = signatures.identity
                 WHERE signatures.key = actors.signature), actors.name) AS name,
       (SELECT coalesce(nullif(signatures.iso3, ''), nullif(signatures.state, ''), nullif(first.state, ''))
        FROM signatures LEFT JOIN signatures AS first ON first.key = signatures.identity
        WHERE signatures.key = actors.signature) AS state
FROM actors;

-- Statements with what evidence is made of: the columns that every question gives for every row.
CREATE VIEW evidence AS
SELECT documents.id AS document, documents.date, documents.agency, documents.key AS document_key,
       statements.id AS statement, statements.start, statements."end", statements.content AS words,
       statements.content_spans AS spans, statements.evidence, statements.rule, statements.confidence,
       CASE WHEN statements.evidential IS NULL THEN 'own' ELSE 'attributed' END AS voice,
       statements.speaker AS speaker_id
FROM statements JOIN documents ON documents.key = statements.document;
