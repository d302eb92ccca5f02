"""Masks as lengths of runs: short to send, and anybody can read them."""

from typing import Any

import numpy as np


def run_lengths(mask: Any) -> tuple[int, ...]:
    """Give the lengths of runs row by row, beginning with how many pixels are not in the mask (0 when the first one is).

    >>> run_lengths(np.array([[True, True], [False, True]]))
    (0, 2, 1, 1)
    """
    flat = np.concatenate([[False], mask.ravel(), [not mask.ravel()[-1]]]).astype(np.int8)
    ends = np.flatnonzero(np.diff(flat))
    return tuple(int(each) for each in np.diff(np.concatenate([[0], ends])))
