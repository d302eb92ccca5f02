"""What a network says of a mirrored scan is put back where it belongs."""

import numpy as np

from smartcustoms.imaging.shapes import answered
from smartcustoms.imaging.tracing import Image


def _middles(seen: Image) -> Image:
    """Answer as a network would that does not care for mirroring: for each cell its mean, a size, and its middle of gravity."""
    cells = seen[0].reshape(seen.shape[1] // 8, 8, seen.shape[2] // 8, 8).transpose(0, 2, 1, 3)
    total = cells.sum((2, 3))
    place = (np.arange(8) + 0.5) / 8
    across, down = (cells.sum(2) @ place) / total, (cells.sum(3) @ place) / total
    return np.stack([total / 64, np.full_like(total, 3.0), np.full_like(total, 2.0), across, down]).astype(np.float32)


def test_three_looks_at_one_scan_agree_where_the_network_does_not_care_for_mirroring() -> None:
    seen = np.random.default_rng(5).uniform(0.1, 1, (3, 48, 64)).astype(np.float32)
    assert np.allclose(answered(_middles, seen), _middles(seen), atol=1e-5)


def test_what_one_look_alone_says_counts_a_third() -> None:
    seen = np.random.default_rng(6).uniform(0.1, 1, (3, 32, 32)).astype(np.float32)
    told = iter((1.0, 0.0, 0.0))
    assert np.allclose(answered(lambda _: np.full((5, 4, 4), next(told), np.float32), seen)[0], 1 / 3)
