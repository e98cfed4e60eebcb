/// The functions that have a kernel. Their SQL names, arities and types are in `FunctionTable`.
package enum Function: Sendable, Hashable, CaseIterable {
    // Numbers
    case absolute, ceiling, floor, round, squareRoot, power, exponential, naturalLogarithm
    case logarithm10, sign, positiveModulo, isNaN
    case greatest, least
    // Text
    case concatenate, concatenateWithSeparator, lower, upper, trim, trimLeft, trimRight
    case trimCharacters, trimCharactersLeft, trimCharactersRight
    case length, bitLength, octetLength, substring, left, right, replace, splitPart
    case padLeft, padRight, startsWith, endsWith, contains, position, reverse, repeated
    case initialCapitals, ascii, substringIndex, translate
    // Dates and times
    case parseDate, parseTimestamp, formatDate, dateAdd, dateSubtract, dateDifference
    case addInterval, addMonths, lastDay, extract, truncateTimestamp, truncateDate
    case unixTimestamp, fromUnixTime, timestampFromMicroseconds, timestampFromMilliseconds
    case timestampFromSeconds, unixMicroseconds, unixMilliseconds, unixSeconds, unixDate
    case dateFromUnixDate, makeDate
    // Lists, maps, structs
    case listElement, mapElement, elementAt, size, listContains, makeStruct, makeList
    // JSON
    case jsonPath
    // Hashes
    case crc32
    // Checks
    /// Its first argument, which must not be null; the second names the column in the error.
    case requireValue
}
