// Strings and binary values as views over the decompressed page: a value is never copied unless
// it fits the view itself. While every value of a batch is an index into the chunk's dictionary,
// the indices are handed on; the first page of plain values in a batch turns them into views.

import BinaryIO
import Columnar

/// Decodes BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY values.
final class BinaryDecoder: ValueDecoder {
    let column: ColumnDescriptor
    private let type: DataType
    private let isText: Bool
    private let keepsDictionary: Bool
    private let limits: ParquetLimits

    private var dictionary: ColumnArray?
    var dictionaryViews = BinaryViews(views: TypedBuffer([]), blocks: [])

    /// The page's values if plain, and where the next one is.
    var plain = Bytes.empty
    var plainOffset = 0
    /// Whether values must be held against UTF-8 one by one: not where the whole page is ASCII.
    /// Nil where the page has not been looked at.
    private var needsValidation: Bool?
    /// The page's place among the blocks of the batch, if it has one.
    private var plainBlock: Int?
    var indices: DictionaryIndices?

    /// The batch so far: indices or views, dense.
    var output = ByteWriter(capacity: 0)
    private var content = Content.nothing
    private var blocks: [Bytes] = []
    /// The bytes of long values that were picked out of pages, and their place among the blocks.
    var picked = ByteWriter(capacity: 16)
    private var pickedBlock: Int?
    private var slotsExpected = 0

    private enum Content {
        case nothing
        case indices
        case views
    }

    init(column: ColumnDescriptor, type: DataType, options: ReadOptions) {
        self.column = column
        self.type = type
        self.isText = type == .string
        self.keepsDictionary = options.keepsDictionaries && !type.isDecimal
        self.limits = options.limits
    }

    func setDictionary(
        _ body: Bytes, valueCount: Int, encoding: Encoding
    ) throws(ParquetError) {
        guard dictionary == nil else { throw .corrupt("a second dictionary page") }
        let least = column.physicalType == .byteArray ? 4 : column.typeLength
        guard valueCount <= body.count / least else {
            throw .corrupt("\(valueCount) dictionary values in \(body.count) bytes")
        }
        let validates = isText && !Self.isASCII(body)
        var views = ByteWriter(capacity: valueCount * MemoryLayout<BinaryView>.stride)
        var offset = 0
        try appendViews(
            of: body, offset: &offset, count: valueCount, block: 0, validates: validates,
            to: &views)
        dictionaryViews = BinaryViews(
            views: TypedBuffer(bytes: views.finish(), count: valueCount), blocks: [body])
        dictionary = ColumnArray(
            type: type.isDecimal ? .binary : type, count: valueCount, validity: nil,
            storage: .views(dictionaryViews))
    }

    func startPage(
        _ body: Bytes, encoding: Encoding, valueCountMax: Int
    ) throws(ParquetError) {
        if encoding.isDictionary {
            guard dictionary != nil else { throw .missingDictionary }
            indices = try DictionaryIndices(body, dictionaryCount: dictionaryViews.count)
            return
        }
        indices = nil
        plain = try PlainBody.of(
            body, encoding: encoding, column: column, valueCountMax: valueCountMax,
            limits: limits)
        guard plain.count <= Int(UInt32.max) else {
            throw ParquetError(.limitExceeded, "a page of strings exceeds 4 GiB")
        }
        plainOffset = 0
        plainBlock = nil
        needsValidation = nil
    }

    /// Whether each value must be held against UTF-8: asked before all values of a page are read.
    private func mustValidate() -> Bool {
        if let needsValidation { return needsValidation }
        let found = isText && !Self.isASCII(plain)
        needsValidation = found
        return found
    }

    /// The same where few values are read: the page is not looked at for them.
    var mustValidateValues: Bool { needsValidation ?? isText }

    func prepare(slots: Int) {
        slotsExpected = slots
    }

    func decode(_ count: Int) throws(ParquetError) {
        guard count > 0 else { return }
        if indices != nil {
            startIndices()
            if content == .indices {
                try appendIndices(count)
            } else {
                becomeViews()
                try gatherViews(count)
            }
            return
        }
        becomeViews()
        if plainBlock == nil {
            plainBlock = blocks.count
            blocks.append(plain)
        }
        try appendViews(
            of: plain, offset: &plainOffset, count: count, block: plainBlock ?? 0,
            validates: mustValidate(), to: &output)
    }

    func skip(_ count: Int) throws(ParquetError) {
        if indices != nil {
            try indices?.skip(count)
        } else {
            try skipPlain(count)
        }
    }

    func decode(_ runs: [ValueRun]) throws(ParquetError) {
        if indices != nil {
            startIndices()
            if content == .indices { return try appendIndices(runs) }
            becomeViews()
            return try gatherViews(runs)
        }
        becomeViews()
        // A view's place in a block has 32 bits.
        if picked.count + plain.count > Int(UInt32.max) { sealPicked() }
        if pickedBlock == nil {
            pickedBlock = blocks.count
            blocks.append(.empty)
        }
        try pickPlain(runs, block: pickedBlock ?? 0)
    }

    /// Ends the block of values that were picked out of pages.
    private func sealPicked() {
        guard let pickedBlock else { return }
        var full = ByteWriter(capacity: 16)
        swap(&full, &picked)
        blocks[pickedBlock] = full.finish()
        self.pickedBlock = nil
    }

    /// Makes a batch that holds nothing yet one of indices, if such are wanted.
    private func startIndices() {
        guard content == .nothing && keepsDictionary else { return }
        content = .indices
        output.reserve(slotsExpected * MemoryLayout<UInt32>.stride)
    }

    /// From here on the batch holds views; indices that it holds are looked up.
    private func becomeViews() {
        guard content != .views else { return }
        // The dictionary's views point at block 0, so it stands first.
        blocks = dictionaryViews.blocks
        if content == .indices { replaceIndicesWithViews() }
        content = .views
        output.reserve(slotsExpected * MemoryLayout<BinaryView>.stride)
    }

    func finish(slots: Int, validity: Bitmap?) throws(ParquetError) -> ColumnArray.Storage {
        sealPicked()
        defer {
            content = .nothing
            blocks = []
            plainBlock = nil
        }
        if content == .indices, let dictionary {
            spreadIndices(slots: slots, validity: validity)
            let indices = TypedBuffer<Int32>(bytes: takeOutput(), count: slots)
            return .dictionary(indices: indices, values: dictionary)
        }
        spreadViews(slots: slots, validity: validity)
        let views = TypedBuffer<BinaryView>(bytes: takeOutput(), count: slots)
        return .views(BinaryViews(views: views, blocks: blocks))
    }

    private func takeOutput() -> Bytes {
        var finished = ByteWriter(capacity: 0)
        swap(&finished, &output)
        return finished.finish()
    }
}

extension DataType {
    var isDecimal: Bool {
        if case .decimal = self { return true }
        return false
    }
}
