// Placeholder until the first type of Backfill lands.
