"""Writes what PyArrow reads from a folder of Parquet files, for CorpusTests to compare.

  python tools/interop/parquet_expectations.py CORPUS_FOLDER > fixtures/parquet-testing-expectations.tsv

A line is: file, column, rows, CRC-32 of the canonical text of its values (parquet_canonical.py).
"""
import os
import sys

import pyarrow.parquet as pq

from parquet_canonical import digest

folder = sys.argv[1]
for name in sorted(
        os.path.relpath(os.path.join(place, file), folder)
        for place, _, files in os.walk(folder) for file in files if file.endswith(".parquet")):
    try:
        table = pq.ParquetFile(
            os.path.join(folder, name), coerce_int96_timestamp_unit="us").read()
    except Exception as error:
        print(f"{name}\t-\t-\t{type(error).__name__}")
        continue
    for column in table.column_names if table.num_columns else []:
        index = table.column_names.index(column)
        rows, crc = digest(table.column(index))
        print(f"{name}\t{column}\t{rows}\t{crc:08x}")
sys.stdout.flush()
os._exit(0)
