"""Parquet by DataFusion. Files are registered once a process, which keeps their footers; where the
footer is what is measured, each look at it has a context of its own."""
import datafusion
import pyarrow as pa

from engine import DATA
from parquet_engine import BOUNDED, HIGH, LOW, THREADS, WIDE_COLUMN, ParquetEngine

VIEWS = "datafusion.execution.parquet.schema_force_view_types"
PUSHDOWN = "datafusion.execution.parquet.pushdown_filters"


def context(**options):
    config = datafusion.SessionConfig().with_target_partitions(THREADS)
    for name, value in options.items():
        config = config.set({"views": VIEWS, "pushdown": PUSHDOWN}[name], value)
    return datafusion.SessionContext(config)


class DataFusion(ParquetEngine):
    def __init__(self):
        self.views = context(views="true", pushdown="true")
        self.plain = context(views="false", pushdown="true")
        self.registered = set()
        super().__init__()

    def version(self):
        return datafusion.__version__

    def query(self, session, file, columns=None, where="true"):
        name = f"f{abs(hash(file))}"
        if (session is self.views, name) not in self.registered:
            session.register_parquet(name, file)
            self.registered.add((session is self.views, name))
        names = ", ".join(columns) if columns else "*"
        return session.sql(f"SELECT {names} FROM {name} WHERE {where}")

    def read(self, file, columns=None):
        return self.table(self.query(self.views, file, columns))

    def flat(self, file, columns=None):
        return self.table(self.query(self.plain, file, columns))

    def table(self, frame):
        """Batches side by side, without a copy."""
        return pa.Table.from_batches(frame.collect(), schema=frame.schema())

    def one_of_wide(self, file):
        return self.table(context().read_parquet(file).select(WIDE_COLUMN))

    def stream(self, file):
        batches = self.query(self.views, file).execute_stream()
        return sum(batch.to_pyarrow().num_rows for batch in batches)

    def filter(self, file):
        return self.table(self.query(
            self.views, file,
            where=f"l_shipdate >= DATE '{LOW}' AND l_shipdate < DATE '{HIGH}'"))

    def point(self, file, key):
        return self.table(self.query(self.views, file, where=f"l_orderkey = {key}"))

    def one_row(self, file, columns):
        session = context()
        session.register_parquet("f", file)
        frame = session.sql(f"SELECT {', '.join(columns)} FROM f")
        return [column[0].as_py() for column in frame.collect()[0].columns]

    def count(self, file):
        return self.one_row(file, ["count(*)"])[0]

    def bounds(self, file):
        return self.one_row(
            file, [f"{end}({name})" for name in BOUNDED for end in ("min", "max")])

    def source(self):
        with pa.OSFile(str(DATA / "lineitem.arrow")) as file:
            return self.plain.from_arrow(pa.ipc.open_file(file).read_all())

    def write(self, frame, target, codec, level):
        options = {"compression": codec}
        if level:
            options["compression_level"] = level
        frame.write_parquet(target, **options)

    def arrow(self, value):
        return value
