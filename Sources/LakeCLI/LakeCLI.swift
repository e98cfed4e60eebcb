// Placeholder until the first type of LakeCLI lands.
