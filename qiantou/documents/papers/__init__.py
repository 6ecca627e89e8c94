"""Papers out: each paper is a function from a plain frozen value to the bytes of a .docx."""
