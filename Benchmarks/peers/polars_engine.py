"""The cases of polars; it writes Delta tables through deltalake."""
from engine import DATA, EVENT_COLUMNS, SCRATCH, Engine, event_files, fresh


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
