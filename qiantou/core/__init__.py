"""The rules, pure: no framework, no input or output, no clock of their own."""
