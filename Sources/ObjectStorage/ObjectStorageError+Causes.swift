// The errors that several stores raise alike, with one wording.

extension ObjectStorageError {
    static func notFound(_ operation: Operation, _ path: ObjectPath) -> ObjectStorageError {
        ObjectStorageError(.notFound, operation, "no object at '\(path)'", path: path)
    }

    static func alreadyExists(_ operation: Operation, _ path: ObjectPath) -> ObjectStorageError {
        ObjectStorageError(
            .alreadyExists, operation, "an object exists at '\(path)' already", path: path)
    }

    static func preconditionFailed(
        _ operation: Operation, _ path: ObjectPath, found: ETag?
    ) -> ObjectStorageError {
        let state = found.map { "its tag is now \($0)" } ?? "nothing lies there now"
        return ObjectStorageError(
            .preconditionFailed, operation,
            "the object at '\(path)' has changed since it was read: \(state)", path: path)
    }

    static func uploadIsOver(_ path: ObjectPath) -> ObjectStorageError {
        ObjectStorageError(
            .notSupported, .upload,
            "the upload to '\(path)' was finished, aborted or has failed; begin a new one",
            path: path)
    }

    static func cancelled(_ operation: Operation, _ path: ObjectPath?) -> ObjectStorageError {
        ObjectStorageError(
            .cancelled, operation, "cancelled before anything was done", path: path)
    }

    /// The part of `range` that an object of `size` bytes has; all of it where `range` is nil.
    static func cut(
        _ range: Range<Int>?, toSize size: Int, of path: ObjectPath
    ) throws(ObjectStorageError) -> Range<Int> {
        guard let range else { return 0..<size }
        guard range.lowerBound >= 0 else {
            throw ObjectStorageError(
                .invalidRange, .get, "a range of '\(path)' starts at \(range.lowerBound)",
                path: path)
        }
        return min(range.lowerBound, size)..<min(range.upperBound, size)
    }
}
