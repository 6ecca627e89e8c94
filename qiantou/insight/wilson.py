"""How sure a share of successes is: the Wilson score interval.

Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
"""[default] The confidence level itself, not what is left of it to one."""


def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval, within 0..1, that holds the true share at this confidence level. `n` ≥ 1, 0 < confidence < 1."""
    if not 0 <= successes <= n or n < 1 or not 0 < confidence < 1:
        raise ValueError(f"{successes} of {n} at {confidence}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = successes / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
