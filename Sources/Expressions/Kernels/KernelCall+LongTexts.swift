// Functions that write new text.

import Columnar

extension KernelCall {
    func longTextFunction(_ function: Function) throws(ExpressionError) -> Vector? {
        switch function {
        case .replace: return try replaced()
        case .translate: return try translated()
        case .splitPart: return try splitParts()
        case .substringIndex: return substringIndexes()
        case .padLeft, .padRight: return try padded(isLeft: function == .padLeft)
        case .reverse:
            return try eachText { text, buffer in
                var end = text.byteCount
                while end > 0 {
                    let start = text.characterStart(before: end)
                    buffer.append(text.extracting(start..<end))
                    end = start
                }
            }
        case .repeated: return try repeated()
        case .initialCapitals: return try capitalized()
        default: return nil
        }
    }

    private func views(_ argument: Int) -> (BinaryViews, Int)? {
        guard argument < arguments.count, let views = arguments[argument].array.storage.views
        else { return nil }
        return (views, arguments[argument].isConstant ? 0 : 1)
    }

    private func eachText(
        _ body: (RawSpan, inout [UInt8]) -> Void
    ) throws(ExpressionError) -> Vector {
        guard let (texts, step) = views(0) else { return Vector(constant: .null, type) }
        return try built { row, buffer in
            body(texts.bytes(at: row * step), &buffer)
            return true
        }
    }

    private func replaced() throws(ExpressionError) -> Vector {
        guard let (texts, first) = views(0), let (parts, second) = views(1) else {
            return Vector(constant: .null, type)
        }
        let others = views(2)
        return try built { row, buffer in
            let text = texts.bytes(at: row * first)
            let part = parts.bytes(at: row * second)
            var place = 0
            while part.byteCount > 0, buffer.count <= ExpressionLimits.stringBytesMax,
                let found = text.firstRange(of: part, from: place)
            {
                buffer.append(text.extracting(place..<found))
                if let (views, step) = others { buffer.append(views.bytes(at: row * step)) }
                place = found + part.byteCount
            }
            buffer.append(text.extracting(place..<text.byteCount))
            return true
        }
    }

    /// Each character of the second argument becomes the one at its place in the third, or goes.
    private func translated() throws(ExpressionError) -> Vector {
        guard let (texts, first) = views(0), let (from, second) = views(1),
            let (to, third) = views(2)
        else { return Vector(constant: .null, type) }
        var table: [Unicode.Scalar: Unicode.Scalar?] = [:]
        func load(_ row: Int) {
            let targets = Array(to.string(at: row * third).unicodeScalars)
            table = [:]
            for (index, scalar) in from.string(at: row * second).unicodeScalars.enumerated()
            where table[scalar] == nil {
                table[scalar] = .some(index < targets.count ? targets[index] : nil)
            }
        }
        if second == 0, third == 0 { load(0) }
        return try built { row, buffer in
            if second == 1 || third == 1 { load(row) }
            for scalar in texts.string(at: row * first).unicodeScalars {
                guard let target = table[scalar] else {
                    buffer += Array(String(scalar).utf8)
                    continue
                }
                if let target { buffer += Array(String(target).utf8) }
            }
            return true
        }
    }

    /// `split_part(text, delimiter, n)`: the n-th part from 1, from the end where below zero.
    private func splitParts() throws(ExpressionError) -> Vector {
        guard let (delimiters, step) = views(1), let numbers = arguments[2].array.storage.int32
        else { return Vector(constant: .null, type) }
        let numberStep = arguments[2].isConstant ? 0 : 1
        let nulls = validity
        for row in 0..<count where numbers[row * numberStep] == 0 && isValid(nulls, row) {
            try context.fail(row, .invalidArgument, "split_part counts parts from 1, not from 0")
        }
        return sliced { row, text in
            let wanted = Int(numbers[row * numberStep])
            let delimiter = delimiters.bytes(at: row * step)
            if delimiter.byteCount == 0 {
                return abs(wanted) == 1 ? 0..<text.byteCount : 0..<0
            }
            var starts = [0]
            var place = 0
            while let found = text.firstRange(of: delimiter, from: place) {
                place = found + delimiter.byteCount
                starts.append(place)
                if wanted > 0, starts.count > wanted { break }
            }
            let index = wanted > 0 ? wanted - 1 : starts.count + wanted
            guard wanted != 0, index >= 0, index < starts.count else { return 0..<0 }
            let end =
                index + 1 < starts.count
                ? starts[index + 1] - delimiter.byteCount : text.byteCount
            return starts[index]..<end
        }
    }

