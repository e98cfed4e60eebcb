// Placeholder until the first type of DeltaProtocol lands.
