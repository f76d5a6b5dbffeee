"""f on a mesh of one or two axes, from the particles of a snapshot."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Mesh:
    """Values of f, integrated over the axes that are not named, at the points of each axis; ``values[i, j]`` belongs to
    ``points[0][i]``, ``points[1][j]``. ``how`` says how it was made."""

    axes: tuple
    points: tuple
    values: np.ndarray
    how: str


def density_on_mesh(run, particles, axes, points):
    """A run by the Galerkin score in a periodic box, or homogeneous: from Hermite moments and Fourier modes, without smoothing.
    Else every particle is a Gaussian as wide as the run's mollifier or, where it has none, as Silverman's rule says."""
    axes = tuple(axes)
    known = run._axes()
    if not 1 <= len(axes) <= 2 or len(set(axes)) < len(axes) or any(axis not in known for axis in axes):
        raise ValueError(f"axes: expected one or two of {', '.join(known)}, found {axes}")
    columns = [particles[_column(axis)] for axis in axes]
    mesh = tuple(_points(run, axis, column, particles["weighting"], points) for axis, column in zip(axes, columns))
    space = _space(run, particles["time"][0])
    if space is not None:
        factors = [_functions(run, particles, axis, column, at, space) for axis, column, at in zip(axes, columns, mesh)]
        return Mesh(axes, mesh, _series(factors, particles["weighting"], space), "moments of the particles")
    kernels = [_gaussians(run, particles, axis, column, at) for axis, column, at in zip(axes, columns, mesh)]
    return Mesh(axes, mesh, _product([at for at in kernels], particles["weighting"]), "smoothed particles")


def _column(axis):
    return "velocity_" + axis[2:] if axis.startswith("v_") else "position_" + axis


def _points(run, axis, column, weight, count):
    if not axis.startswith("v_") and run.length is not None:
        length = run.length["xyz".index(axis)]
        return (np.arange(count) + 0.5) * length / count
    mean, spread = _moments(column, weight)
    return np.linspace(mean - 5 * spread, mean + 5 * spread, count)


def _moments(column, weight):
    mean = np.average(column, weights=weight)
    return mean, np.sqrt(np.average((column - mean) ** 2, weights=weight))


def _space(run, time):
    """Degree in v and number of modes of the score's functions at a time; None where it has none, or in free space."""
    table = run.diagnostics
    free = run.dimensions[0] > 0 and run.length is None
    if free or "degree" not in table or "modes" not in table:
        return None
    row = max(np.searchsorted(table["time"], time, side="right") - 1, 0)
    return int(table["degree"][row]), int(table["modes"][row])


def _functions(run, particles, axis, column, at, space):
    """Orthonormal functions of one axis at the particles and, with their weight, at the mesh points; order of each."""
    degree, modes = space
    if not axis.startswith("v_"):
        length = run.length["xyz".index(axis)]
        orders = np.array([0] + [n for n in range(1, modes + 1) for _ in (0, 1)])
        values = lambda x: _fourier(2 * np.pi * x / length, modes)
        return values(column), values(at) / length, orders, "x"
    weight = particles["weighting"]
    mean = _moments(column, weight)[0]
    # The total temperature, as the score's own functions have it.
    scale = np.sqrt(np.mean([_moments(particles["velocity_" + a], weight)[1] ** 2 for a in "xyz"[: run.dimensions[1]]]))
    y = (at - mean) / scale
    gauss = np.exp(-y * y / 2) / (np.sqrt(2 * np.pi) * scale)
    return _hermite((column - mean) / scale, degree), _hermite(y, degree) * gauss, np.arange(degree + 1), "v"


def _fourier(y, modes):
    return np.array([np.ones_like(y)] + [np.sqrt(2) * f(n * y) for n in range(1, modes + 1) for f in (np.cos, np.sin)])


def _hermite(y, degree):
    """Normalised probabilists' Hermite polynomials he_0 ... he_degree."""
    rows = [np.ones_like(y), y]
    for n in range(1, degree):
        rows.append((y * rows[n] - np.sqrt(n) * rows[n - 1]) / np.sqrt(n + 1))
    return np.array(rows[: degree + 1])


def _series(factors, weight, space):
    if len(factors) == 1:
        at_particles, at_mesh, _, _ = factors[0]
        return (at_particles @ weight) @ at_mesh
    (p, pm, p_order, p_kind), (q, qm, q_order, q_kind) = factors
    moments = (p * weight) @ q.T
    if p_kind == q_kind:  # the total degree is bounded
        moments[p_order[:, None] + q_order[None, :] > (space[0] if p_kind == "v" else space[1])] = 0
    return pm.T @ moments @ qm


def _gaussians(run, particles, axis, column, at):
    weight = particles["weighting"]
    width = _width(run, axis, column, weight)
    gap = at[:, None] - column[None, :]
    if not axis.startswith("v_") and run.length is not None:
        length = run.length["xyz".index(axis)]
        return sum(_gauss(gap + n * length, width) for n in (-1, 0, 1))
    return _gauss(gap, width)


def _gauss(y, width):
    return np.exp(-0.5 * (y / width) ** 2) / (np.sqrt(2 * np.pi) * width)


def _width(run, axis, column, weight):
    given = run.scenario.get("mollifier", {}).get("width", {})
    if run.scenario.get("score") in ("particle-sum", "quadrature", "one-sided") and "velocity" in given:
        return given["velocity"] if axis.startswith("v_") else given["position"]["xyz".index(axis)]
    return 1.06 * _moments(column, weight)[1] * len(column) ** -0.2


def _product(kernels, weight):
    return kernels[0] @ weight if len(kernels) == 1 else (kernels[0] * weight) @ kernels[1].T
