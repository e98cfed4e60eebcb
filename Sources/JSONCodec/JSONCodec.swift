// Placeholder until the first type of JSONCodec lands.
