"""The data that all engines are measured on, made once into one folder.

    python datasets.py FOLDER --tpchgen PATH --lake-bench PATH

lineitem of TPC-H at scale factor 1 from tpchgen-cli, as Parquet by pyarrow (1 Mi rows a row group,
decimals as INT64, natural order) and as an Arrow file; Delta logs without data files: 10,000 JSON
commits, 100 commits of 1,000 files, a checkpoint of 1,000,000 files, and that with 100 commits
behind it; and 1,000,000 events as 20 NDJSON files, made by `lake-bench events`.
"""
import argparse
import datetime
import json
import pathlib
import random
import shutil
import subprocess
import uuid

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

LOG_COMMITS = 10_000
CHECKPOINT_FILES = 1_000_000
EVENTS = 1_000_000
EVENT_FILES = 20

MONEY = pa.decimal128(15, 2)
LINEITEM = pa.schema([
    pa.field(name, kind, nullable=False) for name, kind in [
        ("l_orderkey", pa.int64()), ("l_partkey", pa.int64()), ("l_suppkey", pa.int64()),
        ("l_linenumber", pa.int32()), ("l_quantity", MONEY), ("l_extendedprice", MONEY),
        ("l_discount", MONEY), ("l_tax", MONEY), ("l_returnflag", pa.string()),
        ("l_linestatus", pa.string()), ("l_shipdate", pa.date32()),
        ("l_commitdate", pa.date32()), ("l_receiptdate", pa.date32()),
        ("l_shipinstruct", pa.string()), ("l_shipmode", pa.string()),
        ("l_comment", pa.string())]])


def make_lineitem(folder, tpchgen):
    text = folder / "lineitem.tbl"
    if not text.exists():
        subprocess.run([tpchgen, "-s", "1", "-T", "lineitem", "-o", folder], check=True)
    rows = pyarrow.csv.read_csv(
        text,
        parse_options=pyarrow.csv.ParseOptions(delimiter="|", quote_char=False),
        read_options=pyarrow.csv.ReadOptions(column_names=[*LINEITEM.names, "end"]),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={f.name: f.type for f in LINEITEM}, include_columns=LINEITEM.names))
    rows = rows.cast(LINEITEM).combine_chunks()
    for codec in ("snappy", "zstd"):
        pq.write_table(
            rows, folder / f"lineitem-{codec}.parquet", compression=codec,
            compression_level=3 if codec == "zstd" else None, row_group_size=1 << 20,
            store_decimal_as_integer=True)
    with pa.OSFile(str(folder / "lineitem.arrow"), "wb") as file:
        with pa.ipc.new_file(file, LINEITEM) as writer:
            writer.write_table(rows, max_chunksize=1 << 17)
    text.unlink()


def add_action(number, source):
    day = (datetime.date(2024, 1, 1) + datetime.timedelta(days=number % 365)).isoformat()
    low = number * 1000
    stats = {
        "numRecords": 1000,
        "minValues": {
            "id": low, "ts": f"{day}T00:00:00.{number % 1000:03d}Z",
            "region": f"region-{number % 20:02d}", "amount": 0.01 + number % 7},
        "maxValues": {
            "id": low + 999, "ts": f"{day}T23:59:59.{number % 1000:03d}Z",
            "region": "region-19", "amount": 990.25 + number % 9},
        "nullCount": {"id": 0, "ts": 0, "region": 0, "amount": number % 3}}
    name = f"part-{number % 200:05d}-{uuid.UUID(int=source.getrandbits(128))}-c000.snappy.parquet"
    return {"add": {
        "path": f"date={day}/{name}", "partitionValues": {"date": day},
        "size": 30000 + number % 5000, "modificationTime": 1_704_067_200_000 + number * 10,
        "dataChange": True, "stats": json.dumps(stats, separators=(",", ":"))}}


