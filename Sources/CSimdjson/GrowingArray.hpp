// A growing array that reports a lack of memory instead of throwing across the C border, and
// that keeps its memory between parses.
#ifndef GROWING_ARRAY_HPP
#define GROWING_ARRAY_HPP

#include <cstddef>
#include <cstdlib>

template <typename Element> struct GrowingArray {
    Element *elements = nullptr;
    size_t count = 0;
    size_t capacity = 0;

    GrowingArray() = default;
    GrowingArray(const GrowingArray &) = delete;
    GrowingArray &operator=(const GrowingArray &) = delete;
    ~GrowingArray() { std::free(elements); }

    // Makes room for `extra` more elements; false when there is no memory.
    bool reserve(size_t extra) {
        if (extra <= capacity - count) return true;
        size_t wanted = capacity + capacity / 2;
        if (wanted < count + extra) wanted = count + extra;
        void *grown = std::realloc(elements, wanted * sizeof(Element));
        if (!grown) return false;
        elements = static_cast<Element *>(grown);
        capacity = wanted;
        return true;
    }
};

#endif
