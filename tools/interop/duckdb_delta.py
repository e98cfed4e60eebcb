"""DuckDB with its Delta extension, in the venv that has both."""
import pathlib

import duckdb
import duckdb_extension_delta


def connect():
    extensions = pathlib.Path(duckdb_extension_delta.__file__).parent / "extensions"
    [extension] = extensions.glob(f"v{duckdb.__version__}/delta.duckdb_extension")
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def quoted(text):
    return "'" + text.replace("'", "''") + "'"
