"""Tables of a run: Arrow files through pyarrow, or the CSV files that ``fuzzy-landau export DIR --to csv`` writes."""

import csv
import json
import os

import numpy as np

try:
    import pyarrow as pa
except ImportError:  # numpy alone reads the CSV export
    pa = None


def _arrow_file(path):
    """The reader of an Arrow file. One torn off in the middle of an output is a whole stream from byte 8 on."""
    try:
        return pa.ipc.open_file(pa.memory_map(path)), None
    except pa.ArrowInvalid:
        source = pa.memory_map(path)
        source.seek(8)
        return None, pa.ipc.open_stream(source)


def arrow_batches(path):
    """The record batches of an Arrow file, one for each output time, up to the last whole one."""
    file, stream = _arrow_file(path)
    if file is not None:
        for k in range(file.num_record_batches):
            yield file.get_batch(k)
        return
    while True:
        try:
            yield stream.read_next_batch()
        except (StopIteration, pa.ArrowInvalid, OSError):
            return


def arrow_scenario(path):
    """The scenario of a run, from the metadata of one of its tables."""
    file, stream = _arrow_file(path)
    metadata = (file or stream).schema.metadata or {}
    return json.loads(metadata[b"fuzzy-landau"])["scenario"]


def _columns(batch):
    return {name: batch.column(k).to_numpy(zero_copy_only=False) for k, name in enumerate(batch.schema.names)}


def find_table(folder, name):
    """The path of a table of a run folder: its Arrow file where pyarrow is there, else its CSV export. Raises FileNotFoundError."""
    arrow = os.path.join(folder, name + ".arrow")
    if pa is not None and os.path.exists(arrow):
        return arrow
    for path in (os.path.join(folder, "export", name + ".csv"), os.path.join(folder, name + ".csv")):
        if os.path.exists(path):
            return path
    if os.path.exists(arrow):
        raise FileNotFoundError(
            f"{arrow} needs pyarrow (pip install pyarrow), or, for numpy alone: npx fuzzy-landau export {folder} --to csv"
        )
    raise FileNotFoundError(f"{folder} has no table {name}.arrow; expected a run folder of fuzzy-landau, and this table in it")


def read_table(path):
    """A whole table as a dict from the names of its columns to numpy arrays."""
    if path.endswith(".csv"):
        with open(path, newline="") as file:
            names = next(csv.reader(file))
            values = np.loadtxt(file, delimiter=",", ndmin=2) if _has_rows(path) else np.empty((0, len(names)))
        return {name: values[:, k] for k, name in enumerate(names)}
    parts = [_columns(batch) for batch in arrow_batches(path)]
    if not parts:
        file, stream = _arrow_file(path)
        return {name: np.empty(0) for name in (file or stream).schema.names}
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _has_rows(path):
    with open(path) as file:
        next(file)
        return next(file, None) is not None


def read_batch(path, k):
    """Batch ``k`` of an Arrow table alone, so that one snapshot of a large run is read without the others."""
    file, _ = _arrow_file(path)
    batch = file.get_batch(k) if file is not None else list(arrow_batches(path))[k]
    return _columns(batch)
