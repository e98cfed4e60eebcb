"""The cases of duckdb."""
from engine import DATA, SCRATCH, Engine


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
