// Placeholder until the first type of TextFormats lands.
