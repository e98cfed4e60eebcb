"""Runs `lake` so that it ends at a chosen system call of its storage (spec/crash-points.md)."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from readers import LAKE

# Kills need no real disk: in memory a synchronisation costs nothing.
MEMORY = pathlib.Path("/dev/shm")
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30:
    tempfile.tempdir = str(MEMORY)

# The suites end within the time of a gate; with --full they leave nothing out.
FULL = "--full" in sys.argv
# Of the points that another one resembles, the short form takes one in so many.
SHORT_STRIDE = 4
# A race is run so often to learn how many calls it makes at least, and to meet each kind of them.
RACES = 6

READING = {"openRoot", "openFolder", "openFile", "status", "read", "listFolder", "lockFolder"}


class Call:
    """One announced system call: its number, its kind, and the path as the store calls it."""

    def __init__(self, line):
        number, side, self.kind, self.path, *result = line.split("\t")
        self.number, self.side = int(number), side
        self.errno = int(result[0]) if result else 0

    @property
    def changes(self):
        return self.kind not in READING


def environment(**variables):
    return {**os.environ, **{name: str(value) for name, value in variables.items()}}


def run_lake(arguments, **variables):
    return subprocess.run(
        [LAKE, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env=environment(**variables), timeout=120)


def trace_of(path):
    return [Call(line) for line in pathlib.Path(path).read_text().splitlines()]


def calls_of(arguments, trace):
    """Runs a command to its end and lists its calls."""
    done = run_lake(arguments, LAKE_CALL_TRACE=trace)
    if done.returncode != 0:
        raise RuntimeError(f"lake {arguments} ended with {done.returncode}: {done.stderr}")
    return [call for call in trace_of(trace) if call.side == "before"]


def points_of(calls, reads_too):
    """The calls at which something is to happen: of a run of writes into one file, behind which
    there is only more of what nobody sees, the first and the last; reading ones where asked for."""
    chosen = []
    for before, call, after in zip([None, *calls], calls, [*calls[1:], None]):
        inside = call.kind == "write" and all(
            near is not None and near.kind == "write" and near.path == call.path
            for near in (before, after))
        if not inside and (reads_too or call.changes):
            chosen.append(call)
    return chosen


def fewest_calls(scenario, origin, work):
    """The calls of a scenario's command on copies of its state, from the shortest of its runs."""
    runs = []
    for _ in range(RACES if scenario.races else 1):
        probe = copy_state(origin, work / "probe")
        runs.append(calls_of(scenario.command(probe), work / "calls"))
        shutil.rmtree(probe)
    return min(runs, key=len)


def some_of(points, likeness):
    """All points in the full form; else the first of each likeness, and one in `SHORT_STRIDE`."""
    seen, chosen = set(), []
    for index, point in enumerate(points):
        if FULL or index % SHORT_STRIDE == 0 or likeness(point) not in seen:
            chosen.append(point)
            seen.add(likeness(point))
    return chosen


def kill_at(arguments, number, side, trace):
    """Runs a command up to a call; the call at which it was killed, or None where it ended."""
    pathlib.Path(trace).unlink(missing_ok=True)
    done = run_lake(arguments, LAKE_CRASH_AT=f"{number}:{side}", LAKE_CALL_TRACE=trace)
    if done.returncode != -signal.SIGKILL:
        return None, done
    return trace_of(trace)[-1], done


def copy_state(state, place):
    """A copy of a state. Files are hard links, since nothing writes into a file that has a name."""
    shutil.copytree(state, place, copy_function=os.link, symlinks=True)
    return place


def stop_at(arguments, number, side, trace, before_kill):
    """Runs a command up to a call, lets `before_kill` pull the plug, and kills it.

    Returns the call, or None and how the command ended where it came to its end before."""
    pathlib.Path(trace).unlink(missing_ok=True)
    process = subprocess.Popen(
        [LAKE, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(LAKE_CRASH_AT=f"{number}:{side}:stop", LAKE_CALL_TRACE=trace))
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    before_kill()
    if not os.WIFSTOPPED(status):
        process.returncode = os.waitstatus_to_exitcode(status)
        return None, process.returncode
    process.kill()
    process.wait()
    return trace_of(trace)[-1], None
