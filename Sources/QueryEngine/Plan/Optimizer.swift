// Rewrites of plans that keep every row and every error: expressions are simplified, projections
// that follow each other become one, the scan learns which columns and rows matter.

import Columnar
import Expressions

/// Makes plans cheaper.
public enum Optimizer {
    /// An equivalent plan.
    public static func optimize(_ plan: LogicalPlan) -> LogicalPlan {
        pushingDown(merged(simplified(plan)))
    }

    private static func simplified(_ plan: LogicalPlan) -> LogicalPlan {
        switch plan {
        case .scan: return plan
        case .filter(let filter):
            let input = simplified(filter.input)
            let predicate = Simplifier.simplify(filter.predicate)
            if predicate.literalValue == .boolean(true) { return input }
            return .filter(FilterPlan(id: filter.id, predicate: predicate, input: input))
        case .project(let project):
            return .project(
                ProjectPlan(
                    id: project.id,
                    columns: project.columns.map {
                        NamedExpression(
                            $0.name, Simplifier.simplify($0.expression), metadata: $0.metadata)
                    }, input: simplified(project.input)))
        }
    }

    /// A projection of a projection as one, where no work is done twice by that.
    private static func merged(_ plan: LogicalPlan) -> LogicalPlan {
        switch plan {
        case .scan: return plan
        case .filter(let filter):
            return .filter(
                FilterPlan(
                    id: filter.id, predicate: filter.predicate, input: merged(filter.input)))
        case .project(let outer):
            let input = merged(outer.input)
            guard case .project(let inner) = input else {
                return .project(ProjectPlan(id: outer.id, columns: outer.columns, input: input))
            }
            var uses = [Int](repeating: 0, count: inner.columns.count)
            for column in outer.columns {
                for index in column.expression.columns { uses[index] += 1 }
            }
            for (index, column) in inner.columns.enumerated() {
                // A column that is not used may be an error; it stays, as its own projection.
                let isCheap = column.expression.isLeaf
                guard isCheap || uses[index] == 1 || uses[index] == 0 && !column.expression.canFail
                else {
                    return .project(ProjectPlan(id: outer.id, columns: outer.columns, input: input))
                }
            }
            let columns = outer.columns.map {
                NamedExpression(
                    $0.name, $0.expression.replacingColumns(inner.columns.map(\.expression)),
                    metadata: $0.metadata)
            }
            return .project(ProjectPlan(id: inner.id, columns: columns, input: inner.input))
        }
    }

    /// Narrows the scan to the columns that are used and tells it the conditions.
    private static func pushingDown(_ plan: LogicalPlan) -> LogicalPlan {
        guard case .project(let project) = plan else { return plan }
        let used = Set(project.columns.flatMap(\.expression.columns))
        switch project.input {
        case .scan(let scan):
            let (narrow, places) = narrowed(scan, used)
            return .project(
                ProjectPlan(
                    id: project.id, columns: moved(project.columns, places), input: .scan(narrow)))
        case .filter(let filter):
            guard case .scan(let scan) = filter.input else { return plan }
            var (narrow, places) = narrowed(scan, used.union(filter.predicate.columns))
            let predicate = filter.predicate.movingColumns(places)
            narrow.predicate = predicate
            return .project(
                ProjectPlan(
                    id: project.id, columns: moved(project.columns, places),
                    input: .filter(
                        FilterPlan(id: filter.id, predicate: predicate, input: .scan(narrow)))))
        case .project: return plan
        }
    }

    private static func moved(
        _ columns: [NamedExpression], _ places: [Int: Int]
    ) -> [NamedExpression] {
        columns.map {
            NamedExpression(
                $0.name, $0.expression.movingColumns(places), metadata: $0.metadata)
        }
    }

    private static func narrowed(
        _ scan: ScanPlan, _ used: Set<Int>
    ) -> (ScanPlan, [Int: Int]) {
        let kept = used.sorted()
        var places: [Int: Int] = [:]
        for (place, index) in kept.enumerated() { places[index] = place }
        return (
            ScanPlan(
                id: scan.id, source: scan.source, schema: scan.schema.selecting(kept),
                predicate: scan.predicate), places
        )
    }
}
