"""The cases of deltalake (delta-rs)."""
import time

from engine import (
    COMMITS, DATA, RACE_COMMITS, SCRATCH, Engine, copy_of_log, event_files, events_schema, fresh,
    latencies, ten_rows)


class DeltaLake(Engine):
    def version(self):
        import deltalake
        return deltalake.__version__

    def opened_and_listed(self, log, *filters):
        """The newest snapshot and the paths of its files."""
        import deltalake
        opened = deltalake.DeltaTable(str(DATA / log))
        return {"version": opened.version(), "files": len(opened.file_uris(*filters))}

    def opened(self, log):
        """The newest snapshot without its files."""
        import deltalake
        return {"version": deltalake.DeltaTable(str(DATA / log), without_files=True).version()}

    def case_log_load(self, _):
        return self.opened_and_listed("log-10k")

    def case_log_open(self, _):
        return self.opened("log-10k")

    def case_checkpoint_open(self, _):
        return self.opened("log-1m")

    def case_checkpoint_list(self, _):
        return self.opened_and_listed("log-1m")

    def case_checkpoint_filter(self, _):
        return self.opened_and_listed("log-1m", [("date", "=", "2024-03-01")])

    def case_checkpoint_tail(self, _):
        return self.opened_and_listed("log-1m-tail")

    def setup_refresh(self):
        import deltalake
        return deltalake.DeltaTable(str(DATA / "log-1m-tail"), version=100)

    def case_refresh(self, opened):
        opened.update_incremental()
        return {"version": opened.version()}

    def copied(self, log):
        import deltalake
        return deltalake.DeltaTable(str(copy_of_log(log)))

    def setup_checkpoint_write_100k(self):
        return self.copied("log-100k")

    def setup_checkpoint_write_1m(self):
        return self.copied("log-1m-tail")

    def case_checkpoint_write(self, opened):
        opened.create_checkpoint()
        return {"version": opened.version()}

    case_checkpoint_write_100k = case_checkpoint_write
    case_checkpoint_write_1m = case_checkpoint_write

    def setup_commits(self):
        import deltalake
        table = str(fresh("commits"))
        deltalake.write_deltalake(table, ten_rows())
        return deltalake.DeltaTable(table)

    def case_commits(self, opened, count=COMMITS):
        """Small appends, one after the other, each one Parquet file and one commit."""
        import deltalake
        rows, seconds = ten_rows(), []
        # Its 15 retries do not last among four processes.
        patient = deltalake.CommitProperties(max_commit_retries=10_000)
        for _ in range(count):
            started = time.perf_counter()
            deltalake.write_deltalake(opened, rows, mode="append", commit_properties=patient)
            seconds.append(time.perf_counter() - started)
        return latencies(seconds)

    def case_race_table(self, _):
        import deltalake
        deltalake.write_deltalake(str(SCRATCH / "deltalake-race"), ten_rows())
        return {}

    def setup_race(self):
        import deltalake
        return deltalake.DeltaTable(str(SCRATCH / "deltalake-race"))

    def case_race(self, opened):
        """Several processes do this at once, on the table that the case before has made."""
        return self.case_commits(opened, RACE_COMMITS)

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
