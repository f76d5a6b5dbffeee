"""A run folder."""

import json
import os

import numpy as np

from .density import density_on_mesh
from .tables import arrow_batches, arrow_scenario, find_table, read_batch, read_table


def load(folder):
    """Opens a run folder of fuzzy-landau (or its CSV export). Raises FileNotFoundError where there is no run."""
    return Run(folder)


class Run:
    """A run: ``scenario`` (a dict), ``diagnostics`` (a dict of arrays), ``times`` of its snapshots."""

    def __init__(self, folder):
        self.folder = os.fspath(folder)
        self.diagnostics = self.table("diagnostics")
        self.scenario = self._scenario()
        self.dimensions = (self.scenario["equation"]["dimensions"]["x"], self.scenario["equation"]["dimensions"]["v"])
        self._starts = None

    def _scenario(self):
        path = find_table(self.folder, "diagnostics")
        if path.endswith(".arrow"):
            return arrow_scenario(path)
        with open(os.path.join(os.path.dirname(path), "scenario.json")) as file:
            return json.load(file)

    def table(self, name):
        """A table by its name (diagnostics, snapshots, profiles, density), as a dict of arrays. Raises FileNotFoundError."""
        return read_table(find_table(self.folder, name))

    @property
    def length(self):
        """Edges of the periodic box, one for each space dimension; None in free space."""
        domain = self.scenario.get("domain")
        return None if domain is None or domain["x"]["kind"] != "periodic" else np.asarray(domain["x"]["length"], float)

    @property
    def times(self):
        """Times of the snapshots, ascending."""
        return np.array([time for time, _ in self._index()])

    def snapshot(self, t=None, k=None):
        """The particles at the snapshot nearest to time ``t`` (or number ``k``; by default the last), as a dict of arrays."""
        index = self._index()
        if k is None:
            k = len(index) - 1 if t is None else int(np.argmin([abs(time - t) for time, _ in index]))
        path = find_table(self.folder, "snapshots")
        if path.endswith(".arrow"):
            return read_batch(path, index[k][1])
        table = self._csv_snapshots()
        here = table["time"] == index[k][0]
        return {name: column[here] for name, column in table.items()}

    def density(self, t=None, axes=None, points=96, k=None):
        """f at a snapshot on a mesh of one or two ``axes`` ("x", "v_x", ...), integrated over the others; a ``Mesh``."""
        return density_on_mesh(self, self.snapshot(t=t, k=k), axes or self._axes()[:2], points)

    def profiles(self, t=None):
        """Density, mean velocity, temperature and heat flux over x at the output nearest to ``t`` (by default the last)."""
        table = self.table("profiles")
        times = np.unique(table["time"])
        time = times[-1] if t is None else times[np.argmin(abs(times - t))]
        return {name: column[table["time"] == time] for name, column in table.items()}

    def _axes(self):
        x, v = self.dimensions
        return tuple("xyz"[:x]) + tuple("v_" + a for a in "xyz"[:v])

    def _csv_snapshots(self):
        if not hasattr(self, "_snapshots"):
            self._snapshots = self.table("snapshots")
        return self._snapshots

    def _index(self):
        """Time and number of every snapshot."""
        if self._starts is None:
            path = find_table(self.folder, "snapshots")
            if path.endswith(".arrow"):
                heads = (batch.column(batch.schema.get_field_index("time")) for batch in arrow_batches(path))
                self._starts = [(head[0].as_py(), k) for k, head in enumerate(heads) if len(head) > 0]
            else:
                self._starts = [(time, k) for k, time in enumerate(np.unique(self._csv_snapshots()["time"]))]
        return self._starts
