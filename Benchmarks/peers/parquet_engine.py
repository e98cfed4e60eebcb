"""The cases of the suite `parquet`, in terms of what each engine can do.

An engine gives `read` (its own layout), `flat` (Arrow with strings as offsets and bytes), `stream`
(batches, each dropped), `filter`, `point`, `count`, `bounds`, `source` with `write`, and `arrow` to
look at a result afterwards. `ParquetCases` in lake-bench has the same cases.
"""
import datetime
import functools
import sys

from engine import DATA, SCRATCH

THREADS = int(sys.argv[4]) if len(sys.argv) > 4 else 1
LOW, HIGH = datetime.date(1995, 3, 1), datetime.date(1995, 4, 1)
# Order keys that exist: eight of every 32.
KEYS = [n // 8 * 32 + n % 8 + 1 for n in range(37, 1_500_000, 75_000)]
PROJECTED = ["l_orderkey", "l_extendedprice"]
BOUNDED = ["l_orderkey", "l_shipdate"]
OPENED = 20
WIDE_COLUMN = "c5000"
FILES = {
    "snappy": "lineitem-snappy", "zstd": "lineitem-zstd", "duckdb_v1": "parquet/duckdb-v1",
    "duckdb_v2": "parquet/duckdb-v2", "lake": "parquet/lake", "events": "parquet/events"}
CODECS = {"snappy": ("snappy", None), "zstd1": ("zstd", 1), "zstd3": ("zstd", 3)}


def path(name):
    return str(DATA / f"{name}.parquet")


class ParquetEngine:
    """`case_x` is measured, `setup_x` is not; a `value` in an answer is looked at afterwards."""

    def __init__(self):
        for name, file in FILES.items():
            self.add(f"read_{name}", self.read, path(file))
            self.add(f"flat_{name}", self.flat, path(file))
        self.add("read_two", self.read, path("lineitem-snappy"), PROJECTED)
        self.add("flat_two", self.flat, path("lineitem-snappy"), PROJECTED)
        self.add("stream", self.stream, path("lineitem-snappy"))
        self.add("filter_unsorted", self.filter, path("lineitem-snappy"))
        self.add("filter_sorted", self.filter, path("parquet/by-shipdate"))
        self.add("points", self.points, path("parquet/by-key"))
        self.add("wide", self.one_of_wide, path("parquet/wide"))
        self.case_count = lambda _: {"rows": self.counts(path("parquet/by-key"))}
        self.case_bounds = lambda _: {"found": self.all_bounds(path("parquet/by-key"))}
        for name, (codec, level) in CODECS.items():
            setattr(self, f"setup_write_{name}", lambda: self.source())
            setattr(self, f"case_write_{name}",
                    functools.partial(self.measured_write, name, codec, level))

    def add(self, name, body, *arguments):
        setattr(self, f"case_{name}", lambda _: {"value": body(*arguments)})

    def points(self, file):
        return [self.point(file, key) for key in KEYS]

    def one_of_wide(self, file):
        return self.read(file, [WIDE_COLUMN])

    def counts(self, file):
        for _ in range(OPENED):
            rows = self.count(file)
        return rows

    def all_bounds(self, file):
        for _ in range(OPENED):
            found = self.bounds(file)
        return [str(value) for value in found]

    def measured_write(self, name, codec, level, source):
        target = SCRATCH / f"{sys.argv[1]}-{name}.parquet"
        self.write(source, str(target), codec, level)
        return {"file_bytes": target.stat().st_size}

    def look(self, value):
        """What is said about a result: its rows, and the checksums of its columns."""
        import checksums
        import pyarrow as pa
        if isinstance(value, int):
            return {"rows": value}
        parts = value if isinstance(value, list) else [value]
        table = pa.concat_tables([self.arrow(part) for part in parts])
        return {"rows": table.num_rows, "checksums": checksums.of_table(table)}
