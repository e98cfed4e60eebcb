// Placeholder until the first type of Columnar lands.
