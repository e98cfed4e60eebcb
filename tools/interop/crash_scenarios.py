"""The commands that the crash, power and fault suites interrupt, and what must hold around each.

A scenario makes the state before its command, names the command, and judges what a reader finds
after the command was interrupted and after it was run again. Rows are compared as multisets: a
doubled row is as wrong as a lost one.
"""
import collections
import json
import os
import pathlib
import time

import deltalake
import pyarrow as pa

from readers import arrow_deltalake, lake, lines_of

SCHEMA = "id BIGINT, part STRING"
PIPELINE = """\
CREATE STREAMING TABLE t
USING delta
AS SELECT CAST(id AS BIGINT) AS id, part FROM STREAM events
"""
DAY = 86_400


def rows(first, count, part="a"):
    return [(number, part) for number in range(first, first + count)]


def text_of(some_rows):
    return "".join(json.dumps({"id": i, "part": part}) + "\n" for i, part in some_rows)


def rows_in(table):
    """The multiset of a table's rows as delta-rs reads it; None where there is no table."""
    try:
        found = arrow_deltalake(table)
    except deltalake.exceptions.TableNotFoundError:
        return None
    columns = [found.column(name).to_pylist() for name in ("id", "part")]
    return collections.Counter(zip(*columns))


def rows_by_lake(table):
    done = lake("read", table, "-o", "jsonl", check=False)
    if done.returncode == 4:
        return None
    if done.returncode != 0:
        raise RuntimeError(f"lake read ended with {done.returncode}: {done.stderr}")
    parsed = (json.loads(line) for line in lines_of(done.stdout))
    return collections.Counter((row["id"], row["part"]) for row in parsed)


def age(folder, days):
    """Sets the times of all files below a folder back."""
    past = time.time() - days * DAY
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file():
            # The order of commits must stay the order of their times.
            past += 1
            os.utime(path, (past, past))


