"""Pages of programmes, split along their models."""
