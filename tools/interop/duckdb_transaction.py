"""An application's version in a Delta table, with DuckDB.

    TABLE APP                    prints it, or nothing
    TABLE APP VERSION FILE       appends the rows of a Parquet file under this version
"""
import sys

from duckdb_delta import connect, quoted

table, app = sys.argv[1:3]
connection = connect()
connection.execute(f"ATTACH {quoted(table)} AS lake (TYPE delta)")
known = connection.execute("SELECT * FROM delta_get_transaction_version('lake', ?)", [app]).fetchall()
if len(sys.argv) == 3:
    print("" if known[0][0] is None else known[0][0])
else:
    version, file = int(sys.argv[3]), sys.argv[4]
    connection.execute("BEGIN")
    connection.execute(
        "SELECT * FROM delta_set_transaction_version('lake', ?, ?::UBIGINT, ?::UBIGINT)",
        [app, version, known[0][0]])
    connection.execute(f"INSERT INTO lake BY NAME SELECT * FROM read_parquet({quoted(file)})")
    connection.execute("COMMIT")
