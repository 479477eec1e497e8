"""Characters that no text is made of."""

NONCHARACTERS = frozenset(
    [*map(chr, range(0xFDD0, 0xFDF0))]
    + [chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)]
)
"""The 66 code points that Unicode keeps from text, and HTML from a page."""
