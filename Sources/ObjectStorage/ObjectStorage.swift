// Placeholder until the first type of ObjectStorage lands.
