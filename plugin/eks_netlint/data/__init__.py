"""Tables from AWS, each with its provenance."""
