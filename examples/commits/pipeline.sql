-- Commits of many repositories, history and live, in one table.
CREATE STREAMING TABLE commits (
    repo STRING NOT NULL,
    id STRING NOT NULL,
    author STRING,
    authored_at TIMESTAMP,
    committed_at TIMESTAMP,
    parents INT,
    subject STRING
)
USING delta
PARTITIONED BY (repo);

CREATE FLOW load_commits AS
INSERT INTO commits BY NAME
SELECT repo, id, author, authored_at, committed_at, parents, subject
FROM STREAM events;
