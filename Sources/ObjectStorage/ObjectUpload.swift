// One object under construction.

public import BinaryIO

/// An object whose bytes come in pieces. One task at a time uses it.
///
/// Either `finish` publishes all of it, durably and in one step, or nothing of it is ever visible.
/// An upload that nobody finishes is as good as aborted.
public protocol ObjectUpload: AnyObject, Sendable {
    /// Appends `bytes`. After a failure the upload can only be aborted.
    func write(_ bytes: Bytes) async throws(ObjectStorageError)

    /// Publishes the object.
    ///
    /// - Throws: as `ObjectStore.put`; the upload is over in any case.
    func finish() async throws(ObjectStorageError) -> PutResult

    /// Throws everything away; a second call, or one after `finish`, does nothing.
    func abort() async
}
