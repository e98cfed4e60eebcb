// Placeholder until the first type of DeltaLog lands.
