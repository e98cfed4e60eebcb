"""What the engines have in common: where the data is, how a body is written, what is kept."""
import os
import pathlib
import shutil
import sys

DATA, SCRATCH = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
COMMITS = 1000
RACE_COMMITS = 100

EVENT_COLUMNS = ["repo", "id", "author", "authored_at", "committed_at", "parents", "subject"]


def fresh(name):
    folder = SCRATCH / f"{sys.argv[1]}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def copy_of_log(name):
    """A log that may be written to; files that exist are shared with the original."""
    folder = fresh(name)
    shutil.copytree(DATA / name, folder, copy_function=os.link)
    (folder / "_delta_log/_last_checkpoint").unlink(missing_ok=True)
    hint = DATA / name / "_delta_log/_last_checkpoint"
    if hint.exists():
        shutil.copyfile(hint, folder / "_delta_log/_last_checkpoint")
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


def latencies(seconds):
    ordered = sorted(seconds)
    return {
        "commits": len(ordered), "p50_ms": round(ordered[len(ordered) // 2] * 1e3, 3),
        "p99_ms": round(ordered[len(ordered) * 99 // 100] * 1e3, 3)}
