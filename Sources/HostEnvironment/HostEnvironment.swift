// Placeholder until the first type of HostEnvironment lands.
