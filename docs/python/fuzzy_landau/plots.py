"""Pictures with matplotlib, for those who have it: each takes ``ax`` or makes one, and returns it."""


def _axes(ax):
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots()[1]


def series(run, *names, ax=None, log=False):
    """Diagnostics columns over time."""
    ax = _axes(ax)
    for name in names:
        ax.plot(run.diagnostics["time"], run.diagnostics[name], label=name)
    if log:
        ax.set_yscale("log")
    ax.set_xlabel("t")
    ax.legend()
    return ax


def phase_space(run, t=None, axes=None, ax=None, points=128, **style):
    """f over two axes at a snapshot."""
    ax = _axes(ax)
    mesh = run.density(t=t, axes=axes, points=points)
    image = ax.pcolormesh(mesh.points[0], mesh.points[1], mesh.values.T, shading="auto", **style)
    ax.set_xlabel(mesh.axes[0])
    ax.set_ylabel(mesh.axes[1])
    ax.figure.colorbar(image, ax=ax, label="f")
    return ax
