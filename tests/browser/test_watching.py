"""What watches the pages sees a fault when there is one."""

import pytest

from tests.browser.pages import EVERY_LOOK, faults_of
from tests.browser.visitors import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sparse-pages")]

LOAD_IMAGE = """url => new Promise(done => {
  const image = new Image();
  image.onload = image.onerror = done;
  image.src = url;
})"""


def faults(visitor: Visitor) -> str:
    """What was noted, after which the visit has none."""
    visitor.page.wait_for_timeout(50)
    found = "\n".join(visitor.faults)
    visitor.faults.clear()
    return found


def test_an_inline_style_is_a_fault(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/login")
    visitor.page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert "policy: style-src-attr" in faults(visitor)


def test_a_request_to_somebody_else_is_a_fault(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/login")
    visitor.page.evaluate(LOAD_IMAGE, "http://127.0.0.1:9/pixel.gif")
    assert "policy: img-src http://127.0.0.1:9/pixel.gif" in faults(visitor)


def test_a_broken_script_is_a_fault(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/login")
    visitor.page.evaluate("setTimeout(() => { throw new Error('oh'); })")
    assert "uncaught: oh" in faults(visitor)


def test_a_refusal_nobody_expected_is_a_fault(visit: Visit) -> None:
    visitor = visit()
    assert visitor.go("/nowhere") == 404
    assert "404" in faults(visitor)


def test_a_field_without_a_name_and_a_wide_table_are_faults(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/login")
    visitor.page.evaluate("document.querySelector('main label').remove()")
    visitor.page.evaluate("document.querySelector('main').append('x'.repeat(500))")
    found = "\n".join(faults_of(visitor.page, EVERY_LOOK[:2]))
    assert "label: <input" in found
    assert "\n320: wider than the screen" in found
