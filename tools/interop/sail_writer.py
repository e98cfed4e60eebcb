"""pysail as a writer for the suites: a server and a session, and one request a line of input.

    append TABLE PARQUET    adds the rows of a Parquet file
    delete TABLE CONDITION
    read TABLE PARQUET      writes the rows of a table into a Parquet file
    sql - STATEMENT
"""
import os
import sys

import pyarrow.parquet as pq
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

os.environ.setdefault("RUST_LOG", "error")
server = SparkConnectServer(ip="127.0.0.1", port=0)
server.start(background=True)
_, port = server.listening_address
spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()

for line in sys.stdin:
    verb, table, argument = line.rstrip("\n").split("\t")
    try:
        if verb == "append":
            rows = spark.read.parquet(argument)
            rows.write.format("delta").mode("append").save(table)
        elif verb == "delete":
            spark.sql(f"DELETE FROM delta.`{table}` WHERE {argument}")
        elif verb == "read":
            pq.write_table(spark.read.format("delta").load(table).toArrow(), argument)
        else:
            spark.sql(argument)
        print("done", flush=True)
    except Exception as error:
        print(" ".join(str(error).split())[:400], flush=True)
