"""Array types that travel between the wings: ids of passages, and float32 vectors or scores."""

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


Vectors = NDArray[np.float32]
