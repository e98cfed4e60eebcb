"""The cases of delta-kernel, through its Python wrapper for Delta Sharing."""
from engine import DATA, Engine


class Kernel(Engine):
    def version(self):
        import importlib.metadata
        return importlib.metadata.version("delta-kernel-rust-sharing-wrapper")

    def opened(self, log):
        """The newest snapshot without its files, which the wrapper does not list."""
        import delta_kernel_rust_sharing_wrapper as kernel
        location = f"file://{DATA.resolve() / log}"
        snapshot = kernel.Table(location).snapshot(kernel.PythonInterface(location))
        return {"version": snapshot.version()}

    def case_log_open(self, _):
        return self.opened("log-10k")

    def case_checkpoint_open(self, _):
        return self.opened("log-1m")