def first_actions(source):
    """The protocol and the metadata of a log."""
    fields = [("id", "long"), ("ts", "timestamp"), ("region", "string"), ("amount", "double"),
              ("date", "date")]
    schema = {"type": "struct", "fields": [
        {"name": n, "type": t, "nullable": True, "metadata": {}} for n, t in fields]}
    return [
        {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
        {"metaData": {
            "id": str(uuid.UUID(int=source.getrandbits(128))),
            "format": {"provider": "parquet", "options": {}}, "schemaString": json.dumps(schema),
            "partitionColumns": ["date"], "configuration": {}, "createdTime": 1_704_067_200_000}}]


def write_commit(log, version, actions):
    info = {"commitInfo": {
        "timestamp": 1_704_067_200_000 + version * 1000,
        "operation": "WRITE" if version else "CREATE TABLE",
        "operationParameters": {"mode": "Append"} if version else {}}}
    lines = (json.dumps(action, separators=(",", ":")) + "\n" for action in [info, *actions])
    (log / f"{version:020}.json").write_text("".join(lines))


def empty_log(folder, name):
    log = folder / name / "_delta_log"
    shutil.rmtree(log.parent, ignore_errors=True)
    log.mkdir(parents=True)
    return log


def make_log(folder, name, commits, files_a_commit=1):
    """A log of JSON commits: version 0 makes the table, each later one adds files."""
    log, source = empty_log(folder, name), random.Random(1)
    write_commit(log, 0, first_actions(source))
    for version in range(1, commits):
        first = (version - 1) * files_a_commit
        write_commit(
            log, version, [add_action(first + n, source) for n in range(files_a_commit)])


TEXTS = pa.map_(pa.string(), pa.string())
CHECKPOINT = pa.schema([
    ("protocol", pa.struct([("minReaderVersion", pa.int32()), ("minWriterVersion", pa.int32())])),
    ("metaData", pa.struct([
        ("id", pa.string()),
        ("format", pa.struct([("provider", pa.string()), ("options", TEXTS)])),
        ("schemaString", pa.string()), ("partitionColumns", pa.list_(pa.string())),
        ("configuration", TEXTS), ("createdTime", pa.int64())])),
    ("add", pa.struct([
        ("path", pa.string()), ("partitionValues", TEXTS), ("size", pa.int64()),
        ("modificationTime", pa.int64()), ("dataChange", pa.bool_()), ("tags", TEXTS),
        ("stats", pa.string())])),
    ("remove", pa.struct([
        ("path", pa.string()), ("deletionTimestamp", pa.int64()), ("dataChange", pa.bool_())])),
    ("txn", pa.struct([("appId", pa.string()), ("version", pa.int64())]))])


def checkpoint_row(number, source):
    add = add_action(number, source)["add"]
    return {"add": add | {
        "partitionValues": list(add["partitionValues"].items()), "dataChange": False}}


def make_checkpoint(folder, name, files, tail):
    """A classic checkpoint at version 1, and JSON commits of one file each behind it."""
    log, source = empty_log(folder, name), random.Random(1)
    protocol, metadata = first_actions(source)
    write_commit(log, 0, [protocol, metadata])
    write_commit(log, 1, [])
    metadata["metaData"] |= {
        "format": {"provider": "parquet", "options": []}, "configuration": []}
    path = log / f"{1:020}.checkpoint.parquet"
    with pq.ParquetWriter(path, CHECKPOINT, compression="snappy") as writer:
        rows = [protocol, metadata]
        for start in range(0, files, 100_000):
            rows += [checkpoint_row(n, source) for n in range(start, start + 100_000)]
            writer.write_table(pa.Table.from_pylist(rows, schema=CHECKPOINT))
            rows = []
    hint = {"version": 1, "size": files + 2, "sizeInBytes": path.stat().st_size,
            "numOfAddFiles": files}
    (log / "_last_checkpoint").write_text(json.dumps(hint))
    for number in range(tail):
        write_commit(log, 2 + number, [add_action(files + number, source)])


def make_events(folder, lake_bench):
    subprocess.run(
        [lake_bench, "events", folder / "events", "--count", str(EVENTS),
         "--files", str(EVENT_FILES)], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tpchgen", required=True)
    parser.add_argument("--lake-bench", required=True)
    arguments = parser.parse_args()
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "lineitem.arrow").exists():
        print("making lineitem", flush=True)
        make_lineitem(folder, arguments.tpchgen)
    if not (folder / "log-10k/_delta_log" / f"{LOG_COMMITS - 1:020}.json").exists():
        print("making the log of 10,000 commits", flush=True)
        make_log(folder, "log-10k", LOG_COMMITS)
    if not (folder / "log-1m-tail/_delta_log" / f"{101:020}.json").exists():
        print("making the logs of 100,000 and 1,000,000 files", flush=True)
        make_log(folder, "log-100k", 101, files_a_commit=1000)
        make_checkpoint(folder, "log-1m", CHECKPOINT_FILES, 0)
        make_checkpoint(folder, "log-1m-tail", CHECKPOINT_FILES, 100)
    if not (folder / "events").exists():
        print("making events", flush=True)
        make_events(folder, arguments.lake_bench)


if __name__ == "__main__":
    main()
