// Placeholder until the first type of Parquet lands.
