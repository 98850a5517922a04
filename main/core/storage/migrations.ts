/** Numbered by position: a database at `user_version` n has run the first n. A landed one is never changed. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE bursts (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    -- The job manifest without its prompts, as JSON.
    job TEXT NOT NULL,
    -- What the session's manifest.json needs of the template, as JSON.
    source TEXT NOT NULL,
    ended_at INTEGER
  ) STRICT;

  CREATE TABLE items (
    burst_id TEXT NOT NULL REFERENCES bursts(id),
    item INTEGER NOT NULL,
    -- One prompt of the job manifest, as JSON.
    spec TEXT NOT NULL,
    PRIMARY KEY (burst_id, item)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    burst_id TEXT NOT NULL REFERENCES bursts(id),
    at INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_burst ON events (burst_id, seq);

  -- Every rendering of an item that we know of: a projection of the item events.
  CREATE TABLE attempts (
    burst_id TEXT NOT NULL,
    item INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    path TEXT,
    bytes INTEGER,
    sha256 TEXT,
    PRIMARY KEY (burst_id, item, lane, attempt)
  ) STRICT, WITHOUT ROWID;

  -- How far each lane's journal was read, committed together with the events that came of it.
  CREATE TABLE journal_offsets (
    burst_id TEXT NOT NULL,
    lane INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (burst_id, lane)
  ) STRICT, WITHOUT ROWID;

  -- Append-only: everything that costs or ends a cost.
  CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    entry TEXT NOT NULL,
    provider TEXT NOT NULL,
    burst_id TEXT NOT NULL,
    lane INTEGER NOT NULL,
    attempt TEXT NOT NULL,
    instance_id TEXT,
    billed_seconds REAL,
    micros INTEGER,
    currency TEXT NOT NULL,
    tax_included INTEGER NOT NULL,
    simulated INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX ledger_by_attempt ON ledger (attempt);

  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  -- What faces are told of a burst that has ended, so that nobody replays 150,000 events for a list. A cache: it may be null.
  ALTER TABLE bursts ADD COLUMN summary TEXT;
  `,
  `
  -- Pictures by the order in which they came home, for the pages that show them.
  CREATE INDEX verified_events ON events (burst_id, seq) WHERE type = 'item.verified';
  `,
  `
  -- The models of this computer by what is in them. A stamp says what of the file must be the same for its hash to hold.
  CREATE TABLE models (
    file TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    base TEXT,
    format TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX models_by_hash ON models (sha256);
  CREATE TABLE model_folders (path TEXT PRIMARY KEY) STRICT;
  `,
  `
  -- Where the world has a model, as JSON; by content, so that it holds for every file that has it.
  CREATE TABLE model_sources (sha256 TEXT NOT NULL, source TEXT NOT NULL, UNIQUE (sha256, source)) STRICT;
  `,
  `
  -- What bursts that have ended took, for the estimates of the next ones. Both follow from the events.
  CREATE TABLE observations (
    burst_id TEXT NOT NULL,
    lane INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- As JSON.
    observation TEXT NOT NULL,
    PRIMARY KEY (burst_id, lane)
  ) STRICT;
  CREATE INDEX observations_by_time ON observations (at);
  -- The estimate of a burst that was made whole, beside the truth.
  CREATE TABLE estimate_outcomes (
    burst_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    simulated INTEGER NOT NULL,
    estimated_seconds REAL NOT NULL,
    seconds REAL NOT NULL,
    estimated_micros INTEGER NOT NULL,
    micros INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What somebody should hear of though nobody looks. The key makes that it is told once.
  CREATE TABLE alerts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    simulated INTEGER NOT NULL
  ) STRICT;
  -- The ways on which an alert leaves this computer; at is null until it did.
  CREATE TABLE alert_deliveries (
    alert INTEGER NOT NULL REFERENCES alerts(seq),
    channel TEXT NOT NULL,
    tries INTEGER NOT NULL,
    at INTEGER,
    PRIMARY KEY (alert, channel)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX undelivered_alerts ON alert_deliveries (alert) WHERE at IS NULL;

  -- Append-only: who did what of everything that costs, ends a cost, moves the user's data or deletes it far away.
  -- Each line's hash has the hash of the line before in it, so that a gap or a changed line is visible.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    -- As JSON.
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_time ON audit (at);

  -- Of an instance that is gone: what its billed seconds went to, as JSON, and how many pictures it made that came home.
  ALTER TABLE ledger ADD COLUMN split TEXT;
  ALTER TABLE ledger ADD COLUMN images INTEGER;

  -- Machines that were given back because they were slow; instants in ms on the wall clock.
  CREATE TABLE slow_hosts (
    provider TEXT NOT NULL,
    host TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (provider, host)
  ) STRICT, WITHOUT ROWID;

  -- Ends of instances that a rule of the watchdog announced. Wall clock, ms since 1970.
  CREATE TABLE announcements (
    provider TEXT NOT NULL,
    instance_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    message TEXT NOT NULL,
    since INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    kept_until INTEGER,
    PRIMARY KEY (provider, instance_id, rule)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Disks of instances that are kept at their sellers, to start others from. Models as JSON.
  CREATE TABLE prepared_images (
    provider TEXT NOT NULL,
    image_id TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    region TEXT NOT NULL,
    gpu TEXT NOT NULL,
    setup TEXT NOT NULL,
    models TEXT NOT NULL,
    bytes REAL,
    burst_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (provider, image_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Pictures that are at home, of all bursts, by the number of the event that says so: a projection of it.
  CREATE TABLE pictures (
    seq INTEGER PRIMARY KEY,
    burst_id TEXT NOT NULL,
    item INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (burst_id, item)
  ) STRICT;
  CREATE INDEX pictures_of_burst ON pictures (burst_id, seq);
  -- What its placeholders became.
  CREATE TABLE picture_values (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (name, value, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX values_of_picture ON picture_values (seq);
  -- What it is found by.
  CREATE VIRTUAL TABLE picture_words USING fts5 (words, content = '', prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2');
  -- What the user thinks of it.
  CREATE TABLE picture_marks (
    burst_id TEXT NOT NULL,
    item INTEGER NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('star', 'reject')),
    at INTEGER NOT NULL,
    PRIMARY KEY (burst_id, item)
  ) STRICT, WITHOUT ROWID;

  -- A value as people read it: of several parts each with its name.
  CREATE VIEW gallery_values AS
    SELECT p.seq, v.key AS name,
      CASE v.type WHEN 'object'
        THEN (SELECT group_concat(part.key || ' ' || part.value, ', ') FROM json_each(v.value) part)
        ELSE CAST(v.value AS TEXT) END AS value
    FROM pictures p JOIN items i ON i.burst_id = p.burst_id AND i.item = p.item, json_each(i.spec, '$.variations') v;
  CREATE VIEW gallery_words AS
    SELECT p.seq,
      json_extract(i.spec, '$.prompt') || ' ' || json_extract(i.spec, '$.negative_prompt') || ' ' ||
      json_extract(i.spec, '$.filename') || ' ' || json_extract(i.spec, '$.id') || ' ' ||
      json_extract(i.spec, '$.seed') || ' ' || p.burst_id || ' ' ||
      coalesce((SELECT group_concat(value, ' ') FROM picture_values v WHERE v.seq = p.seq), '') AS words
    FROM pictures p JOIN items i ON i.burst_id = p.burst_id AND i.item = p.item;

  INSERT OR IGNORE INTO pictures (seq, burst_id, item, lane, at)
    SELECT seq, burst_id, json_extract(data, '$.item'), json_extract(data, '$.lane'), at
    FROM events WHERE type = 'item.verified' ORDER BY seq;
  INSERT OR IGNORE INTO picture_values (name, value, seq) SELECT name, value, seq FROM gallery_values;
  INSERT INTO picture_words (rowid, words) SELECT seq, words FROM gallery_words;
  `,
  `
  -- Disks for models, by the name that was written down before they were asked for.
  CREATE TABLE model_volumes (
    name TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    volume_id TEXT,
    label TEXT NOT NULL,
    region TEXT NOT NULL,
    bytes REAL,
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- What bursts put on them or found there.
  CREATE TABLE volume_models (
    name TEXT NOT NULL REFERENCES model_volumes (name),
    sha256 TEXT NOT NULL,
    model TEXT NOT NULL,
    PRIMARY KEY (name, sha256)
  ) STRICT, WITHOUT ROWID;
  `,
]
