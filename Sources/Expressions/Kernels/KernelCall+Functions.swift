import Columnar

extension KernelCall {
    /// Runs the kernel of a function; each family has a file of its own.
    func function(_ function: Function) throws(ExpressionError) -> Vector {
        if let result = try numberFunction(function) { return result }
        if let result = try textFunction(function) { return result }
        if let result = try timeFunction(function) { return result }
        if let result = try nestedFunction(function) { return result }
        throw ExpressionError(.unsupported, "\(function) has no kernel yet")
    }
}
