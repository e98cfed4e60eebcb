// Reading files: only regular ones, in one buffer, and never fewer bytes than there are.

import BinaryIO
import Glibc
import HostEnvironment

extension LocalObjectStore {
    func readHead(_ path: ObjectPath) throws(ObjectStorageError) -> ObjectMetadata {
        let (_, status) = try openForReading(path, .head)
        return status.metadata(of: path)
    }

    func readContent(
        _ path: ObjectPath, _ range: Range<Int>?
    ) throws(ObjectStorageError) -> ObjectContent {
        let (file, status) = try openForReading(path, .get)
        let bytes = try readRange(file, status, path, range)
        return ObjectContent(metadata: status.metadata(of: path), bytes: bytes)
    }

    func readParts(
        _ path: ObjectPath, _ ranges: [Range<Int>]
    ) throws(ObjectStorageError) -> ObjectParts {
        let (file, status) = try openForReading(path, .get)
        var result = ObjectParts(metadata: status.metadata(of: path), parts: [])
        for range in ranges {
            result.parts.append(try readRange(file, status, path, range))
        }
        return result
    }

    private func readRange(
        _ file: OpenFile, _ status: FileStatus, _ path: ObjectPath, _ range: Range<Int>?
    ) throws(ObjectStorageError) -> Bytes {
        let cut = try ObjectStorageError.cut(range, toSize: status.size, of: path)
        guard cut.count <= ObjectStorageLimits.readBytesMax else {
            throw ObjectStorageError(
                .tooLarge, .get,
                "'\(root)/\(path)': \(cut.count) bytes in one read, at most "
                    + "\(ObjectStorageLimits.readBytesMax); read it in ranges", path: path)
        }
        guard !cut.isEmpty else { return .empty }
        let bytes = try readExactly(file, cut, path)
        guard bytes.count == cut.count else {
            throw ObjectStorageError(
                .shortRead, .get,
                "'\(root)/\(path)': \(bytes.count) bytes at \(cut.lowerBound) where "
                    + "\(cut.count) were expected; the file was truncated while it was read",
                path: path)
        }
        return bytes
    }

    private func readExactly(
        _ file: OpenFile, _ range: Range<Int>, _ path: ObjectPath
    ) throws(ObjectStorageError) -> Bytes {
        do {
            return try Bytes(capacity: range.count) { output throws(SystemCallFailure) in
                var failure: SystemCallFailure?
                unsafe output.withUnsafeMutableBytes { buffer, initialized in
                    do throws(SystemCallFailure) {
                        initialized = unsafe try calls.read(
                            file, at: range.lowerBound, into: buffer, path.key)
                    } catch {
                        failure = error
                    }
                }
                if let failure { throw failure }
            }
        } catch {
            throw failure(error, .get, path)
        }
    }

    private func openForReading(
        _ path: ObjectPath, _ operation: ObjectStorageError.Operation
    ) throws(ObjectStorageError) -> (OpenFile, FileStatus) {
        guard !path.segments.contains(where: { Self.isTemporary($0) }),
            let root = try openRootIfPresent(operation, path)
        else { throw .notFound(operation, path) }
        do throws(SystemCallFailure) {
            let file =
                operation == .head
                ? try calls.openHandle(root, path.key) : try calls.openFile(root, path.key)
            let status = try calls.status(file, of: path.key)
            switch status.kind {
            case .regular:
                return (file, status)
            case .folder:
                throw SystemCallFailure(call: .openFile, path: path.key, errno: ENOENT)
            case .symbolicLink, .other:
                throw SystemCallFailure(call: .openFile, path: path.key, errno: EOPNOTSUPP)
            }
        } catch let error where error.errno == ENOENT || error.errno == ENOTDIR {
            throw .notFound(operation, path)
        } catch let error where error.errno == EOPNOTSUPP || error.errno == ENXIO {
            throw ObjectStorageError(
                .notSupported, operation,
                "'\(self.root)/\(path)' is not a regular file; only regular files are read",
                path: path)
        } catch {
            throw failure(error, operation, path)
        }
    }
}
