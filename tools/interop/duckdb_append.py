"""Appends the rows of a Parquet file to a Delta table with DuckDB: TABLE FILE."""
import sys

from duckdb_delta import connect, quoted

table, file = sys.argv[1:]
connection = connect()
connection.execute(f"ATTACH {quoted(table)} AS lake (TYPE delta)")
connection.execute(f"INSERT INTO lake BY NAME SELECT * FROM read_parquet({quoted(file)})")
