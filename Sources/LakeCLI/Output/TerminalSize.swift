import Glibc

/// How wide the terminal is.
enum TerminalSize {
    /// Columns of the terminal that standard output is; nil where it is none.
    static var standardOutputColumns: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
