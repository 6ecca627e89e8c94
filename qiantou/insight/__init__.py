"""Findings over plans and records: pure functions over plain values. They prepare; people decide."""
