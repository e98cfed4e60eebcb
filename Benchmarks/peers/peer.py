"""One engine as a worker: reads case names from standard input, answers each with a JSON line.

    python peer.py ENGINE DATA SCRATCH

A case has a set-up that is not measured and a body that is. The answer holds the seconds, the
highest memory during the body and what it did, or `skip` when the engine has no such case.
`lake-bench worker` speaks the same.
"""
import gc
import json
import os
import pathlib
import shutil
import sys
import time

DATA, SCRATCH = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
COMMITS = 100

EVENT_COLUMNS = ["repo", "id", "author", "authored_at", "committed_at", "parents", "subject"]


def fresh(name):
    folder = SCRATCH / f"{sys.argv[1]}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def event_files():
    return sorted((DATA / "events").glob("*.ndjson"))


def events_schema():
    import pyarrow as pa
    return pa.schema([
        ("repo", pa.string()), ("id", pa.string()), ("author", pa.string()),
        ("authored_at", pa.timestamp("us", "UTC")), ("committed_at", pa.timestamp("us", "UTC")),
        ("parents", pa.int32()), ("subject", pa.string())])


def ten_rows():
    import pyarrow as pa
    return pa.table({
        "id": pa.array(range(10), pa.int64()), "region": [f"r{i}" for i in range(10)],
        "amount": [float(i) for i in range(10)]})


class Engine:
    """The cases of one engine: `case_x` is measured, `setup_x` is not."""

    kept = None

    def lineitem(self):
        """lineitem in Arrow memory, read once."""
        import pyarrow as pa
        if self.kept is None:
            with pa.OSFile(str(DATA / "lineitem.arrow")) as file:
                self.kept = pa.ipc.open_file(file).read_all()
        return self.kept


class PyArrow(Engine):
    def version(self):
        import pyarrow
        return pyarrow.__version__

    def scan(self, codec):
        import pyarrow.parquet as pq
        rows = pq.read_table(DATA / f"lineitem-{codec}.parquet", pre_buffer=False).num_rows
        return {"rows": rows}

    def case_parquet_scan_snappy(self, _):
        return self.scan("snappy")

    def case_parquet_scan_zstd(self, _):
        return self.scan("zstd")

    def case_parquet_project(self, _):
        import pyarrow.parquet as pq
        columns = ["l_orderkey", "l_extendedprice"]
        return {"rows": pq.read_table(
            DATA / "lineitem-snappy.parquet", columns=columns, pre_buffer=False).num_rows}

    def write(self, table, codec, level=None):
        import pyarrow.parquet as pq
        path = SCRATCH / f"pyarrow-{codec}.parquet"
        pq.write_table(
            table, path, compression=codec, compression_level=level, row_group_size=1 << 20,
            store_decimal_as_integer=True)
        return {"file_bytes": path.stat().st_size}

    def setup_parquet_write_snappy(self):
        return self.lineitem()

    def case_parquet_write_snappy(self, table):
        return self.write(table, "snappy")

    def setup_parquet_write_zstd(self):
        return self.lineitem()

    def case_parquet_write_zstd(self, table):
        return self.write(table, "zstd", 3)


class Polars(Engine):
    def version(self):
        import polars
        return polars.__version__

    def scan(self, codec):
        import polars
        return {"rows": polars.read_parquet(DATA / f"lineitem-{codec}.parquet").height}

    def case_parquet_scan_snappy(self, _):
        return self.scan("snappy")

    def case_parquet_scan_zstd(self, _):
        return self.scan("zstd")

    def case_parquet_project(self, _):
        import polars
        columns = ["l_orderkey", "l_extendedprice"]
        return {"rows": polars.read_parquet(
            DATA / "lineitem-snappy.parquet", columns=columns).height}

    def frame(self):
        import polars
        if self.kept is None:
            self.kept = polars.read_parquet(DATA / "lineitem-snappy.parquet").rechunk()
        return self.kept

    def write(self, frame, codec, level=None):
        path = SCRATCH / f"polars-{codec}.parquet"
        frame.write_parquet(
            path, compression=codec, compression_level=level, row_group_size=1 << 20)
        return {"file_bytes": path.stat().st_size}

    def setup_parquet_write_snappy(self):
        return self.frame()

    def case_parquet_write_snappy(self, frame):
        return self.write(frame, "snappy")

    def setup_parquet_write_zstd(self):
        return self.frame()

    def case_parquet_write_zstd(self, frame):
        return self.write(frame, "zstd", 3)

    def case_ndjson_to_table(self, _):
        import polars
        table, rows = fresh("events"), 0
        times = ["authored_at", "committed_at"]
        schema = {name: polars.String for name in EVENT_COLUMNS} | {"parents": polars.Int32}
        for path in event_files():
            frame = polars.read_ndjson(path, schema=schema).with_columns(
                polars.col(times).str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us",
                                                  time_zone="UTC"))
            frame.write_delta(
                str(table), mode="append", delta_write_options={"partition_by": ["repo"]})
            rows += frame.height
        return {"rows": rows, "commits": len(event_files())}


