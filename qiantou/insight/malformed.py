"""A network or a log of events that was brought along, and cannot be read: what is wrong with it, and where."""

from qiantou.core.kernel import Rejected


class Malformed(Rejected):
    """No rule of the record says no here: the codes are those of FAULTS beside what is read, their sentences those of
    the command that reads files."""
