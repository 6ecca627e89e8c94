"""牵头 (Qiantou): joint work of units of equal rank; exactly one party has to act at every moment."""

__version__ = "0.1.0"
