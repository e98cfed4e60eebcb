// The parser's state and its parts: the scan and the walk over one document (Tokenizer.cpp), and
// the reading of chunks of lines (Lines.cpp).
#ifndef PARSER_HPP
#define PARSER_HPP

#include "CSimdjson.h"
#include "GrowingArray.hpp"
#include "Scanning.hpp"

#include <memory>
#include <simdjson.h>

// The walk keeps open containers in an array of this size; `depth_max` cannot exceed it.
inline constexpr uint32_t openContainersMax = 1024;

struct Outcome {
    int32_t error;
    size_t offset;
};

inline constexpr Outcome ok = {LAKE_JSON_OK, 0};

// The parser behind the C handle: everything that one parse needs, kept for the next.
struct lake_json_parser {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
    size_t structureCapacity = 0;
    GrowingArray<lake_json_token> tokens;
    GrowingArray<lake_json_line> lines;
    GrowingArray<uint8_t> unescaped;
    GrowingArray<uint32_t> keys;
    uint32_t open[openContainersMax];

    int32_t scan(const uint8_t *input, size_t count);
    Outcome walk(
        const uint8_t *input, size_t end, const uint32_t *&cursor,
        const lake_json_options &options);
    Outcome readScalar(const uint8_t *input, size_t offset, size_t end);
    Outcome readString(const uint8_t *input, size_t offset, size_t end, uint8_t kind);
    Outcome duplicateKey(const uint8_t *input, uint32_t object);
    void line(
        const uint8_t *input, size_t start, size_t end, uint32_t number,
        const uint32_t *&cursor, const lake_json_options &options);
    bool linesTogether(
        const uint8_t *input, size_t count, const lake_json_options &options,
        lake_json_result &result);
    bool linesOneByOne(
        const uint8_t *input, size_t count, const lake_json_options &options,
        lake_json_result &result);
    void publish(lake_json_result &result);

    const uint8_t *text(const uint8_t *input, const lake_json_token &token) const {
        return ((token.flags & LAKE_JSON_ESCAPED) ? unescaped.elements : input) + token.offset;
    }
};

#endif
