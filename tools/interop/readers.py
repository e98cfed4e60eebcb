"""The engines that read our tables, each giving canonical rows.

Every reader is called as read(table, version=None); `read_lake` reads with our own command. DuckDB
lives in a venv of its own and hands its rows over as a Parquet file, which keeps them exact.
"""
import json
import os
import pathlib
import subprocess
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq

from canonical import rows_of_arrow, rows_of_json_lines

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAKE = os.environ.get("LAKE", str(ROOT / ".build-release/release/lake"))


def lake(*arguments, check=True, **options):
    """Runs our command; the result has returncode, stdout and stderr as text."""
    done = subprocess.run(
        [LAKE, *map(str, arguments)], capture_output=True, text=True,
        stdin=subprocess.DEVNULL, **options)
    if check and done.returncode != 0:
        raise RuntimeError(
            f"lake {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr}")
    return done


def lines_of(output):
    """Lines end with a line feed and nothing else; JSON may hold the other kinds unescaped."""
    return output.removesuffix("\n").split("\n") if output else []


def fsck(table):
    """Kinds of errors and warnings of `lake fsck`, each once and sorted; notes left out."""
    done = lake("fsck", table, "--depth", "data", "-o", "jsonl", check=False)
    if done.returncode in (4, 5):
        return {4: ["missing"], 5: ["refused"]}[done.returncode]
    findings = [json.loads(line) for line in lines_of(done.stdout)]
    errors = [finding for finding in findings if finding["severity"] == "error"]
    if done.returncode != (6 if errors else 0):
        raise RuntimeError(f"lake fsck {table} ended with {done.returncode}: {done.stderr}")
    return sorted({finding["kind"] for finding in findings if finding["severity"] != "note"})


def lake_json_lines(*arguments):
    return [json.loads(line) for line in lines_of(lake(*arguments, "-o", "jsonl").stdout)]


def arrow_deltalake(table, version=None):
    """Through delta-rs's own query engine, which reads more than its pyarrow path."""
    import deltalake
    opened = deltalake.DeltaTable(str(table), version=version)
    batches = deltalake.QueryBuilder().register("t", opened).execute("SELECT * FROM t").read_all()
    return pa.table(batches)


def arrow_polars(table, version=None):
    import polars
    return polars.scan_delta(str(table), version=version).collect().to_arrow()


def arrow_kernel(table, version=None):
    import delta_kernel_rust_sharing_wrapper as kernel
    location = pathlib.Path(table).resolve().as_uri()
    interface = kernel.PythonInterface(location)
    if version is not None:
        raise ValueError("the wrapper of delta-kernel reads the newest version only")
    snapshot = kernel.Table(location).snapshot(interface)
    scan = kernel.ScanBuilder(snapshot).build()
    return pa.table(scan.execute(interface).read_all())


def arrow_duckdb(table, version=None):
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/rows.parquet"
        arguments = [str(table), out] + ([str(version)] if version is not None else [])
        script = pathlib.Path(__file__).with_name("duckdb_to_parquet.py")
        subprocess.run([ROOT / ".venv-duck/bin/python", script, *arguments], check=True)
        return pq.read_table(out)


def read_with(arrow_reader):
    return lambda table, version=None: rows_of_arrow(arrow_reader(table, version))


PEERS = {
    "deltalake": read_with(arrow_deltalake),
    "polars": read_with(arrow_polars),
    "delta-kernel": read_with(arrow_kernel),
    "duckdb": read_with(arrow_duckdb),
}


def read_lake(table, schema, version=None):
    """`lake read -o jsonl`; the schema (Arrow) says how to understand its JSON values."""
    at = ["--version", str(version)] if version is not None else []
    output = lake("read", table, *at, "-o", "jsonl").stdout
    return rows_of_json_lines(lines_of(output), schema)
