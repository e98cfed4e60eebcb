"""Reads a growing table with deltalake while others write it: TABLE KEY,KEY.

Until its standard input closes it looks at every version that it finds: the newest is read whole,
the ones in between by their log. Row counts must never go down, and no key may be there twice. The
last line is a JSON object: how many versions were read, how many looked at, and the problems.
"""
import json
import select
import sys
import time

import harness
import deltalake
import pyarrow as pa


def rows_by_log(opened):
    return sum(pa.table(opened.get_add_actions())["num_records"].to_pylist())


def rows_and_keys(opened, keys):
    """How many rows the version has, and how many distinct keys, by reading every file."""
    columns = ", ".join(keys)
    query = f"SELECT count(*) AS n FROM t UNION ALL " \
        f"SELECT count(*) AS n FROM (SELECT DISTINCT {columns} FROM t)"
    builder = deltalake.QueryBuilder().register("t", opened)
    counts = pa.table(builder.execute(query).read_all())["n"].to_pylist()
    return max(counts), min(counts)


class Watcher:
    def __init__(self, table, keys):
        self.table, self.keys = table, keys
        self.version, self.rows = -1, 0
        self.read, self.looked_at, self.problems = 0, 0, []

    def grew_to(self, version, rows):
        if rows < self.rows:
            self.problems.append(f"version {version}: {self.rows} rows became {rows}")
        self.version, self.rows = version, rows
        self.looked_at += 1

    def look(self):
        """Checks all versions that are new; False when there was none."""
        try:
            newest = deltalake.DeltaTable(self.table)
        except deltalake.exceptions.TableNotFoundError:
            return False
        if newest.version() == self.version:
            return False
        for version in range(self.version + 1, newest.version()):
            self.grew_to(version, rows_by_log(deltalake.DeltaTable(self.table, version=version)))
        rows, distinct = rows_and_keys(newest, self.keys)
        if rows != rows_by_log(newest):
            self.problems.append(f"version {newest.version()}: statistics say other than {rows}")
        if distinct != rows:
            self.problems.append(f"version {newest.version()}: {rows - distinct} rows twice")
        self.grew_to(newest.version(), rows)
        self.read += 1
        return True


watcher = Watcher(sys.argv[1], sys.argv[2].split(","))
while not select.select([sys.stdin], [], [], 0)[0]:
    try:
        if not watcher.look():
            time.sleep(0.02)
    except Exception as error:
        watcher.problems.append(f"after version {watcher.version}: {error}")
        break
print(json.dumps({
    "read": watcher.read, "looked_at": watcher.looked_at, "problems": watcher.problems}))
harness.leave(0)
