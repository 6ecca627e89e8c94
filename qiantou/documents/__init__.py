"""Papers in and out: what a division document says, read without guessing."""
