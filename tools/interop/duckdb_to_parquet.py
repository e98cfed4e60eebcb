"""Reads a Delta table with DuckDB and writes its rows as Parquet: TABLE OUT [VERSION]."""
import pathlib
import sys

import duckdb
import duckdb_extension_delta

table, out = sys.argv[1], sys.argv[2]
extensions = pathlib.Path(duckdb_extension_delta.__file__).parent / "extensions"
[extension] = extensions.glob(f"v{duckdb.__version__}/delta.duckdb_extension")
connection = duckdb.connect()
connection.execute(f"LOAD '{extension}'")
connection.execute("SET TimeZone = 'UTC'")
quoted = table.replace("'", "''")
if len(sys.argv) > 3:
    connection.execute(f"ATTACH '{quoted}' AS lake (TYPE delta, VERSION {int(sys.argv[3])})")
    source = "lake"
else:
    source = f"delta_scan('{quoted}')"
connection.execute(f"COPY (SELECT * FROM {source}) TO '{out}' (FORMAT parquet)")
