// Statistics as the JSON text of an `add`: what `StatisticsReader` reads.

import Columnar
import JSONCodec

extension FileStatistics {
    /// The JSON text, nested as the columns are; `columns` as in `self.columns`.
    ///
    /// Strings are cut off at 32 characters, times widened to whole milliseconds, and values that
    /// make no legal bound (NaN, infinities, years beyond four digits) are left out.
    package func json(columns names: [StatisticsColumn]) -> String {
        var json = JSONWriter()
        json.beginObject()
        if let numRecords {
            json.key("numRecords")
            json.integer(numRecords)
        }
        let tree = StatisticsTree(names)
        json.key("minValues")
        tree.write(to: &json) { index, key, json in
            guard names[index].hasBounds, let value = bounded(index)?.min else { return }
            StatisticsValue.write(min: value, key: key, to: &json)
        }
        json.key("maxValues")
        tree.write(to: &json) { index, key, json in
            guard names[index].hasBounds, let value = bounded(index)?.max else { return }
            StatisticsValue.write(max: value, key: key, to: &json)
        }
        json.key("nullCount")
        tree.write(to: &json) { index, key, json in
            guard let count = columns[index].nullCount else { return }
            json.key(key)
            json.integer(count)
        }
        if !tightBounds {
            json.key("tightBounds")
            json.bool(false)
        }
        json.endObject()
        return json.text
    }

    /// The column with both bounds, or none where one of them is NaN: then neither bounds.
    private func bounded(_ index: Int) -> ColumnStatistics? {
        let column = columns[index]
        return Self.isNaN(column.min) || Self.isNaN(column.max) ? nil : column
    }

    private static func isNaN(_ value: Scalar?) -> Bool {
        switch value {
        case .float32(let value)?: value.isNaN
        case .float64(let value)?: value.isNaN
        default: false
        }
    }
}

/// Columns by their structs, in order.
private struct StatisticsTree {
    private enum Node {
        case column(Int)
        case structure(StatisticsTree)
    }

    private var nodes: [(name: String, node: Node)] = []

    init(_ columns: [StatisticsColumn]) {
        self.init(columns.indices.map { ($0, columns[$0].path[...]) })
    }

    private init(_ columns: [(index: Int, path: ArraySlice<String>)]) {
        var rest = columns[...]
        while let first = rest.first, let name = first.path.first {
            let count = rest.prefix { $0.path.first == name }.count
            if first.path.count == 1 {
                nodes.append((name, .column(first.index)))
                rest = rest.dropFirst()
            } else {
                let inner = rest.prefix(count).map { ($0.index, $0.path.dropFirst()) }
                nodes.append((name, .structure(StatisticsTree(inner))))
                rest = rest.dropFirst(count)
            }
        }
    }

    func write(to json: inout JSONWriter, column: (Int, String, inout JSONWriter) -> Void) {
        json.beginObject()
        for (name, node) in nodes {
            switch node {
            case .column(let index): column(index, name, &json)
            case .structure(let tree):
                json.key(name)
                tree.write(to: &json, column: column)
            }
        }
        json.endObject()
    }
}
