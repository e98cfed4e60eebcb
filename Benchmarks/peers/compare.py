"""Measures our engine and its peers in one run, in turns, and writes docs/benchmarks.md.

    python compare.py [SUITE] --data FOLDER --lake-bench PATH [--runs N] [--cases a,b]
                      [--engines a,b] [--threads 1,2] [--no-checks] [--no-page]

SUITE is main (when none is given), log or parquet.

In every round each engine runs the case once, one after the other, so that the noise of the machine
hits all alike. One round warms up. Ratios are medians of this run: theirs divided by ours, so that
more than 1 means that we are faster.

The suite `parquet` is measured with each number of threads: with one, a process may use one
processor. Its first round is kept apart, as what the first time in a process takes, and with the
first number of threads every result is summed up a column; the run fails where engines differ.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAIN = {
    "parquet_scan_snappy": "decode lineitem, 6,001,215 rows x 16 columns, snappy",
    "parquet_scan_zstd": "the same, zstd",
    "parquet_project": "two columns of it, snappy",
    "parquet_write_snappy": "write lineitem from memory, snappy",
    "parquet_write_zstd": "the same, zstd level 3",
    "log_load": "open a table of 10,000 JSON commits and list its files",
    "commits": "1,000 appends of 10 rows, one commit each",
    "ndjson_to_table": "1,000,000 events, 20 NDJSON files, one commit a file, 33 partitions",
}
LOG = {
    "log_open": "open a table of 10,000 JSON commits, protocol and metadata only",
    "log_load": "the same, and list its files",
    "checkpoint_open": "open a table with a checkpoint of 1,000,000 files, metadata only",
    "checkpoint_list": "the same, and list its files",
    "checkpoint_filter": "the same, files of one partition of 365",
    "checkpoint_tail": "1,000,000 files in a checkpoint and 100 commits: open and list",
    "refresh": "bring a snapshot of 1,000,098 files up to the newest version, one commit ahead",
    "checkpoint_write_100k": "write a checkpoint of 100,000 files",
    "checkpoint_write_1m": "write a checkpoint of 1,000,100 files",
    "commits": "1,000 appends of 10 rows, one commit each; lake's are synced",
    "commits_unsynced": "the same, none synced",
    "race": "4 processes with 100 appends each on one table; lake's are synced",
    "race_unsynced": "the same, none synced",
}
# What each of them does to the table of a race.
RACERS = 4
UNSYNCED = "_unsynced"
LINEITEM = "lineitem, 6,001,215 rows x 16 columns"
PARQUET = {
    "read_snappy": f"decode {LINEITEM}, by pyarrow, snappy",
    "read_zstd": "the same, zstd level 3",
    "read_duckdb_v1": "the same, by DuckDB, V1, snappy",
    "read_duckdb_v2": "the same, by DuckDB, V2, snappy",
    "read_lake": "the same, by lake, zstd level 1",
    "read_events": "decode events, 5 columns, snappy",
    "flat_snappy": f"to plain Arrow: {LINEITEM}, by pyarrow, snappy",
    "flat_zstd": "the same, zstd level 3",
    "flat_duckdb_v1": "the same, by DuckDB, V1, snappy",
    "flat_duckdb_v2": "the same, by DuckDB, V2, snappy",
    "flat_lake": "the same, by lake, zstd level 1",
    "flat_events": "events to plain Arrow",
    "read_two": "two columns of lineitem, snappy",
    "flat_two": "the same to plain Arrow",
    "stream": "decode lineitem in batches, each dropped",
    "filter_unsorted": "lineitem of one month of 84, in order of keys",
    "filter_sorted": "the same, in order of ship dates",
    "points": "20 look-ups of an order key, in order of keys",
    "count": "20 times count(*)",
    "bounds": "20 times min and max of two columns",
    "wide": "one column of 10,000, 10 row groups",
    "write_snappy": "write lineitem from memory, snappy",
    "write_zstd1": "the same, zstd level 1",
    "write_zstd3": "the same, zstd level 3",
}
SUITES = {"main": MAIN, "log": LOG, "parquet": PARQUET}
PYTHON = {
    "pyarrow": ".venv-core", "polars": ".venv-core", "deltalake": ".venv-core",
    "duckdb": ".venv-duck", "kernel": ".venv-core"}
PARQUET_PEERS = ["pyarrow", "polars", "duckdb", "datafusion"]


class Worker:
    def __init__(self, command, processors=None, preload=None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env={**os.environ, "LD_PRELOAD": str(preload)} if preload else None,
            preexec_fn=processors and (lambda: os.sched_setaffinity(0, processors)))
        self.version = json.loads(self.process.stdout.readline())["version"]

    def run(self, case):
        self.begin(case)
        return self.answer()

    def begin(self, case):
        self.process.stdin.write(case + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": f"ended with {self.process.wait()}"}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def start_worker(name, arguments, scratch, case):
    if name == "lake":
        command = [arguments.lake_bench, "worker", arguments.data, scratch]
    else:
        command = [ROOT / PYTHON[name] / "bin/python", pathlib.Path(__file__).parent / "worker.py",
                   name, arguments.data, scratch]
    return Worker(command, preload=arguments.no_sync if case.endswith(UNSYNCED) else None)


def start_workers(arguments, scratch, case):
    """Racers are several of each engine."""
    names = [*PYTHON, *(["lake"] if arguments.lake_bench else [])]
    if not case.startswith("race"):
        return {name: start_worker(name, arguments, scratch, case) for name in names}
    names = [name for name in names if name in ("deltalake", "lake")]
    return {name: Racers([start_worker(name, arguments, scratch, case) for _ in range(RACERS)],
                         pathlib.Path(scratch) / f"{name}-race") for name in names}


class Racers:
    """Workers that do the same to one table at the same time."""

    def __init__(self, workers, table):
        self.workers, self.table = workers, table
        self.version = workers[0].version

    def run(self, case):
        shutil.rmtree(self.table, ignore_errors=True)
        made = self.workers[0].run("race_table")
        if "seconds" not in made:
            return made
        started = time.perf_counter()
        for worker in self.workers:
            worker.begin(case)
        answers = [worker.answer() for worker in self.workers]
        seconds = time.perf_counter() - started
        for answer in answers:
            if "seconds" not in answer:
                return answer
        return {**answers[0], "seconds": seconds, "racers": len(answers),
                "peak_mb": max(answer["peak_mb"] for answer in answers)}

    def close(self):
        for worker in self.workers:
            worker.close()


def start_parquet_workers(arguments, scratch, threads, looks):
    """Each with as many processors as threads, the last ones."""
    here = pathlib.Path(__file__).parent
    looking = ["--looks"] if looks else []
    processors = set(sorted(os.sched_getaffinity(0))[-threads:])
    workers = {
        name: Worker(
            [ROOT / ".venv-peers/bin/python", here / "worker.py", name, arguments.data, scratch,
             str(threads), *looking], processors)
        for name in PARQUET_PEERS if name in arguments.engines}
    if arguments.lake_bench and "lake" in arguments.engines:
        workers["lake"] = Worker(
            [arguments.lake_bench, "worker", arguments.data, scratch, *looking], processors)
    return workers


def measure(case, workers, runs):
    """The answers of each engine, the first one too; engines without the case are dropped."""
    answers = {name: [] for name in workers}
    for _ in range(runs + 1):
        for name in list(answers):
            answer = workers[name].run(case.removesuffix(UNSYNCED))
            if "seconds" in answer:
                answers[name].append(answer)
                continue
            answers.pop(name)
            if "error" in answer:
                print(f"{case}: {name}: {answer['error']}", file=sys.stderr)
    return {name: summary(case, name, found) for name, found in answers.items()}


def summary(case, name, answers):
    seconds = [answer["seconds"] for answer in answers[1:]]
    facts = answers[-1] | answers[0]
    extra = {k: v for k, v in facts.items() if k not in ("case", "seconds", "peak_mb")}
    return {
        "case": case, "engine": name, "runs": len(seconds),
        "first_s": round(answers[0]["seconds"], 5),
        "median_s": round(statistics.median(seconds), 5), "min_s": round(min(seconds), 5),
        "max_s": round(max(seconds), 5),
        "peak_mb": max(answer["peak_mb"] for answer in answers[1:]), **extra}


def disagreements(case, found):
    """What engines say of the same result and is not the same."""
    for fact in ("rows", "found", "checksums"):
        said = {name: result[fact] for name, result in found.items() if fact in result}
        if len({json.dumps(value, sort_keys=True) for value in said.values()}) > 1:
            yield f"{case}: {fact} differ: {json.dumps(said)}"


def duration(seconds):
    return f"{seconds:.3g} s" if seconds >= 0.1 else f"{seconds * 1e3:.3g} ms"


def cell(result, shows_first):
    if result is None:
        return "-"
    first = f" ({duration(result['first_s'])})" if shows_first else ""
    size = f", {result['file_bytes'] / 1e6:,.1f} MB file" if shows_first * (
        "file_bytes" in result) else ""
    return f"{duration(result['median_s'])}{first}, {result['peak_mb']:,} MB{size}"


def table_of(results, titles, shows_first=False):
    names = [name for found in results.values() for name in found if name != "lake"]
    engines = ["lake", *dict.fromkeys(names)]
    lines = ["| Work | " + " | ".join(engines) + " | best peer / lake |",
             "|---|" + "---|" * (len(engines) + 1)]
    for case, found in results.items():
        ours = found.get("lake")
        peers = [r["median_s"] for name, r in found.items() if name != "lake"]
        ratio = f"{min(peers) / ours['median_s']:.2f}" if ours and peers else "-"
        cells = [cell(found.get(name), shows_first) for name in engines]
        lines.append(f"| {titles[case]} | " + " | ".join(cells) + f" | {ratio} |")
    return "\n".join(lines)


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if "model name" in line), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, Linux {platform.release()}, load average"
        f" {os.getloadavg()[1]:.0f} at the end")


def write_page(suite, tables, versions, note):
    begin, end = f"<!-- measured by tools/compare {suite} -->", f"<!-- end of {suite} -->"
    page = ROOT / "docs/benchmarks.md"
    text = page.read_text()
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    engines = ", ".join(f"{name} {version}" for name, version in versions.items())
    body = f"{begin}\n\n{tables}\n\n{note}\n{machine()}. {engines}.\n\n{end}"
    page.write_text(before + body + after)


def run_cases(cases, runs, start):
    """The results by case, and the versions of the engines; a process a case and engine."""
    results, versions = {}, {}
    for case in cases:
        workers = start(case)
        versions = {name: worker.version for name, worker in workers.items()}
        results[case] = measure(case, workers, runs)
        for worker in workers.values():
            worker.close()
        for result in results[case].values():
            print(json.dumps(result), flush=True)
    return results, versions


def run_parquet(arguments, cases, scratch):
    tables, differences, versions = [], [], {}
    for threads in map(int, arguments.threads.split(",")):
        results, versions = run_cases(
            cases, arguments.runs,
            lambda _: start_parquet_workers(
                arguments, scratch, threads, not tables and not arguments.no_checks))
        for case, found in results.items():
            differences += disagreements(case, found)
        title = "One thread" if threads == 1 else f"{threads} threads"
        tables.append(f"{title}:\n\n{table_of(results, PARQUET, shows_first=True)}")
    note = (
        f"Median of {arguments.runs} runs, in brackets the first run in its process, and the"
        " highest resident memory of any run but the first.")
    return "\n\n".join(tables), versions, note, differences


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--lake-bench")
    parser.add_argument("--no-sync", help="a library under which nothing is synced")
    parser.add_argument("--runs", type=int)
    parser.add_argument("suite", nargs="?", choices=SUITES, default="main")
    parser.add_argument("--cases")
    parser.add_argument("--engines", default=",".join(["lake", *PARQUET_PEERS]),
                        help="of the suite parquet")
    parser.add_argument("--threads", default="1,2", help="of the suite parquet")
    parser.add_argument("--no-checks", action="store_true", help="sum no results up: shorter")
    parser.add_argument("--no-page", action="store_true")
    arguments = parser.parse_args()
    arguments.engines = arguments.engines.split(",")
    arguments.runs = arguments.runs or (3 if arguments.suite == "parquet" else 5)
    scratch = tempfile.mkdtemp(prefix="lake-compare-", dir=arguments.data)
    cases = arguments.cases.split(",") if arguments.cases else SUITES[arguments.suite]
    differences = []
    try:
        if arguments.suite == "parquet":
            tables, versions, note, differences = run_parquet(arguments, cases, scratch)
        else:
            results, versions = run_cases(
                cases, arguments.runs, lambda case: start_workers(arguments, scratch, case))
            tables = table_of(results, SUITES[arguments.suite])
            note = (
                f"Median of {arguments.runs} runs after one that warms up, and the highest"
                " resident memory of any.")
    finally:
        shutil.rmtree(scratch)
    print(tables)
    if differences:
        sys.exit("\n".join(differences))
    if not arguments.no_page:
        write_page(arguments.suite, tables, versions, note)


if __name__ == "__main__":
    main()
