"""Reads a Delta table with DuckDB and writes its rows as Parquet: TABLE OUT [VERSION]."""
import sys

from duckdb_delta import connect, quoted

table, out = sys.argv[1], sys.argv[2]
connection = connect()
if len(sys.argv) > 3:
    connection.execute(f"ATTACH {quoted(table)} AS lake (TYPE delta, VERSION {int(sys.argv[3])})")
    source = "lake"
else:
    source = f"delta_scan({quoted(table)})"
connection.execute(f"COPY (SELECT * FROM {source}) TO {quoted(out)} (FORMAT parquet)")
