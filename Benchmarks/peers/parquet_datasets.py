"""The files of the suite `parquet`, made once into FOLDER/parquet.

    python parquet_datasets.py FOLDER --tpchgen PATH --lake-bench PATH [--events ROWS]

lineitem as pyarrow, DuckDB (V1 and V2) and lake write it; sorted by key and by ship date with small
row groups and a page index; 10,000 columns in 10 row groups; events with nulls. `tables` holds
Delta tables of one file each, by which lake scans with a predicate: the same files, linked.
"""
import argparse
import json
import os
import pathlib
import subprocess

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import datasets

WIDE_COLUMNS, WIDE_GROUPS, WIDE_ROWS = 10_000, 10, 10
SMALL_GROUP = 1 << 17
TABLES = {
    "unsorted": "lineitem-snappy", "by-shipdate": "parquet/by-shipdate", "by-key": "parquet/by-key"}


def write_small_groups(rows, path):
    pq.write_table(
        rows, path, compression="snappy", row_group_size=SMALL_GROUP, write_page_index=True,
        store_decimal_as_integer=True)


def make_lineitem(folder):
    with pa.OSFile(str(folder / "lineitem.arrow")) as file:
        rows = pa.ipc.open_file(file).read_all()
    write_small_groups(rows, folder / "parquet/by-key.parquet")
    write_small_groups(rows.sort_by("l_shipdate"), folder / "parquet/by-shipdate.parquet")
    for version in ("V1", "V2"):
        duckdb.sql(
            f"COPY (FROM '{folder}/lineitem-snappy.parquet') TO"
            f" '{folder}/parquet/duckdb-{version.lower()}.parquet'"
            f" (FORMAT parquet, PARQUET_VERSION {version})")


def make_wide(path):
    """Columns of integers, of texts and of doubles in turns."""
    values = [
        pa.array(range(WIDE_ROWS), pa.int64()), pa.array([f"v{n}" for n in range(WIDE_ROWS)]),
        pa.array([n / 4 for n in range(WIDE_ROWS)])]
    table = pa.table({f"c{n}": values[n % 3] for n in range(WIDE_COLUMNS)})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(WIDE_GROUPS):
            writer.write_table(table)


def make_events(path, count):
    """Clicks of one day: times nearly in order, users by Zipf, some amounts missing."""
    source = np.random.default_rng(42)
    times = 1_700_000_000_000_000 + np.sort(source.integers(0, 86_400_000_000, count))
    times += source.integers(-5_000_000, 5_000_000, count)
    users = np.minimum(source.zipf(1.2, count), 1_000_000).astype("int64")
    regions = pa.array([f"region-{n:02d}" for n in range(20)])
    pages = ["home", "cart", "item", "search", "user", "checkout", "help", "blog", "news", "sale"]
    urls = pa.array([
        f"https://www.example.com/{pages[a]}/{pages[b]}/{pages[c]}?id={number}"
        for (a, b, c), number in zip(
            source.integers(0, 10, (100_000, 3)), source.integers(0, 10**9, 100_000))])
    amounts = np.round(source.gamma(2.0, 8.0, count), 2)
    rows = pa.table({
        "ts": pa.array(times, pa.timestamp("us", "UTC")), "user_id": pa.array(users),
        "region": regions.take(pa.array(source.integers(0, 20, count))),
        "url": urls.take(pa.array(source.integers(0, 100_000, count))),
        "amount": pa.array(amounts, mask=source.random(count) < 0.05)})
    pq.write_table(rows, path, compression="snappy", row_group_size=1 << 20)


DELTA_TYPES = {"int64": "long", "int32": "integer", "string": "string", "date32[day]": "date"}


def make_table(folder, name, file):
    """A Delta table of one file."""
    root = folder / "parquet/tables" / name
    (root / "_delta_log").mkdir(parents=True)
    os.link(file, root / "rows.parquet")
    fields = [
        {"name": f.name, "nullable": True, "metadata": {},
         "type": DELTA_TYPES.get(str(f.type), f"decimal(15,2)")} for f in datasets.LINEITEM]
    actions = [
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {"metaData": {
            "id": f"00000000-0000-4000-8000-{len(name):012}",
            "format": {"provider": "parquet", "options": {}},
            "schemaString": json.dumps({"type": "struct", "fields": fields}),
            "partitionColumns": [], "configuration": {}, "createdTime": 0}},
        {"add": {
            "path": "rows.parquet", "partitionValues": {}, "size": file.stat().st_size,
            "modificationTime": 0, "dataChange": True}}]
    (root / "_delta_log" / f"{0:020}.json").write_text(
        "".join(json.dumps(action) + "\n" for action in actions))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tpchgen", required=True)
    parser.add_argument("--lake-bench", required=True)
    parser.add_argument("--events", type=int, default=10_000_000)
    arguments = parser.parse_args()
    folder = arguments.folder
    made = folder / "parquet"
    made.mkdir(parents=True, exist_ok=True)
    if not (folder / "lineitem.arrow").exists():
        print("making lineitem", flush=True)
        datasets.make_lineitem(folder, arguments.tpchgen)
    if not (made / "duckdb-v2.parquet").exists():
        print("making lineitem of other writers", flush=True)
        make_lineitem(folder)
    subprocess.run(
        [arguments.lake_bench, "rewrite", folder / "lineitem-snappy.parquet",
         made / "lake.parquet"], check=True)
    if not (made / "wide.parquet").exists():
        make_wide(made / "wide.parquet")
    events = made / "events.parquet"
    if not events.exists() or pq.read_metadata(events).num_rows != arguments.events:
        print("making events", flush=True)
        make_events(events, arguments.events)
    for name, file in TABLES.items():
        if not (made / "tables" / name).exists():
            make_table(folder, name, folder / f"{file}.parquet")


if __name__ == "__main__":
    main()
