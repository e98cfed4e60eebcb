"""The cases of pyarrow."""
from engine import DATA, SCRATCH, Engine


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
