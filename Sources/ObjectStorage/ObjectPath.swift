// Keys. A path that exists as a value is safe to join to a root: it cannot climb out of it, hide
// behind a control character or name nothing. Where it leads once symbolic links have a say is for
// the store to check (spec/object-store-contract.md OS-PATH).

import BinaryIO

/// The key of an object, relative to the root of its store: segments with `/` between them.
///
/// Keys are compared by their UTF-8 bytes: two spellings of one character are two keys, as they
/// are two files on Linux and two objects on S3. (`String` would call them equal.)
public struct ObjectPath: Sendable {
    /// The key as text.
    public let key: String

    /// Checks and takes `key`, which is literal: percent signs are not decoded here.
    ///
    /// - Throws: `invalidPath` for an empty, `.` or `..` segment, a control character, a backslash,
    ///   a segment of more than 255 bytes or a key of more than 1024.
    public init(_ key: String) throws(ObjectStorageError) {
        if let problem = Self.problem(of: key) {
            throw ObjectStorageError(
                .invalidPath, nil,
                "invalid object path '\(Self.printable(key))': \(problem)")
        }
        self.key = key
    }

    private init(unchecked key: String) {
        self.key = key
    }

    /// What is left of this path below `folder`; nil where it does not lie there.
    func relative(to folder: ObjectPath) -> ObjectPath? {
        let whole = key.utf8
        let start = folder.key.utf8.count
        guard whole.count > start + 1, whole.starts(with: folder.key.utf8),
            whole[whole.index(whole.startIndex, offsetBy: start)] == UInt8(ascii: "/")
        else { return nil }
        return ObjectPath(unchecked: String(Substring(whole.dropFirst(start + 1))))
    }

    /// This path with `name`, one or more segments, below it.
    public func appending(_ name: String) throws(ObjectStorageError) -> ObjectPath {
        try ObjectPath(key + "/" + name)
    }

    /// The last segment.
    public var name: String {
        guard let slash = key.utf8.lastIndex(of: UInt8(ascii: "/")) else { return key }
        return String(key[key.utf8.index(after: slash)...])
    }

    /// The path without its last segment; nil directly below the root.
    public var parent: ObjectPath? {
        guard let slash = key.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return ObjectPath(unchecked: String(key[..<slash]))
    }

    /// The segments, in order.
    public var segments: [Substring] {
        key.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }

    /// Whether the bytes of the key begin with those of `prefix`.
    public func hasPrefix(_ prefix: String) -> Bool {
        key.utf8.starts(with: prefix.utf8)
    }

    private static func problem(of key: String) -> String? {
        if key.isEmpty { return "it is empty" }
        if key.utf8.count > ObjectStorageLimits.pathBytesMax {
            return "it is longer than \(ObjectStorageLimits.pathBytesMax) bytes"
        }
        if key.isPlainPath(
            segmentBytesMax: ObjectStorageLimits.pathSegmentBytesMax, asciiOnly: true)
        {
            return nil
        }
        let slash = UInt8(ascii: "/")
        for segment in key.utf8.split(separator: slash, omittingEmptySubsequences: false) {
            if segment.isEmpty { return "it has an empty segment" }
            if segment.count > ObjectStorageLimits.pathSegmentBytesMax {
                return "a segment is longer than \(ObjectStorageLimits.pathSegmentBytesMax) bytes"
            }
            if segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8) {
                return "it has a '.' or '..' segment"
            }
        }
        for scalar in key.unicodeScalars {
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                return "it has a control character"
            }
            if scalar == "\\" { return "it has a backslash" }
        }
        return nil
    }

    /// `key` for a message: shortened, control characters replaced.
    private static func printable(_ key: String) -> String {
        var text = ""
        for scalar in key.unicodeScalars.prefix(120) {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return text
    }
}

extension ObjectPath: Hashable, Comparable, CustomStringConvertible {
    public static func == (left: ObjectPath, right: ObjectPath) -> Bool {
        left.key.utf8.elementsEqual(right.key.utf8)
    }

    public static func < (left: ObjectPath, right: ObjectPath) -> Bool {
        left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in key.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }

    public var description: String { key }
}
