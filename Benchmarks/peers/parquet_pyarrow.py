"""Parquet by pyarrow; its own layout is plain Arrow."""
import pyarrow as pa
import pyarrow.parquet as pq

from engine import DATA
from parquet_engine import BOUNDED, HIGH, LOW, THREADS, ParquetEngine


class PyArrow(ParquetEngine):
    def __init__(self):
        pa.set_cpu_count(THREADS)
        pa.set_io_thread_count(THREADS)
        super().__init__()

    def version(self):
        return pa.__version__

    def read(self, file, columns=None, filters=None):
        return pq.read_table(
            file, columns=columns, filters=filters, use_threads=THREADS > 1, pre_buffer=False)

    flat = read

    def stream(self, file):
        batches = pq.ParquetFile(file).iter_batches(use_threads=THREADS > 1)
        return sum(batch.num_rows for batch in batches)

    def filter(self, file):
        return self.read(file, filters=[("l_shipdate", ">=", LOW), ("l_shipdate", "<", HIGH)])

    def point(self, file, key):
        return self.read(file, filters=[("l_orderkey", "=", key)])

    def count(self, file):
        return pq.read_metadata(file).num_rows

    def bounds(self, file):
        """It has no query for it; the footer is what its users look at."""
        footer = pq.read_metadata(file)
        found = []
        for name in BOUNDED:
            column = next(
                n for n in range(footer.num_columns) if footer.schema.column(n).name == name)
            statistics = [
                footer.row_group(group).column(column).statistics
                for group in range(footer.num_row_groups)]
            found += [min(s.min for s in statistics), max(s.max for s in statistics)]
        return found

    def source(self):
        with pa.OSFile(str(DATA / "lineitem.arrow")) as file:
            return pa.ipc.open_file(file).read_all()

    def write(self, table, target, codec, level):
        pq.write_table(
            table, target, compression=codec, compression_level=level, row_group_size=1 << 20,
            store_decimal_as_integer=True)

    def arrow(self, value):
        return value
