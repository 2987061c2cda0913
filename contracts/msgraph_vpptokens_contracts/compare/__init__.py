"""Hold what Microsoft publishes against the contract: readers that turn each kind of source into facts, and one comparer."""
