// A descriptor with one owner.

import Glibc

/// An open file or folder, closed when nobody holds it.
///
/// A failing close loses nothing here: files that matter are synchronised before.
final class OpenFile: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
