"""Which of very many scans look most like one: their vectors in memory, looked through by faiss (Johnson, Douze and Jégou 2019).

Up to `EXACT_TO` vectors every one is compared in full. Beyond that they are laid into cells, eight bits a number, and the cells nearest to
what is asked are looked through; whoever asks measures the best of them in full again, from where the vectors are kept.
"""

from typing import Any, Final

import faiss
import numpy as np

from smartcustoms.imaging.embedding import SIZE, mirrored
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.tracing import Image

EXACT_TO: Final = 50_000
_CELLS: Final = 1024
_LOOKED_THROUGH: Final = 16
_LEARNT_FROM: Final = 40_000
faiss.omp_set_num_threads(1)  # several ask at once, each on a core of his own: more threads only wait for one another


class Likeness:
    """Vectors of length one, each under the place at which it was added: 0, 1, 2 and on. Asking and adding are not to overlap."""

    def __init__(self) -> None:
        self._index: Any = faiss.IndexFlatIP(SIZE)

    def __len__(self) -> int:
        """Tell how many vectors are there."""
        return int(self._index.ntotal)

    def add(self, vectors: Image) -> None:
        """Add vectors (many, SIZE); past `EXACT_TO` all are laid into cells, which takes some ten seconds for a million."""
        if isinstance(self._index, faiss.IndexFlatIP) and len(self) + len(vectors) > EXACT_TO:
            vectors = np.concatenate([self._index.reconstruct_n(0, len(self)), vectors])
            self._index = _in_cells(vectors)
        self._index.add(vectors)

    def nearest(self, asked: Image, most: int) -> tuple[np.ndarray, Floats]:
        """Give the places of the vectors most like the one asked for, or its mirror image, the likest first, and how alike they are.

        Args:
            asked: what is looked for, of length one.
            most: how many to give.
        """
        most = min(most, len(self))
        if not most:
            return np.empty(0, np.int64), np.empty(0)
        alike, places = self._index.search(np.stack([asked, mirrored(asked)]), most)
        alike, places = alike[places >= 0], places[places >= 0]
        order = np.lexsort((places, -alike))
        found, first = np.unique(places[order], return_index=True)
        best = np.argsort(first)[:most]
        return found[best], alike[order][np.sort(first)[:most]].astype(np.float64)


def _in_cells(vectors: Image) -> Any:
    made: Any = faiss.index_factory(SIZE, f"IVF{_CELLS},SQ8", faiss.METRIC_INNER_PRODUCT)
    made.nprobe = _LOOKED_THROUGH
    made.train(vectors[:: max(1, len(vectors) // _LEARNT_FROM)])
    return made
