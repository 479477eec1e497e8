"""What watches the pages sees a fault when there is one."""

import pytest

from tests.browser.pages import EVERY_LOOK, Look, faults_of
from tests.browser.visitors import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sparse-pages")]

LOAD_IMAGE = """url => new Promise(done => {
  const image = new Image();
  image.onload = image.onerror = done;
  image.src = url;
})"""

PUT_AWAY_PALE_WORDS = """() => {
  const [found, words] = ['details', 'p'].map(name => document.createElement(name));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.pale { color: #777; background: #888; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  words.className = 'pale';
  words.textContent = 'Hardly to be read';
  found.append(document.createElement('summary'), words);
  found.querySelector('summary').textContent = 'More';
  document.querySelector('main').append(found);
}"""


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


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_a_field_without_a_name_a_wide_table_and_pale_words_are_faults(
    visit: Visit, look: Look
) -> None:
    visitor = visit()
    visitor.go("/login")
    visitor.page.evaluate("document.querySelector('main label').remove()")
    visitor.page.evaluate(PUT_AWAY_PALE_WORDS)
    visitor.page.evaluate("document.querySelector('main').append('x'.repeat(500))")
    found = "\n".join(faults_of(visitor.page, [look]))
    shown = f"{look[0]} {look[1]} opened: "
    assert f"{shown}label: <input" in found
    assert f"{shown}color-contrast: <p" in found
    assert f"{shown}wider than the screen" in found
    assert "\n320: wider than the screen" in found


def test_each_look_is_measured_by_all_rules(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/login")
    visitor.page.evaluate(PUT_AWAY_PALE_WORDS)
    found = faults_of(visitor.page, EVERY_LOOK)
    pale = [fault.partition(" opened: color-contrast")[0] for fault in found if "<p" in fault]
    assert pale == [f"{width} {theme}" for width, theme, _ in EVERY_LOOK]
