"""The two targets of a stream on one machine: feeder, engine and watcher run at the same time.

    python stream_targets.py --lake PATH --lake-bench PATH [--only throughput|latency] [--no-page]

throughput  a durable stream from NDJSON, partitioned by 33 repositories: 200,000 events/s, 120 s
latency     100,000 events/s with a trigger of 500 ms: from an event written to an event that
            another process has read from the table, p50 and p99

The watcher is this process: it waits for the next commit of the log, and reads the new files with
pyarrow. `committed_at` of an event is the time at which the feeder began its slice.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from compare import ROOT, machine

PIPELINE = """\
CREATE STREAMING TABLE commits USING delta PARTITIONED BY (repo) AS
SELECT repo, id, author, CAST(authored_at AS TIMESTAMP) AS authored_at,
    CAST(committed_at AS TIMESTAMP) AS committed_at, CAST(parents AS INT) AS parents, subject
FROM STREAM events
"""
TARGETS = {
    "throughput": {"rate": 200_000, "seconds": 120, "trigger": "1s"},
    "latency": {"rate": 100_000, "seconds": 60, "trigger": "500ms"},
}
BEGIN, END = "<!-- measured by tools/measure-stream -->", "<!-- end of streams -->"


class Watcher:
    """Follows the log of a table and reads what each commit adds."""

    def __init__(self, table, reads_rows):
        self.table, self.reads_rows = table, reads_rows
        self.version, self.rows, self.commits, self.files = 0, 0, 0, 0
        self.delays = []
        self.last_commit = time.monotonic()

    def look(self):
        """Takes the next commit in; False when there is none yet."""
        path = self.table / "_delta_log" / f"{self.version:020}.json"
        try:
            lines = path.read_text().splitlines()
        except FileNotFoundError:
            return False
        adds = [action["add"] for action in map(json.loads, lines) if "add" in action]
        self.version += 1
        if adds:
            self.commits += 1
            self.files += len(adds)
            self.rows += sum(json.loads(add["stats"])["numRecords"] for add in adds)
            self.last_commit = time.monotonic()
            if self.reads_rows:
                self.read_rows(adds)
        return True

    def read_rows(self, adds):
        columns = []
        for add in adds:
            file = self.table / urllib.parse.unquote(add["path"])
            columns.append(pq.ParquetFile(file).read(columns=["committed_at"])["committed_at"])
        written = pa.chunked_array([c.chunk(0) for c in columns]).cast(pa.int64())
        now = time.time_ns() // 1000
        self.delays.append(pc.subtract(now, written).combine_chunks())


def process_facts(pid):
    """Processor seconds and highest memory of a process that still runs."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status") as file:
        peak = next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmHWM"))
    ticks = os.sysconf("SC_CLK_TCK")
    return {"cpu_s": (int(fields[11]) + int(fields[12])) / ticks, "peak_mb": peak}


def measure(name, arguments, folder):
    target = TARGETS[name]
    events = int(target["rate"] * target["seconds"])
    (folder / "live").mkdir()
    (folder / "commits.sql").write_text(PIPELINE)
    log = open(folder / "stream.log", "w")
    stream = subprocess.Popen(
        [arguments.lake, "stream", "run", folder / "commits.sql",
         "--source", f"events={folder / 'live'}", "--table", f"commits={folder / 'table'}",
         "--checkpoint", folder / "checkpoint", "--trigger", target["trigger"],
         "--progress", folder / "progress.json"],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    feed = subprocess.Popen(
        [arguments.lake_bench, "feed", folder / "live", "--rate", str(target["rate"]),
         "--seconds", str(target["seconds"])], stdout=subprocess.PIPE, text=True)
    started = time.monotonic()
    watcher = Watcher(folder / "table", reads_rows=name == "latency")
    fed = None
    while watcher.rows < events and time.monotonic() - started < target["seconds"] * 3:
        if stream.poll() is not None:
            raise SystemExit(f"the stream ended: {(folder / 'stream.log').read_text()[-2000:]}")
        if not watcher.look():
            time.sleep(0.005)
        if fed is None and feed.poll() is not None:
            fed = time.monotonic()
    result = {
        "target": name, **target, "events": watcher.rows, "commits": watcher.commits,
        "files": watcher.files, **process_facts(stream.pid),
        "events_per_s": round(watcher.rows / (watcher.last_commit - started)),
        "behind_at_end_s": round(max(0, watcher.last_commit - (fed or watcher.last_commit)), 2),
        "feeder": json.loads(feed.communicate()[0])}
    stream.send_signal(signal.SIGTERM)
    result["exit_code"] = stream.wait(timeout=60)
    if watcher.delays:
        delays = pa.chunked_array(watcher.delays)
        p50, p99 = pc.quantile(delays, q=[0.5, 0.99]).to_pylist()
        result |= {"p50_ms": round(p50 / 1000), "p99_ms": round(p99 / 1000),
                   "max_ms": round(pc.max(delays).as_py() / 1000)}
    return result


def sentence(result):
    text = (
        f"- **{result['target']}**: {result['rate']:,} events/s offered for {result['seconds']} s,"
        f" trigger {result['trigger']}: {result['events']:,} events visible in {result['commits']}"
        f" commits and {result['files']:,} files, {result['events_per_s']:,} events/s,"
        f" {result['behind_at_end_s']} s behind the feeder at its end;"
        f" {result['cpu_s']:.0f} s of processor time, {result['peak_mb']:,} MB.")
    if "p50_ms" in result:
        text += (f" Event written to event read in another process: p50 {result['p50_ms']} ms,"
                 f" p99 {result['p99_ms']} ms, most {result['max_ms']} ms.")
    return text


def write_page(results):
    page = ROOT / "docs/benchmarks.md"
    before, rest = page.read_text().split(BEGIN)
    body = "\n".join(sentence(result) for result in results)
    page.write_text(f"{before}{BEGIN}\n\n{body}\n\n{machine()}.\n\n{END}{rest.split(END)[1]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lake", required=True)
    parser.add_argument("--lake-bench", required=True)
    parser.add_argument("--only", choices=TARGETS)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--no-page", action="store_true")
    arguments = parser.parse_args()
    results = []
    for name in [arguments.only] if arguments.only else TARGETS:
        if arguments.seconds:
            TARGETS[name]["seconds"] = arguments.seconds
        folder = pathlib.Path(tempfile.mkdtemp(prefix="lake-stream-", dir=arguments.folder))
        results.append(measure(name, arguments, folder))
        print(json.dumps(results[-1]), flush=True)
        shutil.rmtree(folder)
    if not arguments.no_page and not arguments.only:
        write_page(results)


main()
