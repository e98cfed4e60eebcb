// A position in a file that another program appends to. The inode tells the file from the one that
// takes its name after a rotation; the checksum of its first bytes tells it from another file that
// gets the same inode, and from itself after it was emptied and filled again.

import BinaryIO
import JSONCodec
import ObjectStorage

/// How far a followed file was read.
struct TailOffset: Sendable, Hashable {
    var device: UInt64
    var inode: UInt64
    /// How often this file was found emptied.
    var generation: Int
    /// The bytes that were read.
    var byte: Int
    /// The lines that were read.
    var line: Int
    /// The first bytes that `head` is the CRC-32 of.
    var headBytes: Int
    var head: UInt32

    /// The beginning of a file.
    init(beginning state: FollowedFile.State, generation: Int = 0) {
        device = state.device
        inode = state.inode
        self.generation = generation
        byte = 0
        line = 0
        headBytes = 0
        head = 0
    }

    /// Whether both are positions in the same file.
    func isSameFile(as other: TailOffset) -> Bool {
        device == other.device && inode == other.inode && generation == other.generation
    }

    func isIn(_ state: FollowedFile.State) -> Bool {
        device == state.device && inode == state.inode
    }

    var offset: SourceOffset {
        // Inodes and devices have 64 bits, more than JSON numbers keep everywhere.
        SourceOffset(
            json: "{\"device\":\"\(device)\",\"inode\":\"\(inode)\",\"generation\":\(generation),"
                + "\"byte\":\(byte),\"line\":\(line),\"headBytes\":\(headBytes),\"head\":\(head)}")
    }

    /// - Throws: `checkpointCorrupt`.
    init(_ offset: SourceOffset) throws(StreamingError) {
        guard let fields = OffsetFields(offset), let device = fields.unsigned("device"),
            let inode = fields.unsigned("inode"), let generation = fields.count("generation"),
            let byte = fields.count("byte"), let line = fields.count("line"),
            let headBytes = fields.count("headBytes"), headBytes <= byte,
            let head = fields.integer("head").flatMap(UInt32.init(exactly:))
        else {
            throw StreamingError(
                .checkpointCorrupt,
                "'\(offset)' is no offset of a followed file; restore the checkpoint")
        }
        self.device = device
        self.inode = inode
        self.generation = generation
        self.byte = byte
        self.line = line
        self.headBytes = headBytes
        self.head = head
    }
}
