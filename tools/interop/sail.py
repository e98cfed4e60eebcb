"""pysail, in a venv and a process of its own."""
import pathlib
import subprocess
import sys

from readers import ROOT


class Sail:
    """One request a line; sail_writer.py says which there are."""

    def __init__(self):
        python = ROOT / ".venv-sail/bin/python"
        self.process = None
        if not python.exists():
            sys.exit(f"{python} is missing: run tools/setup")
        script = pathlib.Path(__file__).with_name("sail_writer.py")
        self.process = subprocess.Popen(
            [python, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)

    def run(self, *words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer != "done":
            raise RuntimeError(f"pysail {words}: {answer or 'is gone'}")
