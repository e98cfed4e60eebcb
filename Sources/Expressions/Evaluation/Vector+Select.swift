// Choosing between two vectors row by row.

import BinaryIO
import Columnar

extension Vector {
    /// Rows of `first` where the bit is set, of `second` elsewhere; both have the same type.
    static func select(_ mask: Bitmap, _ first: Vector, _ second: Vector, _ count: Int) -> Vector {
        let (a, b) = (first.flat, second.flat)
        let nulls = selectedValidity(mask, a, b, count)
        let storage: ColumnArray.Storage
        switch (a.array.storage, b.array.storage) {
        case (.boolean(let x), .boolean(let y)):
            let left = a.isConstant ? Bitmap(repeating: x[0], count: count) : x
            let right = b.isConstant ? Bitmap(repeating: y[0], count: count) : y
            storage = .boolean(mask.and(left).or(right.andNot(mask)))
        case (.int8(let x), .int8(let y)): storage = .int8(pick(mask, x, a, y, b, count))
        case (.int16(let x), .int16(let y)): storage = .int16(pick(mask, x, a, y, b, count))
        case (.int32(let x), .int32(let y)): storage = .int32(pick(mask, x, a, y, b, count))
        case (.int64(let x), .int64(let y)): storage = .int64(pick(mask, x, a, y, b, count))
        case (.int128(let x), .int128(let y)): storage = .int128(pick(mask, x, a, y, b, count))
        case (.float32(let x), .float32(let y)): storage = .float32(pick(mask, x, a, y, b, count))
        case (.float64(let x), .float64(let y)): storage = .float64(pick(mask, x, a, y, b, count))
        case (.views(let x), .views(let y)): storage = .views(pick(mask, x, a, y, b, count))
        default: return gathered(mask, a, b, count)
        }
        return Vector(
            ColumnArray(type: first.type, count: count, validity: nulls, storage: storage))
    }

    private static func selectedValidity(
        _ mask: Bitmap, _ a: Vector, _ b: Vector, _ count: Int
    ) -> Bitmap? {
        let (left, right) = (a.validity(count), b.validity(count))
        if left == nil, right == nil { return nil }
        let fromFirst = left.map { mask.and($0) } ?? mask
        let fromSecond = right.map { $0.andNot(mask) } ?? mask.not()
        return fromFirst.or(fromSecond)
    }

    @inline(__always)
    private static func pick<T: Plain>(
        _ mask: Bitmap, _ x: TypedBuffer<T>, _ a: Vector, _ y: TypedBuffer<T>, _ b: Vector,
        _ count: Int
    ) -> TypedBuffer<T> {
        let (first, second) = (x.span, y.span)
        let (left, right) = (a.isConstant ? 0 : 1, b.isConstant ? 0 : 1)
        return TypedBuffer<T>(capacity: count) { output in
            for index in 0..<mask.wordCount {
                let word = mask.word(index)
                let start = index &* 64
                for row in start..<Swift.min(start &+ 64, count) {
                    let isFirst = word &>> UInt64(truncatingIfNeeded: row &- start) & 1 == 1
                    output.append(isFirst ? first[row &* left] : second[row &* right])
                }
            }
        }
    }

    private static func pick(
        _ mask: Bitmap, _ x: BinaryViews, _ a: Vector, _ y: BinaryViews, _ b: Vector, _ count: Int
    ) -> BinaryViews {
        let shift = UInt32(x.blocks.count)
        let shifted = mapValues(y.views) { view -> BinaryView in
            var view = view
            if !view.isInline { view.blockIndex &+= shift }
            return view
        }
        return BinaryViews(
            views: pick(mask, x.views, a, shifted, b, count), blocks: x.blocks + y.blocks)
    }

    private static func gathered(
        _ mask: Bitmap, _ a: Vector, _ b: Vector, _ count: Int
    ) -> Vector {
        let both = ColumnArray.concatenate([a.array, b.array])
        let offset = a.array.count
        let indices = TypedBuffer<Int32>(capacity: count) { output in
            for row in 0..<count {
                output.append(
                    mask[row]
                        ? Int32(a.isConstant ? 0 : row)
                        : Int32(offset + (b.isConstant ? 0 : row)))
            }
        }
        return Vector(both.take(indices))
    }
}
