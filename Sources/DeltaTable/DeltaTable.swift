// Placeholder until the first type of DeltaTable lands.