class DuckDB(Engine):
    def __init__(self):
        import duckdb
        self.connection = duckdb.connect()
        self.connection.execute("SET enable_external_file_cache = false")
        self.connection.execute("SET TimeZone = 'UTC'")

    def version(self):
        import duckdb
        return duckdb.__version__

    def rows_of(self, columns, codec):
        """Decoded and materialised in the engine's own memory, without an export."""
        relation = self.connection.sql(
            f"SELECT {columns} FROM read_parquet('{DATA}/lineitem-{codec}.parquet')")
        return {"rows": relation.execute().shape[0]}

    def case_parquet_scan_snappy(self, _):
        return self.rows_of("*", "snappy")

    def case_parquet_scan_zstd(self, _):
        return self.rows_of("*", "zstd")

    def case_parquet_project(self, _):
        return self.rows_of("l_orderkey, l_extendedprice", "snappy")

    def setup_write(self):
        if self.kept is None:
            self.connection.execute(
                f"CREATE TABLE lineitem AS FROM read_parquet('{DATA}/lineitem-snappy.parquet')")
            self.kept = True

    def write(self, options):
        path = SCRATCH / "duckdb.parquet"
        self.connection.execute(
            f"COPY lineitem TO '{path}' (FORMAT parquet, {options}, ROW_GROUP_SIZE 1048576)")
        return {"file_bytes": path.stat().st_size}

    setup_parquet_write_snappy = setup_write
    setup_parquet_write_zstd = setup_write

    def case_parquet_write_snappy(self, _):
        return self.write("COMPRESSION snappy")

    def case_parquet_write_zstd(self, _):
        return self.write("COMPRESSION zstd, COMPRESSION_LEVEL 3")


class DeltaLake(Engine):
    def version(self):
        import deltalake
        return deltalake.__version__

    def case_log_load(self, _):
        """The newest snapshot and the paths of its files."""
        import deltalake
        opened = deltalake.DeltaTable(str(DATA / "log-10k"))
        return {"version": opened.version(), "files": len(opened.file_uris())}

    def setup_commits(self):
        import deltalake
        table = str(fresh("commits"))
        deltalake.write_deltalake(table, ten_rows())
        return deltalake.DeltaTable(table)

    def case_commits(self, opened):
        """Small appends, one after the other, each one Parquet file and one commit."""
        import deltalake
        rows, seconds = ten_rows(), []
        for _ in range(COMMITS):
            started = time.perf_counter()
            deltalake.write_deltalake(opened, rows, mode="append")
            seconds.append(time.perf_counter() - started)
        return latencies(seconds)

    def case_ndjson_to_table(self, _):
        """pyarrow parses, delta-rs writes: one commit for each file, partitioned by repo."""
        import deltalake
        import pyarrow.json
        table, rows = str(fresh("events")), 0
        for path in event_files():
            options = pyarrow.json.ParseOptions(explicit_schema=events_schema())
            data = pyarrow.json.read_json(path, parse_options=options)
            deltalake.write_deltalake(table, data, mode="append", partition_by=["repo"])
            rows += data.num_rows
        return {"rows": rows, "commits": len(event_files())}


def latencies(seconds):
    ordered = sorted(seconds)
    return {
        "commits": len(ordered), "p50_ms": round(ordered[len(ordered) // 2] * 1e3, 3),
        "p99_ms": round(ordered[len(ordered) * 99 // 100] * 1e3, 3)}


ENGINES = {"pyarrow": PyArrow, "polars": Polars, "duckdb": DuckDB, "deltalake": DeltaLake}


def memory_mb(key):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(key))


def forget_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def measure(engine, case):
    body = getattr(engine, f"case_{case}", None)
    if body is None:
        return {"case": case, "skip": True}
    try:
        setup = getattr(engine, f"setup_{case}", None)
        given = setup() if setup else None
        gc.collect()
        forget_peak()
        started = time.perf_counter()
        result = body(given)
        seconds = time.perf_counter() - started
        peak = memory_mb("VmHWM")
    except Exception as error:
        return {"case": case, "error": f"{type(error).__name__}: {error}"[:300]}
    return {"case": case, "seconds": seconds, "peak_mb": round(peak), **result}


def main():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engine = ENGINES[sys.argv[1]]()
    print(json.dumps({"ready": sys.argv[1], "version": engine.version()}), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(engine, line.strip())), file=out, flush=True)
        gc.collect()
    os._exit(0)


main()
