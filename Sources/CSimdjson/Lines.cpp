// Chunks of lines, and the C entry points. A line is a document of its own: where the whole chunk
// passes the structural scan, one scan serves all lines; otherwise each line gets its own.
#include "Parser.hpp"

#include <cstring>
#include <new>

// Appends the record of one line and its tokens; `cursor` is left at the next line's first
// structural character. The caller has made room for both.
void lake_json_parser::line(
    const uint8_t *input, size_t start, size_t end, uint32_t number, const uint32_t *&cursor,
    const lake_json_options &options) {
    const size_t firstToken = tokens.count;
    const size_t firstUnescaped = unescaped.count;
    Outcome outcome = {LAKE_JSON_TOO_LARGE, start};
    if (end - start <= options.line_bytes_max) outcome = walk(input, end, cursor, options);
    if (outcome.error) {
        tokens.count = firstToken;
        unescaped.count = firstUnescaped;
        while (*cursor < end) ++cursor;
    }
    lines.elements[lines.count++] = {static_cast<uint32_t>(start),
        static_cast<uint32_t>(end - start), number, static_cast<uint32_t>(firstToken),
        static_cast<uint32_t>(tokens.count - firstToken), static_cast<uint32_t>(outcome.offset),
        outcome.error, 0};
}

namespace {

// The end of the line at `start`, without a carriage return; `next` is behind its newline.
size_t lineEnd(const uint8_t *input, size_t start, size_t count, size_t &next, bool &isLast) {
    const void *newline = std::memchr(input + start, '\n', count - start);
    isLast = newline == nullptr;
    size_t end = isLast ? count : static_cast<size_t>(
        static_cast<const uint8_t *>(newline) - input);
    next = isLast ? count : end + 1;
    if (end > start && input[end - 1] == '\r') --end;
    return end;
}

} // namespace

// One structural scan for all lines. Its success proves that no string crosses a newline.
bool lake_json_parser::linesTogether(
    const uint8_t *input, size_t count, const lake_json_options &options,
    lake_json_result &result) {
    if (!tokens.reserve(structure->n_structural_indexes)) return false;
    const uint32_t *cursor = structure->structural_indexes.get();
    uint32_t number = 0;
    for (size_t start = 0, next = 0; start < count; start = next, ++number) {
        bool isLast = false;
        const size_t end = lineEnd(input, start, count, next, isLast);
        if (!isLast) ++result.newline_count;
        if (*cursor >= end) continue;
        if (!lines.reserve(1)) return false;
        line(input, start, end, number, cursor, options);
    }
    return true;
}

// A structural scan for every line: the way a chunk with one bad line is read.
bool lake_json_parser::linesOneByOne(
    const uint8_t *input, size_t count, const lake_json_options &options,
    lake_json_result &result) {
    uint32_t number = 0;
    for (size_t start = 0, next = 0; start < count; start = next, ++number) {
        bool isLast = false;
        const size_t end = lineEnd(input, start, count, next, isLast);
        if (!isLast) ++result.newline_count;
        if (end == start) continue;
        const size_t length = end - start;
        int32_t error = length <= options.line_bytes_max
            ? scan(input + start, length) : LAKE_JSON_TOO_LARGE;
        if (error == LAKE_JSON_EMPTY) continue;
        if (error == LAKE_JSON_OUT_OF_MEMORY || !lines.reserve(1)) return false;
        if (error == LAKE_JSON_OK) {
            // Structural offsets are relative to the line here: shift them to the input's.
            uint32_t *indexes = structure->structural_indexes.get();
            const uint32_t indexCount = structure->n_structural_indexes;
            for (uint32_t index = 0; index < indexCount; ++index) {
                indexes[index] += static_cast<uint32_t>(start);
            }
            indexes[indexCount] = static_cast<uint32_t>(end);
            if (!tokens.reserve(indexCount)) return false;
            const uint32_t *cursor = indexes;
            line(input, start, end, number, cursor, options);
            continue;
        }
        size_t place = 0;
        if (error != LAKE_JSON_TOO_LARGE) {
            const scanning::Fault fault = scanning::firstTextFault(input + start, length);
            error = fault.error;
            place = fault.offset;
        }
        lines.elements[lines.count++] = {static_cast<uint32_t>(start),
            static_cast<uint32_t>(length), number, static_cast<uint32_t>(tokens.count), 0,
            static_cast<uint32_t>(start + place), error, 0};
    }
    return true;
}

void lake_json_parser::publish(lake_json_result &result) {
    result.tokens = tokens.elements;
    result.token_count = tokens.count;
    result.lines = lines.elements;
    result.line_count = lines.count;
    result.unescaped = unescaped.elements;
    result.unescaped_count = unescaped.count;
}

extern "C" {

// Without parentheses, which would write zeros over the array of open containers.
lake_json_parser *lake_json_parser_create(void) { return new (std::nothrow) lake_json_parser; }

void lake_json_parser_destroy(lake_json_parser *parser) { delete parser; }

void lake_json_parse_document(
    lake_json_parser *parser, const uint8_t *input, size_t count,
    const lake_json_options *options, lake_json_result *result) {
    *result = {};
    parser->tokens.count = parser->lines.count = parser->unescaped.count = 0;
    Outcome outcome = {LAKE_JSON_TOO_LARGE, 0};
    if (count < UINT32_MAX - 4096) {
        outcome.error = count == 0 ? LAKE_JSON_EMPTY : parser->scan(input, count);
        if (outcome.error == LAKE_JSON_INVALID_UTF8) {
            const scanning::Fault fault = scanning::firstTextFault(input, count);
            outcome = {fault.error, fault.offset};
        } else if (outcome.error == LAKE_JSON_OK) {
            const uint32_t *cursor = parser->structure->structural_indexes.get();
            outcome = parser->tokens.reserve(parser->structure->n_structural_indexes)
                ? parser->walk(input, count, cursor, *options)
                : Outcome{LAKE_JSON_OUT_OF_MEMORY, 0};
        }
    }
    if (outcome.error) parser->tokens.count = 0;
    parser->publish(*result);
    result->error = outcome.error;
    result->error_offset = static_cast<uint32_t>(outcome.offset);
}

void lake_json_parse_lines(
    lake_json_parser *parser, const uint8_t *input, size_t count,
    const lake_json_options *options, lake_json_result *result) {
    *result = {};
    parser->tokens.count = parser->lines.count = parser->unescaped.count = 0;
    if (count >= UINT32_MAX - 4096) {
        result->error = LAKE_JSON_TOO_LARGE;
        return;
    }
    if (count == 0) return;
    const int32_t error = parser->scan(input, count);
    bool hasMemory = error != LAKE_JSON_OUT_OF_MEMORY;
    if (error == LAKE_JSON_OK || error == LAKE_JSON_EMPTY) {
        if (error == LAKE_JSON_EMPTY) parser->structure->structural_indexes[0] = UINT32_MAX;
        if (error == LAKE_JSON_EMPTY) parser->structure->n_structural_indexes = 0;
        hasMemory = parser->linesTogether(input, count, *options, *result);
    } else if (hasMemory) {
        hasMemory = parser->linesOneByOne(input, count, *options, *result);
    }
    parser->publish(*result);
    if (!hasMemory) result->error = LAKE_JSON_OUT_OF_MEMORY;
}

bool lake_utf8_is_valid(const uint8_t *text, size_t count) {
    return count == 0
        || simdjson::validate_utf8(reinterpret_cast<const char *>(text), count);
}

} // extern "C"