class Inputs:
    """Files that commands read; they lie outside the states, which are copied and thrown away."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.pipeline = self.write("pipeline.sql", PIPELINE)
        self.number = 0

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def file(self, some_rows):
        self.number += 1
        return self.write(f"rows-{self.number}.ndjson", text_of(some_rows))

    def folder_of(self, name, parts):
        for number, part in enumerate(parts):
            path = f"{name}/part-{number:03}.ndjson"
            # A file that was read already must stay what it is.
            if not (self.folder / path).exists():
                self.write(path, part)
        return self.folder / name


class Scenario:
    """One command. `command(state)` are its arguments; the table lies in `state/table`."""

    # Whether the number of its calls hangs on which of its threads is first, for instance at making
    # the folder that they both need.
    races = False

    def __init__(self, name, prepare, command):
        self.name, self.prepare, self.command = name, prepare, command

    def measure(self, state):
        """Called once with the state before, so that judgements can lean on it."""
        self.before = rows_in(state / "table")

    def judge_interrupted(self, found):
        """What is wrong with the rows that an interruption left; None where nothing is."""

    def judge_finished(self, interrupted, done, found, state):
        """What is wrong after the command ran again on what `judge_interrupted` was shown."""

    def is_done(self, found):
        """Whether these are the rows after one run of the command."""

    def is_partly_done(self, found):
        """Whether these may be the rows after a command that says that it failed."""
        return found == self.before


def difference(found, wanted):
    if found == wanted:
        return None
    found, wanted = found or collections.Counter(), wanted or collections.Counter()
    return f"doubled or foreign {dict(found - wanted)}, lost {dict(wanted - found)}"


def failure(done):
    return None if done.returncode == 0 else f"ended with {done.returncode}: {done.stderr[:1500]}"


class Once(Scenario):
    """However often the command runs, its effect is in the table once."""

    def __init__(self, name, prepare, command, after, extra=None):
        super().__init__(name, prepare, command)
        self.after, self.extra = collections.Counter(after), extra

    def judge_interrupted(self, found):
        if found == self.before or self.is_done(found):
            return None
        return f"neither before nor after: {difference(found, self.after)}"

    def is_done(self, found):
        return found == self.after

    def judge_finished(self, interrupted, done, found, state):
        return (failure(done) or difference(found, self.after)
                or (self.extra(state) if self.extra else None))


class Each(Scenario):
    """Every run adds the rows: zero or one times when it was interrupted, and the log tells."""

    def __init__(self, name, prepare, command, added):
        super().__init__(name, prepare, command)
        self.added = collections.Counter(added)

    def judge_interrupted(self, found):
        if found == self.before or self.is_done(found):
            return None
        empty = self.before is None and found == collections.Counter()
        return None if empty else f"neither without nor with: {difference(found, self.before)}"

    def is_done(self, found):
        return found == (self.before or collections.Counter()) + self.added

    def judge_finished(self, interrupted, done, found, state):
        wanted = (interrupted or collections.Counter()) + self.added
        return failure(done) or difference(found, wanted) or self.untold(state, wanted)

    def untold(self, state, wanted):
        """Whether history and txn-status tell how often the rows went in."""
        writes = [entry for entry in map(json.loads, lines_of(
            lake("history", state / "table", "-o", "jsonl").stdout))
            if entry["operation"] == "WRITE"]
        log = [json.loads(line)["action"] for line in lines_of(
            lake("log", state / "table", "--from", 0).stdout)]
        ids = [action["commitInfo"]["txnId"] for action in log
               if action.get("commitInfo", {}).get("operation") == "WRITE"]
        told = sum(int(json.loads(action["add"]["stats"])["numRecords"])
                   for action in log if "add" in action)
        if told != sum(wanted.values()) or len(writes) != len(ids):
            return f"the log tells of {told} rows in {len(writes)} writes"
        status = lake("txn-status", state / "table", ids[-1], check=False)
        if status.returncode != 0:
            return f"txn-status does not know the newest commit: {status.stdout}"
        return None


class Made(Scenario):
    """The table is made; who tries again hears that it is there."""

    def judge_interrupted(self, found):
        return None if not found else f"rows in a new table: {found}"

    def is_done(self, found):
        return found == collections.Counter()

    def judge_finished(self, interrupted, done, found, state):
        if interrupted is None:
            return failure(done) or difference(found, collections.Counter())
        if done.returncode != 1 or "a table here already" not in done.stderr:
            return f"ended with {done.returncode} where a table was: {done.stderr[-300:]}"
        return difference(found, collections.Counter())


class Units(Scenario):
    """Whole units appear one after the other; in the end each is there once."""

    def __init__(self, name, prepare, command, units, extra=None):
        super().__init__(name, prepare, command)
        self.units, self.extra = [collections.Counter(unit) for unit in units], extra

    def judge_interrupted(self, found):
        rest = collections.Counter(found or {})
        rest.subtract(self.before or {})
        for unit in self.units:
            seen = {rest[row] for row in unit}
            if seen not in ({0}, {1}):
                return f"a part of a unit, or one twice: {dict(unit)} is there {seen} times"
            rest.subtract(unit if seen == {1} else {})
        return None if not any(rest.values()) else f"foreign rows: {dict(+rest)}, lost {dict(-rest)}"

    def is_partly_done(self, found):
        return True

    @property
    def after(self):
        return sum(self.units, self.before or collections.Counter())

    def is_done(self, found):
        return found == self.after

    def judge_finished(self, interrupted, done, found, state):
        return (failure(done) or difference(found, self.after)
                or (self.extra(state) if self.extra else None))


# The states before, and the commands.

def nothing(state):
    pass


def new_table(state, *properties):
    lake("create", state / "table", "--schema", SCHEMA, *properties)


def grown(inputs, commits, *properties):
    """A table with one row a commit."""
    def prepare(state):
        new_table(state, *properties)
        for number in range(commits):
            lake("append", state / "table", inputs.file(rows(1000 + number, 1)))
    return prepare


def overwritten(inputs):
    """A table with removed files, unreferenced ones and abandoned uploads, all old."""
    def prepare(state):
        grown(inputs, 3)(state)
        lake("append", state / "table", inputs.file(rows(2000, 3)), "--mode", "overwrite")
        lake("append", state / "table", inputs.file(rows(2100, 2)))
        (state / "table/part-orphan.parquet").write_bytes(b"nobody knows it")
        (state / "table/.tmp-abandoned").write_bytes(b"nor this")
        age(state / "table", 30)
    return prepare


def only_referenced_files(state):
    table = deltalake.DeltaTable(str(state / "table"))
    referenced = set(pa.table(table.get_add_actions())["path"].to_pylist())
    there = {path.name for path in (state / "table").iterdir()
             if path.is_file() and path.stat().st_mtime < time.time() - DAY}
    if there - referenced:
        return f"vacuum left {there - referenced}"
    return None


def log_is_clean(state):
    left = [path.name for path in (state / "table/_delta_log").glob("0*")]
    return None if all("0012" in name for name in left) else f"the log still holds {left}"


def stream(inputs, source, *more):
    return lambda state: [
        "stream", "run", inputs.pipeline, "--source", f"events={source}",
        "--table", f"t={state / 'table'}", "--trigger", "available-now", "--max-files", "1", *more]


def appends(inputs):
    base = rows(1000, 1)
    yield Made("create", nothing, lambda state: [
        "create", state / "table", "--schema", SCHEMA, "--partition-by", "part"])
    more = rows(1, 3) + rows(4, 2, "b")
    file = inputs.file(more)
    made = Each("append to nothing", nothing, lambda state: [
        "append", state / "table", file, "--schema", SCHEMA, "--partition-by", "part"], more)
    made.races = True
    yield made
    yield Each("append", grown(inputs, 1), lambda state: ["append", state / "table", file], more)
    once = ["--txn-app-id", "loader", "--txn-version", "7"]
    yield Once("append once", grown(inputs, 1), lambda state: [
        "append", state / "table", file, *once], base + more)
    yield Once("append once, checkpoint due", grown(inputs, 9), lambda state: [
        "append", state / "table", file, *once], rows(1000, 9) + more)
    yield Once("overwrite", grown(inputs, 2), lambda state: [
        "append", state / "table", file, "--mode", "overwrite"], more)


def upkeep(inputs):
    yield Once("checkpoint", grown(inputs, 3), lambda state: [
        "checkpoint", state / "table"], rows(1000, 3))

    def old(state):
        grown(inputs, 12)(state)
        age(state / "table/_delta_log", 40)
    yield Once("log cleanup", old, lambda state: ["checkpoint", state / "table"],
               rows(1000, 12), log_is_clean)
    yield Once("vacuum", overwritten(inputs), lambda state: [
        "vacuum", state / "table", "--retain", "0h", "--force-retention"],
        rows(2000, 3) + rows(2100, 2), only_referenced_files)


def streams(inputs):
    parts = [rows(10 * number, 2) for number in range(3)]
    source = inputs.folder_of("live", [text_of(part) for part in parts])
    yield Units("stream, new", nothing, stream(inputs, source), parts)

    # The folder grows between two runs: the state was made while it held the first file only.
    grows = [rows(10 * number, 2, "g") for number in range(12)]

    def started(state):
        first = inputs.folder_of("grows", [text_of(part) for part in grows[:10]])
        lake(*stream(inputs, first, "--checkpoint", state / "checkpoint")(state))
        inputs.folder_of("grows", [text_of(part) for part in grows])
    yield Units("stream, goes on", started, lambda state: stream(
        inputs, inputs.folder / "grows", "--checkpoint", state / "checkpoint")(state), grows[10:])

    bad = inputs.folder_of(
        "spoilt", [text_of(rows(1, 2)) + "not json\n", text_of(rows(11, 2)) + '{"id":\n'])

    def two_bad_rows(state):
        found = arrow_deltalake(state / "bad").num_rows
        return None if found == 2 else f"{found} bad rows instead of 2"
    yield Units("stream, bad rows", nothing, lambda state: stream(
        inputs, bad, "--bad-records", state / "bad", "--checkpoint", state / "checkpoint")(state),
        [rows(1, 2), rows(11, 2)], two_bad_rows)


def backfills(inputs):
    parts = [rows(10 * number, 2, "h") for number in range(4)]
    archive = inputs.folder_of("archive", [text_of(part) for part in parts])

    def run(state):
        return ["backfill", "run", inputs.pipeline, "--job", "history",
                "--source", f"events={archive}", "--table", f"t={state / 'table'}",
                "--unit-files", "1", "--workers", "2"]
    raced = Units("backfill", nothing, run, parts)
    raced.races = True
    yield raced

    def planned(state):
        lake("backfill", "plan", *run(state)[2:-2])
    yield Units("backfill, resumed", planned, lambda state: [
        "backfill", "resume", state / "table", "--job", "history", "--workers", "1"], parts)


def all_scenarios(inputs):
    for make in (appends, upkeep, streams, backfills):
        yield from make(inputs)
