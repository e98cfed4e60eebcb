"""One engine as a worker: reads case names from standard input, answers each with a JSON line.

    python worker.py ENGINE DATA SCRATCH [THREADS [--looks]]

A case has a set-up that is not measured and a body that is. The answer holds the seconds, the
highest memory during the body and what it did, or `skip` when the engine has no such case. What
the body gave as `value` is looked at afterwards, once a case, if asked for: rows and checksums.
`lake-bench worker` speaks the same.
"""
import gc
import importlib
import json
import os
import sys
import time

ENGINES = {
    "pyarrow": "PyArrow", "polars": "Polars", "duckdb": "DuckDB", "deltalake": "DeltaLake",
    "kernel": "Kernel"}
PARQUET = {
    "pyarrow": "PyArrow", "polars": "Polars", "duckdb": "DuckDB", "datafusion": "DataFusion"}


def memory_mb(key):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(key))


def forget_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def measure(engine, case, looked):
    body = getattr(engine, f"case_{case}", None)
    if body is None:
        return {"case": case, "skip": True}
    try:
        setup = getattr(engine, f"setup_{case}", None)
        given = setup() if setup else None
        gc.collect()
        forget_peak()
        started = time.perf_counter()
        result = body(given)
        seconds = time.perf_counter() - started
        peak = memory_mb("VmHWM")
        value = result.pop("value", None)
        if value is not None and looked is not None and case not in looked:
            looked.add(case)
            result |= engine.look(value)
    except Exception as error:
        return {"case": case, "error": f"{type(error).__name__}: {error}"[:300]}
    return {"case": case, "seconds": seconds, "peak_mb": round(peak), **result}


def main():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    name = sys.argv[1]
    if len(sys.argv) > 4:
        engine = getattr(importlib.import_module(f"parquet_{name}"), PARQUET[name])()
    else:
        engine = getattr(importlib.import_module(f"{name}_engine"), ENGINES[name])()
    looked = set() if "--looks" in sys.argv else None
    print(json.dumps({"ready": sys.argv[1], "version": engine.version()}), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(engine, line.strip(), looked)), file=out, flush=True)
        gc.collect()
    os._exit(0)


main()
