"""How a worker deals with what it loads once and with what a request leaves behind."""

import gc

MADE_MEANWHILE = 10_000
"""A report makes thousands of lists and rows, none of them in a circle: to look through them every
700, as Python does, takes up to a tenth of its time and finds nothing."""


def settle() -> None:
    """Leave out of all later collections what is there, and collect less often from now on.

    Workers that are forked go on sharing what is frozen.
    """
    gc.freeze()
    gc.set_threshold(MADE_MEANWHILE)
