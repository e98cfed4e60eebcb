"""Parquet by duckdb."""
import duckdb
import pyarrow as pa

from parquet_engine import BOUNDED, HIGH, LOW, THREADS, ParquetEngine, path


class DuckDB(ParquetEngine):
    def __init__(self):
        self.connection = duckdb.connect(config={"threads": THREADS})
        self.connection.execute("SET enable_external_file_cache = false")
        self.connection.execute("SET TimeZone = 'UTC'")
        self.has_table = False
        super().__init__()

    def version(self):
        return duckdb.__version__

    def select(self, file, columns=None, where="true"):
        names = ", ".join(columns) if columns else "*"
        return self.connection.sql(f"SELECT {names} FROM read_parquet('{file}') WHERE {where}")

    def read(self, file, columns=None):
        """Materialised in the engine's own memory, without an export."""
        return self.select(file, columns).execute()

    def flat(self, file, columns=None):
        return self.select(file, columns).to_arrow_table()

    def stream(self, file):
        return sum(batch.num_rows for batch in self.select(file).to_arrow_reader(1 << 16))

    def filter(self, file):
        return self.select(
            file, where=f"l_shipdate >= DATE '{LOW}' AND l_shipdate < DATE '{HIGH}'").execute()

    def point(self, file, key):
        return self.select(file, where=f"l_orderkey = {key}").execute()

    def count(self, file):
        return self.select(file, ["count(*)"]).fetchone()[0]

    def bounds(self, file):
        both = [f"{end}({name})" for name in BOUNDED for end in ("min", "max")]
        return self.select(file, both).fetchone()

    def source(self):
        if not self.has_table:
            self.connection.execute(
                f"CREATE TABLE lineitem AS FROM read_parquet('{path('lineitem-snappy')}')")
        self.has_table = True

    def write(self, _, target, codec, level):
        level = f", COMPRESSION_LEVEL {level}" if level else ""
        self.connection.execute(
            f"COPY lineitem TO '{target}'"
            f" (FORMAT parquet, COMPRESSION {codec}{level}, ROW_GROUP_SIZE 1048576)")

    def arrow(self, value):
        return value if isinstance(value, pa.Table) else value.to_arrow_table()
