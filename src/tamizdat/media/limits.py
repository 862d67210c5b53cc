"""How much an upload may cost: the numbers, each beside its reason."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one job may take. ``seconds`` counts by the clock on the wall, ``cpu_seconds`` by the child's own work."""

    max_bytes: int = 32 * MIB  # the largest JPEG of a 50-megapixel camera is about 25 MB
    max_jpeg_pixels: int = 51_000_000  # phones file 50 megapixels (8,192 x 6,144); a JPEG can be decoded at a part of its size
    max_pixels: int = 25_000_000  # all others are decoded whole, and three copies of 24 megapixels must fit into ``memory``
    max_side: int = 20_000  # a stitched panorama; encoders fail in odd ways far beyond it
    long_side: int = 2_560  # of the master: sharp on a large screen, poor for finding out whose lens it was
    memory: int = 512 * MIB  # address space of the child, libraries included
    max_answer: int = 64 * MIB  # more than any honest child sends back
    cpu_seconds: int = 20
    seconds: float = 30.0


LIMITS = Limits()
