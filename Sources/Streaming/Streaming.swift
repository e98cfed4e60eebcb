// Placeholder until the first type of Streaming lands.
