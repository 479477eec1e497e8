"""Packed drawings: shorter, and the same to the eye."""

import json
import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from total_bankroll.charts.packing import in_attribute, packed

Place = tuple[float, float]
ZIGZAG = [(n * 1000 / 365, 120 + n % 37 * 2.3) for n in range(366)]


def drawing(path: str) -> Markup:
    return Markup('<svg id="x"><path class="line s1" d="{}"/></svg>').format(path)


def path_of(svg: str) -> str:
    found = re.search(r' d="([^"]*)"', svg)
    assert found is not None
    return found[1]


def line(places: list[Place]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def places_of(path: str) -> Iterator[Place]:
    """Where a path passes, by the rules of SVG."""
    x = y = 0.0
    for letter, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        if letter not in "MLl":
            continue
        right, down = map(float, numbers.split())
        x, y = (x + right, y + down) if letter == "l" else (right, down)
        yield x, y


@pytest.mark.parametrize(
    "path",
    [
        line(ZIGZAG),
        line(ZIGZAG[:40]) + line(ZIGZAG[60:]),
        line([(0, 240), (0.3, 0.2), (500, 0), (1000, 239.9)]),
        line([(0, -7.4), (10, 7.4)]),
    ],
)
def test_a_packed_path_passes_where_it_did_to_a_quarter_of_a_pixel(path: str) -> None:
    before, after = (list(places_of(found)) for found in (path, path_of(packed(drawing(path)))))
    assert len(before) == len(after)
    for (x, y), (short_x, short_y) in zip(before, after, strict=True):
        assert abs(x - short_x) <= 0.26
        assert abs(y - short_y) <= 0.26


def test_many_paths_are_written_to_whole_units() -> None:
    path = "M0 240.4L10.6 110.6"
    few, many = (packed(drawing(path) * count) for count in (2, 3))
    assert path_of(few) == "M0 240.5l10.5 -130"
    assert path_of(many) == "M0 240l11 -129"


def test_gaps_dots_and_areas_stay() -> None:
    path = "M0 240L0 120.4L10 110V240ZM30 5h0M40.2 7L41.2 7"
    assert path_of(packed(drawing(path))) == "M0 240l0 -119.5l10 -10.5V240ZM30 5h0M40 7l1 0"


@pytest.mark.parametrize("path", ["M0 0C1 2 3 4 5 6L7 8", "M0 0a5 5 0 1 0 9 9", ""])
def test_a_path_of_other_strokes_stays_as_it_is(path: str) -> None:
    assert packed(drawing(path)) == drawing(path)


def test_nothing_but_the_path_changes_and_it_gets_shorter() -> None:
    before = drawing(line(ZIGZAG))
    after = packed(before)
    assert isinstance(after, Markup)
    assert before.replace(path_of(before), "") == after.replace(path_of(after), "")
    assert len(after) < len(before) * 0.7


def test_hostile_names_in_a_charts_data_end_no_attribute() -> None:
    names = ["'><script>alert(1)</script>", '" onload="x', "&quot;&#39;", "\\'", "{{7*7}}\u202e"]
    markup = f"<figure data-chart='{in_attribute(json.dumps(names, ensure_ascii=False))}'></figure>"
    soup = BeautifulSoup(markup, "html.parser")
    (tag,) = soup.find_all(True)
    assert list(tag.attrs) == ["data-chart"]
    assert json.loads(str(tag["data-chart"])) == names
