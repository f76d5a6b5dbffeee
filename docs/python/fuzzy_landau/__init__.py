"""Reads the run folders of fuzzy-landau.

    import fuzzy_landau as fl
    run = fl.load("runs/damping-1x2v")
    run.diagnostics["entropy"]              # one number for each output time
    run.snapshot(t=1.0)["velocity_x"]       # one number for each particle
    run.density(t=1.0, axes=("x", "v_x"))   # f on a mesh, the other axes integrated out
"""

from .density import Mesh
from .run import Run, load
from .tables import read_table

__all__ = ["Mesh", "Run", "load", "read_table"]
