// Which values a row group certainly does not hold: by Bloom filters, which are asked about the
// constants that the predicate compares for equality, and by dictionaries that hold every value of
// a column, on which the predicate can be evaluated.

import Columnar
import DeltaProtocol
import Expressions
import Parquet
import ParquetIO

extension RowGroupPruner {
    /// By column of the predicate.
    typealias Filters = [Int: BloomFilter]

    /// Bytes of a dictionary that is read ahead of its column, at most. It is read again with the
    /// column where it does not exclude the row group, so that a large one is left to the filtered
    /// read, which finds no row as well.
    static let dictionaryBytesMax = 32 << 10

    /// The Bloom filters of the columns that are compared for equality.
    func filters(
        of file: ParquetObjectReader, rowGroup: Int, _ places: [Place]
    ) async throws(ParquetIOError) -> Filters {
        var filters: Filters = [:]
        for index in predicate.equalities.keys {
            guard case .leaf(let path) = places[index] else { continue }
            filters[index] = try await file.bloomFilter(of: path, rowGroup: rowGroup)
        }
        return filters
    }

    /// Whether no row has a value in a column, as far as filters know.
    static func absence(
        _ places: [Place], _ filters: Filters, _ footer: ParquetFooter
    ) -> (Int, Scalar) -> Bool {
        { index, value in
            guard let filter = filters[index], case .leaf(let path) = places[index] else {
                return false
            }
            return !footer.mayContain(value, in: path, filter: filter)
        }
    }

    /// Whether each condition on one column is true of a value of its dictionary, or of null.
    func dictionariesMayMatch(
        _ file: ParquetObjectReader, rowGroup: Int
    ) async throws(ParquetIOError) -> Bool {
        let statistics = file.footer.statistics(ofRowGroup: rowGroup)
        for conjunct in conjuncts {
            guard
                let path = mapping.path([conjunct.field.name], of: schema, in: file.footer.schema),
                let values = try await file.completeDictionary(
                    of: path, rowGroup: rowGroup, byteCountMax: Self.dictionaryBytesMax),
                let conformed = ColumnConformance.conform(
                    values, to: conjunct.field.type, by: mapping)
            else { continue }
            if Self.mayMatch(conjunct, conformed) { continue }
            let hasNulls = statistics.column(path)?.nullCount != 0
            let null = ColumnArray(nulls: 1, type: conjunct.field.type)
            guard hasNulls && Self.mayMatch(conjunct, null) else { return false }
        }
        return true
    }

    /// Whether the condition is true, or an error, of one of the values.
    private static func mayMatch(_ conjunct: ColumnCondition, _ values: ColumnArray) -> Bool {
        let field = Field(conjunct.field.name, conjunct.field.type)
        let batch = RecordBatch(schema: Schema([field]), columns: [values], count: values.count)
        let found = VectorEvaluator().selectCollectingErrors(conjunct.condition, on: batch)
        return found.selected.setCount() > 0 || found.errors.mask(count: values.count) != nil
    }
}
