"""Parquet by polars."""
import os

from parquet_engine import BOUNDED, HIGH, LOW, THREADS, ParquetEngine, path

os.environ["POLARS_MAX_THREADS"] = str(THREADS)
import polars as pl  # noqa: E402: the number of threads is read at import


class Polars(ParquetEngine):
    def version(self):
        return pl.__version__

    def read(self, file, columns=None):
        return pl.read_parquet(file, columns=columns)

    def flat(self, file, columns=None):
        return self.read(file, columns).to_arrow(compat_level=pl.CompatLevel.oldest())

    def stream(self, file):
        return sum(batch.height for batch in pl.scan_parquet(file).collect_batches())

    def filter(self, file):
        when = pl.col("l_shipdate")
        return pl.scan_parquet(file).filter((when >= LOW) & (when < HIGH)).collect()

    def point(self, file, key):
        return pl.scan_parquet(file).filter(pl.col("l_orderkey") == key).collect()

    def count(self, file):
        return pl.scan_parquet(file).select(pl.len()).collect().item()

    def bounds(self, file):
        both = [end for name in BOUNDED for end in (
            pl.col(name).min().alias(f"{name}_min"), pl.col(name).max().alias(f"{name}_max"))]
        return pl.scan_parquet(file).select(both).collect().row(0)

    def source(self):
        return pl.read_parquet(path("lineitem-snappy")).rechunk()

    def write(self, frame, target, codec, level):
        frame.write_parquet(
            target, compression=codec, compression_level=level, row_group_size=1 << 20)

    def arrow(self, value):
        return value.to_arrow() if isinstance(value, pl.DataFrame) else value
