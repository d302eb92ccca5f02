"""Smart Customs: one consignment, one way through one house. Start at docs/map.md."""
