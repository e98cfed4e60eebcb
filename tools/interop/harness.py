"""What every suite needs: its venv, the data beside the project, a scratch folder, and a verdict.

A suite starts with `import harness` and ends with `harness.finish()`. Importing this file from a
plain python3 starts the suite again inside .venv-core.
"""
import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

if not sys.prefix.endswith(".venv-core"):
    python = ROOT / ".venv-core/bin/python"
    if not python.exists():
        sys.exit(f"{python} is missing: run tools/setup")
    os.execv(python, [str(python), *sys.argv])

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

failures = []
passed = 0


def check(label, found):
    """Records one comparison; `found` lists differences and is empty when all is well."""
    global passed
    if found:
        failures.append(label)
        print(f"DIFFERENT {label}", *found, sep="\n    ", flush=True)
    else:
        passed += 1


def check_that(label, condition, detail=""):
    check(label, [] if condition else [detail or "not so"])


def data_folder(relative):
    """A folder of the data beside the project, or None."""
    candidates = [os.environ.get("LAKE_DATA"), ROOT / "../shared", ROOT / "../../shared"]
    for candidate in candidates:
        if candidate and (pathlib.Path(candidate) / relative).exists():
            return pathlib.Path(candidate).resolve() / relative
    return None


def data_or_skip(relative):
    found = data_folder(relative)
    if found is None:
        print(f"skipped: no {relative} in $LAKE_DATA, ../shared or ../../shared")
        leave(0)
    return found


def scratch():
    """A folder that `finish` removes when the suite passed."""
    global scratch_folder
    scratch_folder = pathlib.Path(tempfile.mkdtemp(prefix="lake-interop-"))
    return scratch_folder


scratch_folder = None


def finish():
    name = pathlib.Path(sys.argv[0]).name
    print(f"{name}: {passed} comparisons equal, {len(failures)} different")
    if failures and scratch_folder:
        print(f"left for inspection: {scratch_folder}")
    elif scratch_folder:
        shutil.rmtree(scratch_folder, ignore_errors=True)
    leave(1 if failures else 0)


def leave(code):
    """Ends without the exit handlers, in which pyarrow and delta-rs abort the process."""
    sys.stdout.flush()
    os._exit(code)
