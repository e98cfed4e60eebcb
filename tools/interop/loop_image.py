"""A file system of its own in a file, whose plug can be pulled."""
import os
import pathlib
import shutil
import subprocess

MIB = 1 << 20


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(f"{' '.join(map(str, command))}: {done.stderr.strip() or done.stdout}")


class LoopImage:
    """An image of a file system, mounted on a folder."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.image = pathlib.Path(folder) / f"{kind}.img"
        self.mount_point = pathlib.Path(folder) / kind
        self.mount_point.mkdir()
        # XFS wants 300 MB; the file is sparse.
        with open(self.image, "wb") as file:
            file.truncate(400 * MIB)
        run(f"mkfs.{kind}", "-q", *(["-F"] if kind == "ext4" else []), self.image)
        self.is_mounted = False

    def mount(self):
        run("mount", "-o", "loop", self.image, self.mount_point)
        self.is_mounted = True

    def sync(self):
        descriptor = os.open(self.mount_point, os.O_RDONLY)
        try:
            run("sync", "-f", self.mount_point)
        finally:
            os.close(descriptor)

    def pull_plug(self):
        """The file system takes no more and forgets what its log has not got."""
        run("xfs_io", "-x", "-c", "shutdown", self.mount_point)

    def power_up(self):
        """Mounts what the disk has, which replays the file system's log."""
        self.unmount()
        self.mount()

    def unmount(self):
        if self.is_mounted:
            run("umount", self.mount_point)
            self.is_mounted = False


def why_not(kinds):
    """Why images cannot be used here; None where they can."""
    for tool in ["xfs_io", *(f"mkfs.{kind}" for kind in kinds)]:
        if shutil.which(tool) is None:
            return f"{tool} is missing: run tools/setup"
    if os.geteuid() != 0:
        return "only root may mount"
    return None
