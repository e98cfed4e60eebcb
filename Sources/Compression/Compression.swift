// Placeholder until the first type of Compression lands.
