// Placeholder until the first type of Expressions lands.
