"""Provider words become network words; defaults are applied here only."""
