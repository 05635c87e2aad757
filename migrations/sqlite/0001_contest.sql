-- The whole of a first installation: units, people, contests, attempts, standings, audit.
-- Only integers, text and bytes, so that shared statements serve every engine.
-- Times are milliseconds since 1970-01-01 UTC in store time; points are hundredths.

-- The unit tree (单位、地区): province, city, county, unit, department.
CREATE TABLE unit (
    id     INTEGER PRIMARY KEY,
    parent INTEGER REFERENCES unit (id),
    kind   TEXT NOT NULL,
    name   TEXT NOT NULL,
    sector TEXT,
    -- The organizer's own code of the unit, by which files refer to it.
    code   TEXT UNIQUE,
    UNIQUE (parent, name)
) STRICT;

-- A person with an account, or a line of a roster (花名册) not yet claimed (password is null).
CREATE TABLE person (
    id              INTEGER PRIMARY KEY,
    -- The home unit: with the employee number it is how a participant signs in, to all contests alike.
    unit            INTEGER REFERENCES unit (id),
    employee_number TEXT,
    name            TEXT NOT NULL,
    -- Organizers and liaisons sign in by a login instead.
    login           TEXT UNIQUE,
    -- Argon2id, PHC string.
    password        TEXT,
    created         INTEGER NOT NULL,
    claimed         INTEGER,
    -- Which consent and privacy text was agreed to, and when.
    consent         TEXT,
    consented       INTEGER,
    -- Activation: the code is an HMAC over person and generation.
    activation_generation INTEGER NOT NULL DEFAULT 0,
    activation_failures   INTEGER NOT NULL DEFAULT 0,
    -- HMAC of the roster's secret column, where the contest chose that convenience.
    roster_secret   BLOB,
    -- One-time code for a forgotten password: HMAC and end.
    reset_code      BLOB,
    reset_until     INTEGER,
    UNIQUE (unit, employee_number)
) STRICT;

-- What a person may do beside answering: liaison of a unit, organizer of a node (null: of all).
CREATE TABLE role (
    id     INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    role   TEXT NOT NULL,
    unit   INTEGER REFERENCES unit (id),
    UNIQUE (person, role, unit)
) STRICT;

-- A sign-in on one device. Refresh tokens are an HMAC over session and generation, so a lost reply
-- can be answered again with the same successor.
CREATE TABLE session (
    id         INTEGER PRIMARY KEY,
    person     INTEGER NOT NULL REFERENCES person (id),
    generation INTEGER NOT NULL,
    rotated    INTEGER NOT NULL,
    created    INTEGER NOT NULL,
    ended      INTEGER
) STRICT;
CREATE INDEX session_person ON session (person);