    /// What stands before the n-th delimiter, or behind it counted from the end.
    private func substringIndexes() -> Vector {
        guard let (delimiters, step) = views(1), let numbers = arguments[2].array.storage.int32
        else { return Vector(constant: .null, type) }
        let numberStep = arguments[2].isConstant ? 0 : 1
        return sliced { row, text in
            let wanted = Int(numbers[row * numberStep])
            let delimiter = delimiters.bytes(at: row * step)
            guard wanted != 0, delimiter.byteCount > 0 else { return 0..<0 }
            var places: [Int] = []
            var place = 0
            while let found = text.firstRange(of: delimiter, from: place) {
                places.append(found)
                place = found + 1
                if wanted > 0, places.count == wanted { break }
            }
            guard places.count >= abs(wanted) else { return 0..<text.byteCount }
            if wanted > 0 { return 0..<places[wanted - 1] }
            return (places[places.count + wanted] + delimiter.byteCount)..<text.byteCount
        }
    }

    private func padded(isLeft: Bool) throws(ExpressionError) -> Vector {
        guard let (texts, step) = views(0), let lengths = arguments[1].array.storage.int32 else {
            return Vector(constant: .null, type)
        }
        let lengthStep = arguments[1].isConstant ? 0 : 1
        let paddings = views(2)
        return try built { row, buffer in
            let text = texts.bytes(at: row * step)
            let wanted = Int(lengths[row * lengthStep])
            let missing = wanted - text.characterCount
            guard missing > 0 else {
                buffer.append(text.extracting(text.prefix(characters: wanted)))
                return true
            }
            if !isLeft { buffer.append(text) }
            var padding: [UInt8] = [0x20]
            if let (views, paddingStep) = paddings {
                padding = []
                padding.append(views.bytes(at: row * paddingStep))
            }
            let size = padding.characterCount
            if size > 0, missing <= ExpressionLimits.stringBytesMax {
                for _ in 0..<(missing / size) { buffer += padding }
                buffer += padding.prefix(characters: missing % size)
            } else if size > 0 {
                buffer = [UInt8](repeating: 0, count: ExpressionLimits.stringBytesMax + 1)
                return true
            }
            if isLeft { buffer.append(text) }
            return true
        }
    }

    private func repeated() throws(ExpressionError) -> Vector {
        guard let (texts, step) = views(0), let numbers = arguments[1].array.storage.int32 else {
            return Vector(constant: .null, type)
        }
        let numberStep = arguments[1].isConstant ? 0 : 1
        return try built { row, buffer in
            let text = texts.bytes(at: row * step)
            var left = text.byteCount == 0 ? 0 : Int(numbers[row * numberStep])
            while left > 0, buffer.count <= ExpressionLimits.stringBytesMax {
                buffer.append(text)
                left -= 1
            }
            return true
        }
    }

    /// The first letter of each word in upper case, the others in lower case.
    private func capitalized() throws(ExpressionError) -> Vector {
        guard let (texts, step) = views(0) else { return Vector(constant: .null, type) }
        return try built { row, buffer in
            var isStart = true
            for character in texts.string(at: row * step).lowercased() {
                buffer += Array((isStart ? String(character).uppercased() : String(character)).utf8)
                isStart = character == " "
            }
            return true
        }
    }
}
