"""Measures our engine and its peers in one run, in turns, and writes docs/benchmarks.md.

    python compare.py --data FOLDER --lake-bench PATH [SUITE] [--runs 5] [--cases a,b] [--no-page]

SUITE is main (when none is given) or log.

In every round each engine runs the case once, one after the other, so that the noise of the machine
hits all alike. One round warms up. Ratios are medians of this run: theirs divided by ours, so that
more than 1 means that we are faster.
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

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAIN = {
    "parquet_scan_snappy": "decode lineitem, 6,001,215 rows x 16 columns, snappy",
    "parquet_scan_zstd": "the same, zstd",
    "parquet_project": "two columns of it, snappy",
    "parquet_write_snappy": "write lineitem from memory, snappy",
    "parquet_write_zstd": "the same, zstd level 3",
    "log_load": "open a table of 10,000 JSON commits and list its files",
    "commits": "100 appends of 10 rows, one commit each",
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
    "commits": "100 appends of 10 rows, one commit each",
}
SUITES = {"main": MAIN, "log": LOG}
PYTHON = {
    "pyarrow": ".venv-core", "polars": ".venv-core", "deltalake": ".venv-core",
    "duckdb": ".venv-duck", "kernel": ".venv-core"}


class Worker:
    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)
        self.version = json.loads(self.process.stdout.readline())["version"]

    def run(self, case):
        self.process.stdin.write(case + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": f"ended with {self.process.wait()}"}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def start_workers(arguments, scratch):
    here = pathlib.Path(__file__).parent
    workers = {
        name: Worker([ROOT / venv / "bin/python", here / "worker.py", name, arguments.data, scratch])
        for name, venv in PYTHON.items()}
    if arguments.lake_bench:
        workers["lake"] = Worker([arguments.lake_bench, "worker", arguments.data, scratch])
    return workers


def measure(case, workers, runs):
    """The answers of each engine, one warm-up left out; engines without the case are dropped."""
    answers = {name: [] for name in workers}
    for number in range(runs + 1):
        for name, worker in workers.items():
            if number and name not in answers:
                continue
            answer = worker.run(case)
            if "seconds" not in answer:
                answers.pop(name)
                if "error" in answer:
                    print(f"{case}: {name}: {answer['error']}", file=sys.stderr)
            elif number:
                answers[name].append(answer)
    return {name: summary(case, name, found) for name, found in answers.items()}


def summary(case, name, answers):
    seconds = [answer["seconds"] for answer in answers]
    extra = {k: v for k, v in answers[-1].items() if k not in ("case", "seconds", "peak_mb")}
    return {
        "case": case, "engine": name, "runs": len(seconds),
        "median_s": round(statistics.median(seconds), 4), "min_s": round(min(seconds), 4),
        "max_s": round(max(seconds), 4),
        "peak_mb": max(answer["peak_mb"] for answer in answers), **extra}


def cell(result):
    if result is None:
        return "-"
    return f"{result['median_s']:.3g} s, {result['peak_mb']:,} MB"


def table_of(results, titles):
    engines = ["lake"] + [
        name for name in PYTHON if any(name in found for found in results.values())]
    lines = ["| Work | " + " | ".join(engines) + " | best peer / lake |",
             "|---|" + "---|" * (len(engines) + 1)]
    for case, found in results.items():
        ours = found.get("lake")
        peers = [r["median_s"] for name, r in found.items() if name != "lake"]
        ratio = f"{min(peers) / ours['median_s']:.2f}" if ours and peers else "-"
        cells = [cell(found.get(name)) for name in engines]
        lines.append(f"| {titles[case]} | " + " | ".join(cells) + f" | {ratio} |")
    return "\n".join(lines)


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if "model name" in line), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, Linux {platform.release()}, load average"
        f" {os.getloadavg()[1]:.0f} at the end")


def write_page(suite, results, versions, runs):
    begin, end = f"<!-- measured by tools/compare {suite} -->", f"<!-- end of {suite} -->"
    page = ROOT / "docs/benchmarks.md"
    text = page.read_text()
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    engines = ", ".join(f"{name} {version}" for name, version in versions.items())
    body = (
        f"{begin}\n\n{table_of(results, SUITES[suite])}\n\nMedian of {runs} runs after one that warms up, and the highest resident memory of any.\n"
        f"{machine()}. {engines}.\n\n{end}")
    page.write_text(before + body + after)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--lake-bench")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("suite", nargs="?", choices=SUITES, default="main")
    parser.add_argument("--cases")
    parser.add_argument("--no-page", action="store_true")
    arguments = parser.parse_args()
    scratch = tempfile.mkdtemp(prefix="lake-compare-", dir=arguments.data)
    results, versions = {}, {}
    cases = arguments.cases.split(",") if arguments.cases else SUITES[arguments.suite]
    for case in cases:
        workers = start_workers(arguments, scratch)
        versions = {name: worker.version for name, worker in workers.items()}
        results[case] = measure(case, workers, arguments.runs)
        for worker in workers.values():
            worker.close()
        for result in results[case].values():
            print(json.dumps(result), flush=True)
    if not arguments.no_page:
        write_page(arguments.suite, results, versions, arguments.runs)
    shutil.rmtree(scratch)
    print(table_of(results, SUITES[arguments.suite]))


if __name__ == "__main__":
    main()
