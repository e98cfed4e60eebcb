// Statistics from the JSON text of an action. Only the wanted columns are read; whatever is not
// legal is as if it were not there (spec/delta-protocol.md DP-STAT).

package import BinaryIO
import Columnar
import JSONCodec

/// Reads statistics texts for some columns; keeps its parser's memory between files.
package struct StatisticsReader: Sendable {
    package let columns: [StatisticsColumn]
    /// Whether greatest times are widened by what their writer may have cut off.
    private let widensTimes: Bool
    var parser = JSONParser()

    package init(columns: [StatisticsColumn], widensTimes: Bool = true) {
        self.columns = columns
        self.widensTimes = widensTimes
    }

    /// The statistics in `text`; nil where it is not a JSON object.
    package mutating func read(_ text: Bytes) -> FileStatistics? {
        guard let tokens = try? parser.document(text), tokens.root.kind == .object else {
            return nil
        }
        var statistics = FileStatistics(
            numRecords: nil, columns: Array(repeating: ColumnStatistics(), count: columns.count))
        var sections = Sections()
        guard var fields = try? tokens.root.fields() else { return nil }
        while let field = fields.next() {
            switch field.name {
            case "numRecords":
                let count = try? field.value.int64()
                statistics.numRecords = count.flatMap { $0 >= 0 ? $0 : nil }
            case "tightBounds": statistics.tightBounds = (try? field.value.bool()) ?? true
            case "minValues": sections.min = field.value.index
            case "maxValues": sections.max = field.value.index
            case "nullCount": sections.nullCount = field.value.index
            default: break
            }
        }
        for index in columns.indices {
            statistics.columns[index] = column(
                columns[index], sections, statistics, tokens)
        }
        return statistics
    }

    /// The statistics in `text`; nil where it is not a JSON object.
    package mutating func read(_ text: String) -> FileStatistics? { read(Bytes(utf8: text)) }

    /// Token indices of the three objects; -1 where absent.
    struct Sections {
        var min = -1
        var max = -1
        var nullCount = -1
    }

    private func column(
        _ column: StatisticsColumn, _ sections: Sections, _ file: FileStatistics,
        _ tokens: borrowing JSONTokens
    ) -> ColumnStatistics {
        var result = ColumnStatistics()
        if let index = Self.find(column.path, under: sections.nullCount, tokens) {
            let count = try? tokens.element(at: index).int64()
            result.nullCount = count.flatMap { Self.legalNullCount($0, file) }
        }
        guard column.hasBounds else { return result }
        if let index = Self.find(column.path, under: sections.min, tokens) {
            result.min = StatisticsValue.decode(tokens.element(at: index), column.type)
        }
        if let index = Self.find(column.path, under: sections.max, tokens) {
            result.max = StatisticsValue.decode(tokens.element(at: index), column.type)
            if widensTimes { result.max = result.max.flatMap(StatisticsValue.widenedMaximum) }
        }
        if column.wasFloat {
            result.min = result.min.map { StatisticsValue.alsoAsFloat($0, isMaximum: false) }
            result.max = result.max.map { StatisticsValue.alsoAsFloat($0, isMaximum: true) }
        }
        if let min = result.min, let max = result.max, StatisticsValue.isGreater(min, than: max) {
            result.min = nil
            result.max = nil
        }
        return result
    }

    /// With wide bounds only "none" and "all" say anything.
    private static func legalNullCount(_ count: Int64, _ file: FileStatistics) -> Int64? {
        guard count >= 0 else { return nil }
        if let records = file.numRecords, count > records { return nil }
        guard file.tightBounds || count == 0 || count == file.numRecords else { return nil }
        return count
    }

    static func find(
        _ path: [String], under index: Int, _ tokens: borrowing JSONTokens
    ) -> Int? {
        var current = index
        for name in path {
            guard current >= 0, var fields = try? tokens.element(at: current).fields() else {
                return nil
            }
            current = -1
            while let field = fields.next() {
                guard field.name.octets.count == name.utf8.count, field.name.string() == name
                else { continue }
                current = field.value.index
                break
            }
        }
        return current >= 0 ? current : nil
    }
}
