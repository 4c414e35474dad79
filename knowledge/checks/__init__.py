"""Checks of a record, one file a kind. Each takes a record and yields problems; none changes anything."""