-- Failed sign-ins in a row, by an HMAC of what was typed as the account. Accounts that do not exist are
-- counted alike, so that nobody learns which do; what is older than an hour is forgotten.
CREATE TABLE failed_sign_in (
    account  BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX failed_sign_in_last ON failed_sign_in (last);

-- The unit tree as it was before a change of it, for the contests that had closed by then.
CREATE TABLE kept_tree (
    id     INTEGER PRIMARY KEY,
    record TEXT NOT NULL,
    kept   INTEGER NOT NULL
) STRICT;

-- Everything a draw reads, by content hash: never changed, never deleted.
CREATE TABLE paper_source (
    hash   BLOB PRIMARY KEY,
    record BLOB NOT NULL,
    made   INTEGER NOT NULL
) STRICT;

CREATE TABLE contest (
    id            INTEGER PRIMARY KEY,
    -- The node whose organizers may run it (null: those of all).
    owner         INTEGER REFERENCES unit (id),
    texts         TEXT NOT NULL,
    rules         TEXT NOT NULL,
    blueprint     TEXT NOT NULL,
    opens         INTEGER NOT NULL,
    closes        INTEGER NOT NULL,
    -- No attempt of it has a later deadline.
    last_deadline INTEGER NOT NULL,
    -- draft, published, closed
    life          TEXT NOT NULL,
    source        BLOB REFERENCES paper_source (hash),
    -- Questions that do not count by their keys.
    withdrawn     TEXT NOT NULL DEFAULT '{}',
    -- The tree that its ranks go by; null: as it is.
    tree          INTEGER REFERENCES kept_tree (id),
    created       INTEGER NOT NULL
) STRICT;

-- Which units take part, and how many people each declared (应参加人数; null: counted from the roster).
CREATE TABLE contest_unit (
    contest   INTEGER NOT NULL REFERENCES contest (id),
    unit      INTEGER NOT NULL REFERENCES unit (id),
    headcount INTEGER,
    -- HMAC of the unit code; null where the contest asks for none.
    unit_code BLOB,
    PRIMARY KEY (contest, unit)
) STRICT, WITHOUT ROWID;

-- Membership of a contest.
CREATE TABLE enrolment (
    contest   INTEGER NOT NULL REFERENCES contest (id),
    person    INTEGER NOT NULL REFERENCES person (id),
    unit      INTEGER NOT NULL REFERENCES unit (id),
    -- roster or self
    origin    TEXT NOT NULL,
    -- When a liaison said that this person is of the unit.
    confirmed INTEGER,
    -- Fresh attempts granted and not yet used.
    fresh     INTEGER NOT NULL DEFAULT 0,
    joined    INTEGER NOT NULL,
    -- The import that wrote it, whether or not it is finished.
    import    INTEGER,
    PRIMARY KEY (contest, person)
) STRICT, WITHOUT ROWID;
-- With all that counting a roster reads.
CREATE INDEX enrolment_unit ON enrolment (contest, unit, origin, import);
CREATE INDEX enrolment_person ON enrolment (person);
-- Those in a roster that is being imported who have come by themselves meanwhile.
CREATE INDEX enrolment_came_meanwhile ON enrolment (import) WHERE origin = 'self' AND import IS NOT NULL;

-- Rosters that are being imported. What they have written of memberships is not there yet.
CREATE TABLE import (
    id      INTEGER PRIMARY KEY,
    contest INTEGER NOT NULL REFERENCES contest (id),
    started INTEGER NOT NULL
) STRICT;

-- The memberships that are there: what all but imports read.
CREATE VIEW member AS
SELECT e.contest, e.person, e.unit, e.origin, e.confirmed, e.fresh, e.joined
FROM enrolment e
WHERE e.origin = 'self' OR e.import IS NULL OR NOT EXISTS (SELECT 1 FROM import i WHERE i.id = e.import);

CREATE TABLE attempt (
    contest   INTEGER NOT NULL REFERENCES contest (id),
    number    INTEGER NOT NULL,
    person    INTEGER NOT NULL REFERENCES person (id),
    ordinal   INTEGER NOT NULL,
    source    BLOB NOT NULL,
    seed      BLOB NOT NULL,
    started   INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    fresh     INTEGER NOT NULL,
    deadline  INTEGER NOT NULL,
    -- Null while open. The rest is the submission.
    submitted INTEGER,
    -- 0 by the person, 1 by the sweeper
    swept     INTEGER,
    time_used INTEGER,
    points    INTEGER,
    correct   INTEGER,
    sections  TEXT,
    grading   INTEGER,
    voided    INTEGER,
    PRIMARY KEY (contest, number),
    UNIQUE (contest, person, ordinal)
) STRICT, WITHOUT ROWID;
-- At most one open attempt a person and contest; the sweeper's order.
CREATE UNIQUE INDEX attempt_open_person ON attempt (person, contest) WHERE submitted IS NULL;
CREATE INDEX attempt_open_deadline ON attempt (deadline) WHERE submitted IS NULL;

-- Which attempt each start request led to: the same start_id always answers with it.
CREATE TABLE attempt_start (
    contest  INTEGER NOT NULL,
    person   INTEGER NOT NULL,
    start_id TEXT NOT NULL,
    attempt  INTEGER NOT NULL,
    PRIMARY KEY (contest, person, start_id)
) STRICT, WITHOUT ROWID;

-- Saved answers, apart from the attempt because every tap writes here: 20 bits a question.
CREATE TABLE saved_sheet (
    contest INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    marks   BLOB NOT NULL,
    PRIMARY KEY (contest, attempt)
) STRICT, WITHOUT ROWID;

-- What arrived too late to count: kept unscored, as evidence for an organizer.
CREATE TABLE late_sheet (
    contest INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    -- 1, 2, … in the order of arrival; the last possible one takes in all that comes after it.
    ordinal INTEGER NOT NULL,
    -- When it came; of several in one, when the last of them did.
    arrived INTEGER NOT NULL,
    marks   BLOB NOT NULL,
    PRIMARY KEY (contest, attempt, ordinal)
) STRICT, WITHOUT ROWID;

-- Mistakes (错题本) that somebody has mastered: what was missed at this position (from 0) of that paper.
-- Missed again, it stands at another place.
CREATE TABLE mastered (
    contest  INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (contest, attempt, position)
) STRICT, WITHOUT ROWID;

-- One row a (contest, person): what boards are a projection of. Points in 1/10,000; null when
-- nothing counts any more.
CREATE TABLE standing (
    contest INTEGER NOT NULL,
    person  INTEGER NOT NULL,
    unit    INTEGER NOT NULL,
    points  INTEGER,
    time_ms INTEGER,
    -- 1 where it counts for turnout and units
    counted INTEGER NOT NULL,
    rev     INTEGER NOT NULL,
    PRIMARY KEY (contest, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_unit ON standing (contest, unit);

-- A wish to belong to another unit, or for one that is not listed.
CREATE TABLE unit_request (
    id       INTEGER PRIMARY KEY,
    contest  INTEGER NOT NULL REFERENCES contest (id),
    -- null: somebody without an account misses a unit
    person   INTEGER REFERENCES person (id),
    -- The unit wished for; with a `missing` one, the node below which it should stand.
    unit     INTEGER NOT NULL REFERENCES unit (id),
    -- The name of the unit that is not listed.
    missing  TEXT,
    created  INTEGER NOT NULL,
    decided  INTEGER,
    accepted INTEGER,
    decider  INTEGER REFERENCES person (id)
) STRICT;
CREATE INDEX unit_request_open ON unit_request (contest, unit) WHERE decided IS NULL;
CREATE INDEX unit_request_person ON unit_request (contest, person);

-- Accounts that somebody else wanted too, until an organizer has looked into it.
CREATE TABLE dispute (
    contest INTEGER NOT NULL REFERENCES contest (id),
    person  INTEGER NOT NULL REFERENCES person (id),
    -- How often since it was settled last.
    times   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    settled INTEGER,
    PRIMARY KEY (contest, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispute_open ON dispute (contest, last, person) WHERE settled IS NULL;

-- A commendation (通报表扬) as it was published, whole.
CREATE TABLE commendation (
    id        INTEGER PRIMARY KEY,
    contest   INTEGER NOT NULL REFERENCES contest (id),
    body      TEXT NOT NULL,
    published INTEGER NOT NULL,
    -- Null where it was published from the shell.
    publisher INTEGER REFERENCES person (id),
    -- The id that the client chose for the request, if it did: sent twice, it publishes once.
    request   TEXT,
    UNIQUE (contest, request)
) STRICT;

-- Whom a unit and an employee number mean in a contest, beside those whose home and number they are:
-- people who moved from there, where the roster has them, or to there without their home.
CREATE TABLE known_as (
    contest         INTEGER NOT NULL REFERENCES contest (id),
    unit            INTEGER NOT NULL REFERENCES unit (id),
    employee_number TEXT NOT NULL,
    person          INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (contest, unit, employee_number)
) STRICT, WITHOUT ROWID;

-- Rows of a roster that wait, in slices, for the whole file to be judged and moved.
CREATE TABLE import_row (
    import          INTEGER NOT NULL,
    line            INTEGER NOT NULL,
    unit            INTEGER NOT NULL,
    employee_number TEXT NOT NULL,
    name            TEXT NOT NULL,
    -- HMAC of the secret column
    secret          BLOB,
    -- 1 where the last turn has something to do for it
    settles         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;

-- The waiting rows with whom they mean; null where nobody is known.
CREATE VIEW meant_row AS
SELECT r.import, i.contest, i.started, r.line, r.unit, r.employee_number, r.name, r.secret,
       COALESCE(p.id, k.person) AS person
FROM import_row r
JOIN import i ON i.id = r.import
LEFT JOIN person p ON p.unit = r.unit AND p.employee_number = r.employee_number
LEFT JOIN known_as k ON k.contest = i.contest AND k.unit = r.unit AND k.employee_number = r.employee_number;

-- Who did what, with the reason where one is asked for. Append-only.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   INTEGER REFERENCES person (id),
    action  TEXT NOT NULL,
    contest INTEGER,
    subject TEXT NOT NULL,
    reason  TEXT,
    detail  TEXT NOT NULL
) STRICT;
CREATE INDEX audit_contest ON audit (contest, id);

-- What the planner cannot know of a store that is still empty: one contest has many attempts, one person
-- few. Otherwise it goes through all attempts of the contest for each person that a list or a count names.
ANALYZE;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('attempt', 'attempt', '1000000 100000 1'),
    ('attempt', 'sqlite_autoindex_attempt_2', '1000000 100000 2 1');
ANALYZE sqlite_schema;
