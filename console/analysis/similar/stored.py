"""The past failures of a store, ready to be searched."""

from console.analysis.similar.similar import Similar
from console.analysis.similar.vector import VERSION, intact
from console.store.reader import Reader


def remembered(reader: Reader) -> Similar:
    """All failures that have a vector. Raises ReadError, SchemaError.

    A damaged vector is left out: the next study of its cluster makes it anew.
    """
    return Similar(entry for entry in reader.vectors(VERSION) if intact(entry[1]))
