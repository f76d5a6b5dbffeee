"""Run by the project's own test suite where python3 has numpy, on a small run in the folder of FUZZY_LANDAU_RUN:

    FUZZY_LANDAU_RUN=runs/damping-1x2v python3 -m unittest discover docs/python/tests
"""

import os
import sys
import tempfile
import unittest

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import fuzzy_landau as fl
from fuzzy_landau import tables

folder = os.environ["FUZZY_LANDAU_RUN"]


def cell(mesh):
    return np.prod([points[1] - points[0] for points in mesh.points])


class ARun(unittest.TestCase):
    def setUp(self):
        self.run_ = fl.load(folder)

    def test_its_diagnostics_have_a_number_for_each_output_time(self):
        times = self.run_.diagnostics["time"]
        self.assertTrue(np.all(np.diff(times) > 0))
        self.assertTrue(all(len(column) == len(times) for column in self.run_.diagnostics.values()))

    def test_its_scenario_says_the_equation(self):
        self.assertEqual(self.run_.dimensions, (1, 2))
        self.assertAlmostEqual(self.run_.length[0], 2 * np.pi)

    def test_the_particles_of_a_snapshot_have_the_mass_and_energy_of_the_diagnostics(self):
        for time in self.run_.times:
            particles = self.run_.snapshot(t=time)
            row = np.argmin(abs(self.run_.diagnostics["time"] - time))
            weight = particles["weighting"]
            energy = np.sum(weight * (particles["velocity_x"] ** 2 + particles["velocity_y"] ** 2)) / 2
            # Sums of a few thousand doubles in two orders.
            self.assertAlmostEqual(np.sum(weight), self.run_.diagnostics["mass"][row], 12)
            self.assertAlmostEqual(energy, self.run_.diagnostics["energy"][row], 12)

    def test_f_on_a_mesh_has_the_mass_of_the_run_over_any_axes(self):
        for axes in (("x", "v_x"), ("v_x", "v_y"), ("x",), ("v_y",)):
            mesh = self.run_.density(axes=axes)
            # Five thermal speeds to each side hold all but 1e-6 of a Maxwellian.
            self.assertAlmostEqual(mesh.values.sum() * cell(mesh), 1, 5, axes)

    def test_f_on_a_mesh_at_the_start_is_the_initial_density(self):
        # (1 + 0.4 cos x) M(v) is in the space of the score, and the weights keep its moments to the lattice's accuracy.
        mesh = self.run_.density(t=0, axes=("x", "v_x"))
        x, v = np.meshgrid(*mesh.points, indexing="ij")
        exact = (1 + 0.4 * np.cos(x)) / (2 * np.pi) * np.exp(-v * v / 2) / np.sqrt(2 * np.pi)
        self.assertLess(np.max(abs(mesh.values - exact)) / np.max(exact), 1e-3)

    def test_other_axes_are_refused_with_those_there_are(self):
        with self.assertRaisesRegex(ValueError, "x, v_x, v_y"):
            self.run_.density(axes=("z",))

    def test_a_folder_without_a_run_is_said_to_be_none(self):
        with tempfile.TemporaryDirectory() as empty, self.assertRaisesRegex(FileNotFoundError, "expected a run folder"):
            fl.load(empty)


@unittest.skipIf(tables.pa is None, "no pyarrow here: the CSV export alone is tried")
class ARunByArrow(unittest.TestCase):
    def test_has_the_same_numbers_as_its_csv_export(self):
        for name in ("diagnostics", "snapshots"):
            arrow = fl.read_table(os.path.join(folder, name + ".arrow"))
            text = fl.read_table(os.path.join(folder, "export", name + ".csv"))
            self.assertEqual(list(arrow), list(text))
            for column in arrow:
                np.testing.assert_array_equal(arrow[column], text[column])

    def test_torn_off_in_an_output_is_read_to_the_last_whole_one(self):
        path = os.path.join(folder, "diagnostics.arrow")
        with tempfile.TemporaryDirectory() as place:
            torn = os.path.join(place, "diagnostics.arrow")
            with open(path, "rb") as whole, open(torn, "wb") as part:
                part.write(whole.read()[:-1500])
            rows = len(fl.read_table(torn)["time"])
        self.assertGreater(rows, 0)
        self.assertLess(rows, len(fl.read_table(path)["time"]))


if __name__ == "__main__":
    unittest.main()
