// Placeholder until the first type of ParquetIO lands.
