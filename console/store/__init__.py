"""The store: schema, the one writer, readers, retention, backup."""
